// What this host works on: chunks that it claims, keeps and takes over.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <limits>

#include <carillon/value.hpp>

#include "delivery/dispatcher.h"
#include "store/chunks.h"
#include "store/deferrals.h"
#include "store/messages.h"
#include "telemetry/log.h"

namespace carillon::delivery {

bool Dispatcher::has_room(const Run& run, std::int64_t now) const {
  const std::size_t most = options_.max_in_flight + (run.urgent() ? options_.urgent_in_flight : 0);
  return run.channel->in_flight.load() + chunk_size(run, now) <= most;
}

std::size_t Dispatcher::chunk_size(const Run& run, std::int64_t now) const {
  constexpr std::size_t kUsual = 6;  // the share of the default priority, 5
  if (run.urgent()) return std::min<std::size_t>(options_.chunk_size, 200);
  const auto share = static_cast<std::size_t>(run.options.priority) + 1;
  const bool begins = run.chunks.empty();  // its first messages are not to wait for thousands of others
  const bool is_short = begins || now < short_turns_until_;
  const std::size_t whole = is_short ? options_.chunk_size / 4 : options_.chunk_size;
  return std::clamp<std::size_t>(whole * share / kUsual, 1, options_.max_in_flight);
}

bool Dispatcher::claim(Run& run, std::int64_t now, bool due) {
  constexpr std::int64_t kMoment = 200'000;  // until messages that somebody works on are looked at again
  constexpr std::int64_t kShortTurns = 10'000'000;
  const Id campaign = run.campaign.id;
  std::vector<Id> customers;
  const Status claimed = database_.write([&](store::Session& session) -> Status {
    auto found = due ? store::claim_due(session, campaign, chunk_size(run, now), lease(now), now)
                     : store::claim_chunk(session, campaign, chunk_size(run, now), lease(now), now);
    if (!found) return found.error();
    customers = *std::move(found);
    if (!due || !customers.empty()) return {};
    const auto next = store::next_deferral(session, campaign);
    if (!next) return next.error();
    run.look_due_at = std::max(next->value_or(std::numeric_limits<std::int64_t>::max()), now + kMoment);
    return {};
  });
  if (!claimed && claimed.error().status == CRL_E_STATE) {  // paused or cancelled since we looked
    refresh();
    return false;
  }
  if (!claimed && claimed.error().status == CRL_E_CONFLICT) return false;  // another host was quicker
  if (!claimed) {
    trouble_.warn("a chunk could not be claimed; trying again",
                  {{"campaign", id_text(campaign)}, {"reason", claimed.error().message}}, now);
    return false;
  }
  if (customers.empty()) {
    if (due) return false;
    run.exhausted = true;
    run.ahead = 0;
    return true;
  }
  if (run.urgent()) short_turns_until_ = now + kShortTurns;
  run.ahead = std::max<std::int64_t>(0, run.ahead - static_cast<std::int64_t>(customers.size()));
  auto& in_flight = run.channel->in_flight;
  auto work = std::make_shared<ChunkWork>();
  work->campaign = campaign;
  work->first = customers.front();
  work->last = customers.back();
  work->open = customers.size();
  work->in_flight = &in_flight;
  work->urgent = run.urgent();
  run.chunks.push_back(work);
  in_flight += customers.size();
  std::vector<Flight> flights;
  flights.reserve(customers.size());
  for (const Id customer : customers) flights.push_back({{campaign, 0, customer}, 1, work});
  return prepare(run, std::move(flights));
}

// Other hosts defer messages too, and a campaign that was retried or got new members has messages again
// behind a cursor that went back.
void Dispatcher::look_again(Run& run, std::int64_t now) {
  run.limits = run.channel->rates.of_sender ? run.channel->rates.of_sender(run.options.sender, now)
                                            : std::vector<RateLimit>{};
  if (run.options.per_second > 0) {
    // Slower than one a second is so many in a minute.
    const bool slow = run.options.per_second < 1;
    run.limits.push_back(
        {"campaign:" + id_text(run.campaign.id),
         std::max<std::int64_t>(1, static_cast<std::int64_t>(run.options.per_second * (slow ? 60 : 1))),
         (slow ? 60 : 1) * std::int64_t{1'000'000}});
  }
  if (!run.exhausted || run.campaign.state != store::CampaignState::kRunning) return;
  const Status read = database_.read([&](store::Session& session) -> Status {
    const auto queued = store::queued_customers(session, run.campaign.id, run.campaign.dispatched_to, 1);
    if (!queued) return queued.error();
    run.exhausted = queued->empty();
    const auto next = store::next_deferral(session, run.campaign.id);
    if (!next) return next.error();
    run.look_due_at = next->value_or(std::numeric_limits<std::int64_t>::max());
    return {};
  });
  if (!read)
    trouble_.warn("a campaign could not be looked at; trying again", {{"reason", read.error().message}}, now);
}

void Dispatcher::keep_leases(std::int64_t now) {
  if (runs_.empty()) return;
  const Status renewed = database_.write([&](store::Session& session) -> Status {
    const auto n = store::renew_leases(session, lease(now));
    if (!n) return n.error();
    return {};
  });
  if (!renewed)
    trouble_.warn("leases could not be renewed; trying again", {{"reason", renewed.error().message}}, now);
}

void Dispatcher::adopt_chunks(std::int64_t now) {
  const auto steady = std::chrono::steady_clock::now();
  sightings_.forget(steady);
  for (auto& [id, run] : runs_) {
    std::vector<Flight> flights;
    auto& in_flight = run.channel->in_flight;
    const bool urgent = run.urgent();
    const std::vector<Id> known = run.held();
    std::vector<std::shared_ptr<ChunkWork>> taken;
    const Status adopted = database_.write([&, id = id](store::Session& session) -> Status {
      flights.clear();
      taken.clear();
      auto chunks = store::adopt_chunks(
          session, id, lease(now),
          [&](const store::Chunk& chunk) { return sightings_.is_left(chunk, steady); }, known);
      if (!chunks) return chunks.error();
      for (const store::Chunk& chunk : *chunks) {
        auto work = std::make_shared<ChunkWork>();
        work->campaign = id;
        work->first = chunk.first;
        work->last = chunk.last;
        work->in_flight = &in_flight;
        work->urgent = urgent;
        auto messages = store::unsettled_messages(session, id, chunk.first, chunk.last);
        if (!messages) return messages.error();
        work->open = messages->size();
        taken.push_back(work);
        if (messages->empty()) {
          if (auto closed = store::finish_chunk(session, id, chunk.first); !closed) return closed;
        }
        for (const auto& message : *messages) {
          flights.push_back({{id, message.step, message.customer_id},
                             static_cast<std::uint32_t>(message.attempts) + 1,
                             work});
        }
      }
      return {};
    });
    if (!adopted) {
      trouble_.warn("chunks of another host could not be taken over; trying again",
                    {{"reason", adopted.error().message}}, now);
      continue;
    }
    run.chunks.insert(run.chunks.end(), taken.begin(), taken.end());
    if (flights.empty()) continue;
    log::info("took over messages that nobody was sending; they are sent again under the same keys",
              {{"campaign", id_text(id)}, {"messages", std::to_string(flights.size())}});
    in_flight += flights.size();
    run.adopted.insert(run.adopted.end(), std::make_move_iterator(flights.begin()),
                       std::make_move_iterator(flights.end()));
  }
}

}  // namespace carillon::delivery
