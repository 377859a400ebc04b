// From flights to messages that wait for their channel: read, judged by the gate, rendered.
#include <algorithm>
#include <iterator>

#include "delivery/dispatcher.h"
#include "delivery/recipients.h"
#include "telemetry/log.h"

namespace carillon::delivery {

policy::Terms terms_of(const store::Campaign& campaign, const CampaignOptions& options,
                       const policy::SendTimes& usual) {
  policy::Terms terms;
  terms.campaign = campaign.id;
  terms.transactional = campaign.kind == store::CampaignKind::kTransactional;
  terms.caps = options.frequency_caps;
  if (options.quiet_hours.how == QuietHours::How::kOff) terms.send_times = policy::SendTimes{};
  if (options.quiet_hours.how == QuietHours::How::kOwn) {
    terms.send_times = usual;
    terms.send_times->quiet_from = static_cast<std::int32_t>(options.quiet_hours.from_minute);
    terms.send_times->quiet_to = static_cast<std::int32_t>(options.quiet_hours.to_minute);
  }
  if (options.schedule.per_customer) terms.local_start_us = options.schedule.local_us;
  if (options.expires_after_us > 0 && campaign.started_at) {
    terms.expires_at_us = *campaign.started_at + options.expires_after_us;
    // The last zone (UTC-12) begins that much later than the first.
    if (options.schedule.per_customer) terms.expires_at_us += 26 * kHourUs;
  }
  // Who is not in the test of variants waits for its winner, as long as one is to be chosen.
  if (options.test && options.test->auto_winner && campaign.winner == 0 && campaign.started_at) {
    const std::int64_t decided_at = *campaign.started_at + options.test->decide_after_us;
    terms.not_before = [id = campaign.id, share = options.test->test_share, decided_at](Id customer) {
      return in_test(id, customer, share) ? 0 : decided_at;
    };
  }
  if (options.holdout_ppm > 0) {
    terms.held_out = [id = campaign.id, ppm = options.holdout_ppm](Id customer) {
      return in_holdout(id, customer, ppm);
    };
  }
  return terms;
}

MessagePlan Dispatcher::plan_of(const Run& run, const policy::Terms& terms) const {
  MessagePlan plan;
  plan.links = options_.links;
  // Single messages carry what was asked for, campaigns also what is configured.
  const bool of_audience = !terms.transactional;
  plan.list_unsubscribe = plan.links != nullptr && (of_audience || run.options.list_unsubscribe) &&
                          address_kind(run.port()) == policy::AddressKind::kEmail;
  plan.opens = run.options.tracking.opens.value_or(of_audience && options_.track_opens);
  plan.clicks = run.options.tracking.clicks.value_or(of_audience && options_.track_clicks);
  plan.sender = run.options.sender;
  plan.not_after_us = terms.expires_at_us;
  return plan;
}

// A message of a chunk that was lost and won back may wait twice, under two holdings of the chunk. Sorted by
// key.
void Dispatcher::drop_repeats(std::vector<Flight>& flights) {
  std::vector<Event> events;
  std::vector<Flight> once;
  once.reserve(flights.size());
  for (Flight& flight : flights) {
    if (once.empty() || once.back().key != flight.key) {
      once.push_back(std::move(flight));
    } else {
      events.push_back({flight.key, MessageState::kSending, 0, 0, std::move(flight.chunk)});
    }
  }
  flights = std::move(once);
  recorder_.settle(std::move(events));
}

bool Dispatcher::prepare(Run& run, std::vector<Flight> flights) {
  std::sort(flights.begin(), flights.end(), [](const Flight& a, const Flight& b) { return a.key < b.key; });
  drop_repeats(flights);
  std::vector<Id> customers;
  customers.reserve(flights.size());
  for (const auto& flight : flights) customers.push_back(flight.key.customer);
  const auto place_of = [&](Id customer) {
    return static_cast<std::size_t>(std::lower_bound(customers.begin(), customers.end(), customer) -
                                    customers.begin());
  };
  const policy::Terms terms = terms_of(run.campaign, run.options, gate_.rules().send_times);
  auto batch = gate_.batch(terms, {run.port().name(), address_kind(run.port())});
  const MessagePlan plan = plan_of(run, terms);
  Prepared prepared(plan);
  constexpr std::size_t kNotFound = static_cast<std::size_t>(-1);
  std::vector<std::size_t> judged(flights.size(), kNotFound);  // where in the batch each flight is
  Status read = database_.read([&](store::Session& session) -> Status {
    batch.clear();
    prepared = Prepared(plan);
    const Status rows = read_recipients(session, run, customers, [&](const Recipient& recipient) {
      const std::size_t at = place_of(recipient.candidate.recipient);
      const std::size_t in_batch = judged[at] = batch.add(recipient.candidate);
      if (!batch.verdict(in_batch).sends()) return;
      if (recipient.direct != nullptr) {
        if (recipient.direct->expires_at && *recipient.direct->expires_at <= clock_.now_us()) {
          return batch.refuse(in_batch, reason::kExpired);
        }
        return prepared.add_rendered(run.port(), flights[at], batch.address(in_batch), *recipient.direct);
      }
      std::string_view why;
      if (!prepared.add(run.content, run.port(), flights[at], batch.address(in_batch), recipient.row,
                        clock_.now_us(), why)) {
        batch.refuse(in_batch, why);
      }
    });
    if (!rows) return rows;
    return batch.look_up(session);
  });
  if (read) read = batch.admit();
  if (!read) {
    trouble_.warn("messages could not be prepared; trying again", {{"reason", read.error().message}},
                  clock_.now_us());
    for (auto& flight : flights) run.adopted.push_back(std::move(flight));
    return false;
  }
  prepared.keep([&](Id customer) { return batch.verdict(judged[place_of(customer)]).sends(); });
  std::vector<Event> events;
  std::vector<std::pair<Flight, std::int64_t>> later;
  for (std::size_t i = 0; i < flights.size(); ++i) {
    const policy::Verdict verdict =
        judged[i] == kNotFound ? policy::Verdict::skip(reason::kErased) : batch.verdict(judged[i]);
    if (verdict.sends()) continue;
    if (verdict.kind == policy::Verdict::Kind::kDefer) {
      later.emplace_back(std::move(flights[i]), verdict.until_us);
      continue;
    }
    events.push_back({flights[i].key, MessageState::kSkipped, reasons_.intern(verdict.reason), 0,
                      std::move(flights[i].chunk)});
  }
  skipped_ += events.size();
  recorder_.settle(std::move(events));
  if (!later.empty()) defer(run, std::move(later));
  if (!prepared.empty()) run.backlog.push_back(std::move(prepared));
  return true;
}

}  // namespace carillon::delivery
