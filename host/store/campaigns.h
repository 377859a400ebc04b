// Campaigns: kept, listed, and moved between states by compare-and-set.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

Status insert_campaign(Session& session, const Campaign& campaign);
Result<std::optional<Campaign>> get_campaign(Session& session, Id id);

struct CampaignPage {
  std::vector<Campaign> campaigns;
  std::string next;  // cursor; empty at the end
};
// Newest first.
Result<CampaignPage> list_campaigns(Session& session, std::optional<CampaignState> state,
                                    std::string_view cursor, std::size_t limit);
Result<std::int64_t> count_campaigns(Session& session, std::optional<CampaignState> state);

// Those that are running or paused.
Result<std::vector<Campaign>> active_campaigns(Session& session);

// Writes everything but dispatched_to, if the stored state still is `expected`; else CRL_E_STATE.
Status update_campaign(Session& session, const Campaign& campaign, CampaignState expected);

// From running to completed, or completed_with_failures when messages failed. No harm when it is not running.
Status complete_campaign(Session& session, Id id, std::int64_t now_us);

}  // namespace carillon::store
