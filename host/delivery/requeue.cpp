// Messages that are queued after their campaign's launch: failed ones once more, and those of new members.
#include <vector>

#include "delivery/bulk.h"
#include "delivery/snapshot.h"
#include "delivery/states.h"
#include "delivery/transitions.h"
#include "store/campaigns.h"
#include "store/counters.h"
#include "store/reasons.h"

namespace carillon::delivery {

namespace {

using store::CampaignState;

bool was_launched(const store::Campaign& campaign) {
  switch (campaign.state) {
    case CampaignState::kRunning:
    case CampaignState::kPaused:
    case CampaignState::kCompleted:
    case CampaignState::kCompletedWithFailures:
      return campaign.kind == store::CampaignKind::kSingle;
    default:
      return false;
  }
}

constexpr std::string_view kFrom = "running, paused or completed";

}  // namespace

// Claims begin at the first customer again, and a campaign that was over runs again.
Status Transitions::run_again(store::Session& session, store::Campaign& campaign, std::uint64_t n) {
  if (n == 0) return {};
  if (campaign.state != CampaignState::kPaused) campaign.state = CampaignState::kRunning;
  campaign.finished_at.reset();
  return store::dispatch_again(session, campaign.id);
}

Result<Requeued> Transitions::retry_failed(Id id, bool all, std::string_view who) {
  Requeued out;
  const auto moved = move(
      id, who, [&](store::Session& session, store::Campaign& campaign, std::int64_t now) -> Result<Told> {
        out = {};
        if (!was_launched(campaign)) return wrong_state(campaign, "tried again", kFrom);
        if (auto checked = check_(campaign); !checked) return checked.error();
        const auto counters = store::read_counters(session, id);
        if (!counters) return counters.error();
        std::vector<std::int64_t> again;
        for (const auto& counter : *counters) {
          if (counter.state != MessageState::kFailed || counter.n == 0) continue;
          const auto text = store::get_reason(session, counter.reason);
          if (!text) return text.error();
          const auto n = static_cast<std::uint64_t>(counter.n);
          if (all || is_temporary(*text)) {
            again.push_back(counter.reason);
          } else {
            (*text == reason::kNoAnswer ? out.unanswered : out.failed_for_good) += n;
          }
        }
        const auto n = queue_failed(session, campaign, again, now);
        if (!n) return n.error();
        out.messages = static_cast<std::uint64_t>(*n);
        if (auto ran = run_again(session, campaign, out.messages); !ran) return ran.error();
        return Told{"retried", std::to_string(out.messages) + " failed messages"};
      });
  if (!moved) return moved.error();
  out.campaign = *moved;
  return out;
}

Result<store::Campaign> Transitions::choose_winner(Id id, std::int64_t winner, const std::string& why) {
  return move(id, store::kByHost,
              [&](store::Session&, store::Campaign& campaign, std::int64_t) -> Result<Told> {
                const bool runs =
                    campaign.state == CampaignState::kRunning || campaign.state == CampaignState::kPaused;
                if (!runs || campaign.winner != 0) return wrong_state(campaign, "decided", "running a test");
                campaign.winner = winner;
                return Told{"winner", why};
              });
}

Result<Requeued> Transitions::add_new_members(Id id, std::string_view who) {
  Requeued out;
  const auto moved = move(
      id, who, [&](store::Session& session, store::Campaign& campaign, std::int64_t now) -> Result<Told> {
        if (!was_launched(campaign)) return wrong_state(campaign, "sent to new members", kFrom);
        if (auto checked = check_(campaign); !checked) return checked.error();
        const auto target = resolve_target(session, compiler_, campaign, now);
        if (!target) return target.error();
        const auto size = take_snapshot(session, id, *target->audience, now);
        if (!size) return size.error();
        out.messages = *size;
        const auto n = static_cast<std::int64_t>(*size);
        store::CounterChanges changes;
        changes.add(id, MessageState::kQueued, 0, n);
        if (auto counted = store::apply(session, changes); !counted) return counted.error();
        campaign.audience_size += n;
        campaign.planned_to.reset();
        if (auto again = run_again(session, campaign, out.messages); !again) return again.error();
        return Told{"members_added", std::to_string(n) + " customers"};
      });
  if (!moved) return moved.error();
  out.campaign = *moved;
  return out;
}

}  // namespace carillon::delivery
