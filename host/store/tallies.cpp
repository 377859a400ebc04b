#include "store/tallies.h"

#include <algorithm>
#include <array>

#include <carillon/value.hpp>

#include "store/filter.h"

namespace carillon::store {

namespace {
using enum MessageState;
constexpr std::array kLadder{kSent, kDelivered, kOpened, kClicked};
}  // namespace

void TallyChanges::move(const Place& place, MessageState from, MessageState to, std::int64_t n) {
  const bool again = from == kFailed && to == kQueued;
  if (n == 0 || to == kSending || (to == kQueued && !again)) return;
  if (std::find(kLadder.begin(), kLadder.end(), to) == kLadder.end()) return add(place, to, n);
  for (const MessageState rung : kLadder) {
    if (rung > from && rung <= to) add(place, rung, n);
  }
}

void TallyChanges::add(const Place& place, MessageState state, std::int64_t n) {
  changes_[{place.campaign, place.variant, place.hour, state}] += n;
}

Status apply(Session& session, const TallyChanges& changes) {
  if (changes.changes_.empty()) return {};
  std::vector<crl_value> cells;
  for (const auto& [key, n] : changes.changes_) {
    const auto& [campaign, variant, hour, state] = key;
    cells.insert(cells.end(), {cell::of_int(campaign), cell::of_int(variant), cell::of_int(hour),
                               cell::of_int(static_cast<std::int64_t>(state)), cell::of_int(n)});
  }
  Mutation m;
  m.verb = CRL_MUT_UPSERT;
  m.collection = "tallies";
  m.columns = {"campaign_id", "variant", "hour", "state", "n"};
  m.conflict = {"campaign_id", "variant", "hour", "state"};
  m.merge = {CRL_MERGE_KEEP, CRL_MERGE_KEEP, CRL_MERGE_KEEP, CRL_MERGE_KEEP, CRL_MERGE_ADD};
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<std::vector<Tally>> read_tallies(Session& session, Id campaign) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign));
  Query query;
  query.collection = "tallies";
  query.columns = {"variant", "hour", "state", "n"};
  query.where = filter.expr();
  query.order = {"variant", "hour", "state"};
  std::vector<Tally> out;
  const auto done = session.query(query, [&](Row row) {
    out.push_back({campaign, row[0].v.i, row[1].v.i, static_cast<MessageState>(row[2].v.i), row[3].v.i});
    return true;
  });
  if (!done) return done.error();
  return out;
}

}  // namespace carillon::store
