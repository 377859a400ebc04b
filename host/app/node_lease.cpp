#include "app/node_lease.h"

#include <random>
#include <string>

#include "store/nodes.h"
#include "telemetry/log.h"

namespace carillon::app {

namespace {

constexpr std::int64_t kRenewEvery = store::kNodeLease / 10;
constexpr int kAttempts = 20;

std::int64_t random_owner() {
  std::random_device random;
  return static_cast<std::int64_t>((std::uint64_t{random()} << 31U) ^ random());
}

}  // namespace

NodeLease::NodeLease(store::Database& database, IdSource& ids, const Clock& clock, std::uint32_t pinned)
    : database_(database), ids_(ids), clock_(clock), pinned_(pinned), owner_(random_owner()) {}

Status NodeLease::take() {
  Status done;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    std::uint32_t taken = pinned_;
    done = database_.write([&](store::Session& session) -> Status {
      const std::int64_t now = clock_.now_us();
      if (pinned_ != 0) return store::pin_node(session, pinned_, owner_, now);
      const auto claimed = store::claim_node(session, owner_, now);
      if (!claimed) return claimed.error();
      taken = *claimed;
      return {};
    });
    if (done) {
      node_ = taken;
      ids_.move_to(node_);
      renew_at_ = clock_.now_us() + kRenewEvery;
      return {};
    }
    if (done.error().status != CRL_E_CONFLICT) return done;
  }
  return done;
}

void NodeLease::tend() {
  const std::int64_t now = clock_.now_us();
  if (now < renew_at_) return;
  renew_at_ = now + kRenewEvery;
  bool kept = false;
  const Status done = database_.write([&](store::Session& session) -> Status {
    const auto renewed = store::renew_node(session, node_, owner_, now);
    if (!renewed) return renewed.error();
    kept = *renewed;
    return {};
  });
  if (!done) {
    log::warn("the lease on this host's number could not be renewed; it is tried again",
              {{"node", std::to_string(node_)}, {"reason", done.error().message}});
    return;
  }
  if (kept) return;
  log::error(pinned_ != 0 ? "another host runs under the same node; give each host its own, or none"
                          : "this host slept through its lease, and another took its number",
             {{"node", std::to_string(node_)}});
  if (const Status taken = take(); !taken)
    log::error("no number could be taken", {{"reason", taken.error().message}});
}

void NodeLease::leave() {
  if (node_ == 0) return;
  const Status left = database_.write(
      [&](store::Session& session) { return store::leave_node(session, node_, owner_, clock_.now_us()); });
  if (!left) log::warn("the lease on this host's number runs on", {{"reason", left.error().message}});
  node_ = 0;
}

}  // namespace carillon::app
