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

// Held until the transaction ends. CRL_E_NOT_FOUND.
Result<Campaign> lock_campaign(Session& session, Id id);
// The same where only its state matters, as its content may be large.
Result<CampaignState> lock_state(Session& session, Id id);

struct CampaignFilter {
  std::optional<CampaignState> state{};
  std::string_view name{}, tag{}, channel{};  // a part of the name; empty: any
  std::optional<bool> archived{};             // nothing: both
  Id parent = 0;                              // occurrences of this one; 0: any
  bool transactional = false;                 // also those that stand for single messages
};
struct CampaignPage {
  std::vector<Campaign> campaigns;
  std::string next;  // cursor; empty at the end
};
// Newest first.
Result<CampaignPage> list_campaigns(Session& session, const CampaignFilter& filter, std::string_view cursor,
                                    std::size_t limit);
Result<std::int64_t> count_campaigns(Session& session, const CampaignFilter& filter);

// Scheduled ones whose instant has come.
Result<std::vector<Campaign>> due_campaigns(Session& session, std::int64_t now_us, std::size_t limit);

// Those that are running or paused, and send messages themselves.
Result<std::vector<Campaign>> active_campaigns(Session& session);

// Cancelled ones of whose messages somebody has some in work, or had when it died.
Result<std::vector<Campaign>> cancelled_in_work(Session& session);

// Writes everything but dispatched_to, if the stored state still is `expected`; else CRL_E_STATE.
Status update_campaign(Session& session, const Campaign& campaign, CampaignState expected);
// Writes planned_to, audience_size and updated_at of a campaign that runs or is paused and whose audience was
// taken up to `from`; else CRL_E_CONFLICT.
Status advance_audience(Session& session, const Campaign& campaign, Id from);

// CRL_E_STATE when it is no longer in that state. Its log goes with it.
Status delete_campaign(Session& session, Id id, CampaignState expected);

// Messages that are queued again are claimed from the first customer on.
Status dispatch_again(Session& session, Id campaign);

// From running to completed, or completed_with_failures when messages failed. No harm when it is not running,
// or has messages that are not settled.
Status complete_campaign(Session& session, Id id, std::int64_t now_us);

}  // namespace carillon::store
