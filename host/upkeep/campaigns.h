// Every campaign in turn, also those that stand for single messages.
#pragma once

#include <functional>
#include <string>

#include <carillon/result.hpp>

#include "store/campaigns.h"
#include "store/database.h"

namespace carillon::upkeep {

inline Status each_campaign(store::Database& database,
                            const std::function<Status(const store::Campaign&)>& use) {
  std::string cursor;
  do {
    store::CampaignPage page;
    const Status read = database.read([&](store::Session& session) -> Status {
      auto listed = store::list_campaigns(session, {.transactional = true}, cursor, 100);
      if (!listed) return listed.error();
      page = *std::move(listed);
      return {};
    });
    if (!read) return read;
    for (const auto& campaign : page.campaigns) {
      if (Status done = use(campaign); !done) return done;
    }
    cursor = std::move(page.next);
  } while (!cursor.empty());
  return {};
}

inline std::string name_of(const store::Campaign& campaign) {
  return "campaign " + id_text(campaign.id) + " (\"" + campaign.name + "\")";
}

}  // namespace carillon::upkeep
