// From messages that wait to the channel: as many as breaker, rates and domains let through.
#include <algorithm>

#include "delivery/dispatcher.h"
#include "delivery/domain_shares.h"
#include "telemetry/log.h"

namespace carillon::delivery {

bool Dispatcher::offer(Run& run, std::int64_t now) {
  if (now < run.limited_until) return false;
  Prepared& front = run.backlog.front();
  const std::size_t wanted = run.channel->breaker.allow(front.waiting(), now);
  if (wanted == 0) return false;
  const Grant grant = rates_.reserve(run.limits, wanted);
  run.channel->breaker.unused(wanted - grant.n);
  if (grant.n < wanted) run.limited_until = grant.come_again_us;
  if (grant.n == 0) return false;
  // Messages to a domain that has had its share wait, and let those behind them pass.
  DomainShares domains(rates_, run.channel->rates.of_domain);
  const std::vector<Flight> held = domains.hold_back(front, grant.n);
  for (const Flight& flight : held) run.retries.push({domains.come_again_us(), flight});
  const std::size_t allowed = grant.n - held.size();
  std::vector<Prepared::Refusal> refused;
  const std::size_t taken = front.offer(run.port(), flights_, now, allowed, refused);
  domains.give_back(front, allowed - taken - refused.size());
  run.channel->breaker.unused(grant.n - taken);
  rates_.give_back(run.limits, grant.n - taken);
  std::vector<Event> events;
  for (auto& [flight, error] : refused) {
    events.push_back({flight.key, MessageState::kFailed, reasons_.intern(reason_of(error)), flight.attempt,
                      std::move(flight.chunk)});
  }
  if (!events.empty()) {
    log::error("a channel refused messages", {{"channel", run.port().name()},
                                              {"messages", std::to_string(events.size())},
                                              {"reason", refused.front().error.message}});
  }
  const bool moved = taken > 0 || !events.empty() || !held.empty();
  recorder_.settle(std::move(events));
  if (front.empty()) run.backlog.pop_front();
  return moved;
}

void Dispatcher::defer(Run& run, std::vector<std::pair<Flight, std::int64_t>> later) {
  deferred_ += later.size();
  std::vector<Event> events;
  events.reserve(later.size());
  for (auto& one : later) {
    const std::int64_t until = one.second;
    run.look_due_at = std::min(run.look_due_at, until);
    events.push_back({one.first.key, MessageState::kQueued, 0, 0, std::move(one.first.chunk), until});
  }
  recorder_.settle(std::move(events));
}

}  // namespace carillon::delivery
