// A large audience, taken further while its first messages are already on their way.
#include "delivery/snapshot.h"
#include "delivery/states.h"
#include "delivery/transitions.h"
#include "store/campaigns.h"
#include "store/counters.h"

namespace carillon::delivery {

using store::CampaignState;

// The campaign is not locked while its stretch is written, as chunks are claimed meanwhile: whoever took the
// stretch first has it, and the others' is undone.
Result<store::Campaign> Transitions::plan_more(Id id) {
  store::Campaign before;
  const auto look = [&](store::Session& session) -> Status {
    auto found = store::get_campaign(session, id);
    if (!found) return found.error();
    if (!*found) return not_found("there is no campaign " + id_text(id));
    before = **std::move(found);
    return {};
  };
  if (auto seen = database_.read(look); !seen) return seen.error();
  const bool goes_on = before.state == CampaignState::kRunning || before.state == CampaignState::kPaused;
  if (!before.planned_to || !goes_on) return before;
  store::Campaign after;
  const Status done = database_.write([&](store::Session& session) -> Status {
    const auto taken = go_on_with_snapshot(session, compiler_, before);
    if (!taken) return taken.error();
    const auto n = static_cast<std::int64_t>(taken->n);
    const std::int64_t now = clock_.now_us();
    after = before;
    after.audience_size += n;
    after.planned_to = taken->upto;
    after.updated_at = now;
    if (auto moved = store::advance_audience(session, after, *before.planned_to); !moved) return moved;
    store::CounterChanges changes;
    changes.add(id, MessageState::kQueued, 0, n);
    if (auto counted = store::apply(session, changes); !counted) return counted;
    if (after.planned_to) return {};
    return log(session, after, store::kByHost, Told{"audience", audience_text(after)}, now);
  });
  if (done) return after;
  if (done.error().status != CRL_E_CONFLICT) return done.error();
  if (auto seen = database_.read(look); !seen) return seen.error();
  return before;
}

}  // namespace carillon::delivery
