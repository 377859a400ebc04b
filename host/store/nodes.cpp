#include "store/nodes.h"

#include <optional>
#include <string>

#include <carillon/value.hpp>

#include "store/filter.h"

namespace carillon::store {

namespace {

constexpr const char* kCollection = "nodes";

struct Choice {
  std::uint32_t number = 0;
  bool known = false;  // it has a row
};

// The least number without a row, else the one whose lease ended first.
Result<std::optional<Choice>> choose(Session& session, std::int64_t now_us) {
  Query query;
  query.collection = kCollection;
  query.columns = {"node", "lease_until"};
  query.order = {"node"};
  query.lock = true;
  std::uint32_t free = kFirstNode;
  std::optional<Choice> ended;
  std::int64_t ended_at = now_us;
  const auto done = session.query(query, [&](Row row) {
    const auto number = static_cast<std::uint32_t>(cell::as_int(row[0]));
    if (number == free) ++free;
    if (const std::int64_t until = cell::as_int(row[1]); until <= ended_at) {
      ended = Choice{number, true};
      ended_at = until;
    }
    return true;
  });
  if (!done) return done.error();
  if (free <= kLastNode) return std::optional<Choice>(Choice{free, false});
  return ended;
}

Filter held_by(std::uint32_t node, std::int64_t owner) {
  Filter filter;
  filter.equals("node", cell::of_int(node)).equals("owner", cell::of_int(owner));
  return filter;
}

Result<std::uint64_t> set_lease(Session& session, Filter filter, std::int64_t owner, std::int64_t until) {
  const crl_value cells[] = {cell::of_int(owner), cell::time(until)};
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = kCollection;
  m.columns = {"owner", "lease_until"};
  m.cells = cells;
  m.where = filter.expr();
  return session.mutate(m);
}

Status put(Session& session, std::int32_t verb, std::uint32_t node, std::int64_t owner, std::int64_t until) {
  const crl_value cells[] = {cell::of_int(node), cell::of_int(owner), cell::time(until)};
  Mutation m;
  m.verb = verb;
  m.collection = kCollection;
  m.columns = {"node", "owner", "lease_until"};
  if (verb == CRL_MUT_UPSERT) m.conflict = {"node"};
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace

Result<std::uint32_t> claim_node(Session& session, std::int64_t owner, std::int64_t now_us) {
  const auto choice = choose(session, now_us);
  if (!choice) return choice.error();
  if (!*choice) return Error{CRL_E_FULL, "1,023 hosts run on this storage, which is the most", 0, {}};
  const std::uint32_t number = (*choice)->number;
  const std::int64_t until = now_us + kNodeLease;
  if ((*choice)->known) {
    Filter ended;
    ended.equals("node", cell::of_int(number)).where(CRL_X_LE, "lease_until", cell::time(now_us));
    const auto taken = set_lease(session, std::move(ended), owner, until);
    if (!taken) return taken.error();
    if (*taken == 0) return conflict("another host took node " + std::to_string(number));
    return number;
  }
  if (const Status made = put(session, CRL_MUT_INSERT, number, owner, until); !made) return made.error();
  return number;
}

Status pin_node(Session& session, std::uint32_t node, std::int64_t owner, std::int64_t now_us) {
  return put(session, CRL_MUT_UPSERT, node, owner, now_us + kNodeLease);
}

Result<bool> renew_node(Session& session, std::uint32_t node, std::int64_t owner, std::int64_t now_us) {
  const auto kept = set_lease(session, held_by(node, owner), owner, now_us + kNodeLease);
  if (!kept) return kept.error();
  return *kept == 1;
}

Status leave_node(Session& session, std::uint32_t node, std::int64_t owner, std::int64_t now_us) {
  const auto left = set_lease(session, held_by(node, owner), owner, now_us);
  return left ? Status{} : left.error();
}

}  // namespace carillon::store
