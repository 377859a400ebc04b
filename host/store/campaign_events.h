// What happened to campaigns: written in the transaction of what it tells, never changed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

inline constexpr std::string_view kByHost = "host";  // who did what happened by itself

// Two events of one kind within the same microsecond are one.
Status add_campaign_event(Session& session, const CampaignEvent& event);

struct CampaignEventPage {
  std::vector<CampaignEvent> events;
  std::string next;  // cursor; empty at the end
};
// The oldest first.
Result<CampaignEventPage> list_campaign_events(Session& session, Id campaign, std::string_view cursor,
                                               std::size_t limit);

}  // namespace carillon::store
