#include <array>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "delivery/campaign_options.h"
#include "delivery/split.h"
#include "delivery/states.h"
#include "store/counters.h"
#include "store/messages.h"
#include "store/tallies.h"
#include "upkeep/campaigns.h"
#include "upkeep/check.h"

namespace carillon::upkeep {

namespace {

using store::MessageState;
using enum store::MessageState;
using Sums = std::map<MessageState, std::int64_t>;

// The first state whose tally breaks the invariant of store/tallies.h, told; empty: all is well.
std::string fault_in(Sums reached, Sums now) {
  const auto differs = [](MessageState state, std::int64_t tallied, std::int64_t is) {
    return "tallies " + std::to_string(tallied) + " " + std::string(delivery::state_name(state)) +
           " messages; it has " + std::to_string(is);
  };
  reached[kFailed] -= reached[kQueued];
  for (const MessageState end : std::array{kSkipped, kFailed, kBounced, kComplained}) {
    if (reached[end] != now[end]) return differs(end, reached[end], now[end]);
  }
  std::int64_t above = 0;
  for (const MessageState rung : std::array{kClicked, kOpened, kDelivered, kSent}) {
    above += now[rung];
    if (reached[rung] < above) return differs(rung, reached[rung], above);
  }
  return {};
}

Result<std::string> fault_of(store::Session& session, Id campaign) {
  Sums reached, now;
  const auto tallies = store::read_tallies(session, campaign);
  if (!tallies) return tallies.error();
  for (const auto& tally : *tallies) reached[tally.state] += tally.n;
  const auto counters = store::read_counters(session, campaign);
  if (!counters) return counters.error();
  for (const auto& counter : *counters) now[counter.state] += counter.n;
  return fault_in(std::move(reached), std::move(now));
}

// What must be added to the tallies to make them what the messages still tell: which variant each has, where
// it stands, and since when. What it passed on its way at other hours, or before it ended, is not known.
Result<store::TallyChanges> difference(store::Session& session, const store::Campaign& campaign) {
  const delivery::Split split = delivery::split_of(campaign);
  store::TallyChanges out;
  std::string cursor;
  do {
    const auto page = store::list_messages(session, campaign.id, std::nullopt, cursor, 1'000);
    if (!page) return page.error();
    for (const auto& message : page->messages) {
      const auto variant = static_cast<std::int64_t>(split.of(campaign.id, message.customer_id));
      out.move({campaign.id, variant, message.updated_at / delivery::kHourUs}, kSending, message.state, 1);
    }
    cursor = page->next;
  } while (!cursor.empty());
  const auto tallies = store::read_tallies(session, campaign.id);
  if (!tallies) return tallies.error();
  for (const auto& tally : *tallies) out.add({campaign.id, tally.variant, tally.hour}, tally.state, -tally.n);
  return out;
}

}  // namespace

Status check_tallies(store::Database& database, const Options& options) {
  return each_campaign(database, [&](const store::Campaign& campaign) -> Status {
    std::string fault;
    const auto look = [&](store::Session& session) -> Status {
      auto found = fault_of(session, campaign.id);
      if (!found) return found.error();
      fault = *std::move(found);
      return {};
    };
    if (Status read = database.read(look); !read) return read;
    options.on_progress(1);
    if (fault.empty()) return {};
    if (options.repair) {
      const Status mended = database.write([&](store::Session& session) -> Status {
        const auto changes = difference(session, campaign);
        return changes ? store::apply(session, *changes) : changes.error();
      });
      if (!mended) return mended;
    }
    options.on_finding({name_of(campaign) + " " + fault, options.repair, false});
    return {};
  });
}

}  // namespace carillon::upkeep
