#include "delivery/dispatcher.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include <carillon/value.hpp>

#include "store/campaigns.h"
#include "store/chunks.h"
#include "store/counters.h"
#include "store/customers.h"
#include "store/messages.h"
#include "telemetry/log.h"

namespace carillon::delivery {

namespace {
constexpr std::int64_t kReloadEvery = 1'000'000;  // so a pause or cancel on another host is seen in a second
constexpr auto kIdle = std::chrono::milliseconds(100);
}  // namespace

Dispatcher::Dispatcher(store::Database& database, const Clock& clock, Channels& channels, Flights& flights,
                       Recorder& recorder, Reasons& reasons, CompileCampaign compile,
                       DispatcherOptions options)
    : database_(database),
      clock_(clock),
      channels_(channels),
      flights_(flights),
      recorder_(recorder),
      reasons_(reasons),
      compile_(std::move(compile)),
      options_(options) {}

Dispatcher::~Dispatcher() { stop(); }

void Dispatcher::start() {
  thread_ = std::thread([this] { loop(); });
}

void Dispatcher::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Dispatcher::wake() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

void Dispatcher::refresh() {
  {
    const std::scoped_lock lock(mutex_);
    refresh_ = woken_ = true;
  }
  changed_.notify_one();
}

void Dispatcher::retry(Retry retry) {
  const std::scoped_lock lock(mutex_);
  new_retries_.push_back(std::move(retry));
}

void Dispatcher::loop() {
  for (;;) {
    bool reload_now = false;
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_) return;
      reload_now = std::exchange(refresh_, false);
      woken_ = false;
    }
    const std::int64_t now = clock_.now_us();
    if (reload_now || now >= reload_at_) {
      reload();
      reload_at_ = now + kReloadEvery;
    }
    if (now >= lease_at_) {
      keep_leases(now);
      adopt_chunks(now);
      lease_at_ = now + options_.lease_us / 3;
    }
    take_retries();
    bool busy = false;
    for (auto run = runs_.begin(); run != runs_.end();) {
      const bool moved = step(run->second, now);
      busy = busy || moved;
      const auto state = run->second.campaign.state;
      const bool over = state != store::CampaignState::kRunning && state != store::CampaignState::kPaused;
      run = over && !moved ? runs_.erase(run) : std::next(run);
    }
    if (busy) continue;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kIdle, [&] { return stopping_ || woken_ || refresh_; });
  }
}

void Dispatcher::reload() {
  std::vector<store::Campaign> active;
  const Status read = database_.read([&](store::Session& session) -> Status {
    auto found = store::active_campaigns(session);
    if (!found) return found.error();
    active = *std::move(found);
    return {};
  });
  if (!read) {
    trouble_.warn("running campaigns could not be read; trying again", {{"reason", read.error().message}},
                  clock_.now_us());
    return;
  }
  for (auto& [id, run] : runs_) run.campaign.state = store::CampaignState::kCancelled;  // unless listed below
  for (auto& campaign : active) {
    const auto known = runs_.find(campaign.id);
    if (known != runs_.end()) {
      known->second.campaign = std::move(campaign);
      continue;
    }
    Channel* channel = channels_.find(campaign.channel);
    if (channel == nullptr) {
      log::warn("a running campaign names a channel that this host does not have; configure [channels." +
                    campaign.channel + "] or cancel the campaign",
                {{"campaign", id_text(campaign.id)}});
      continue;
    }
    auto content = compile_(campaign);
    if (!content) {
      log::error("a running campaign cannot be sent",
                 {{"campaign", id_text(campaign.id)}, {"reason", content.error().message}});
      continue;
    }
    Run& run = runs_[campaign.id];
    run.campaign = std::move(campaign);
    run.content = *std::move(content);
    run.channel = channel;
    run.columns = columns_for(run.content, run.port());
    lease_at_ = 0;  // it may have chunks of a host that is gone
  }
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
  for (auto& [id, run] : runs_) {
    std::vector<Flight> flights;
    auto& in_flight = run.channel->in_flight;
    const std::vector<Id> known = run.held();
    std::vector<std::shared_ptr<ChunkWork>> taken;
    const Status adopted = database_.write([&, id = id](store::Session& session) -> Status {
      flights.clear();
      taken.clear();
      auto chunks = store::adopt_chunks(session, id, lease(now), now, options_.exclusive, known);
      if (!chunks) return chunks.error();
      for (const store::Chunk& chunk : *chunks) {
        auto work = std::make_shared<ChunkWork>();
        work->campaign = id;
        work->first = chunk.first;
        work->last = chunk.last;
        work->in_flight = &in_flight;
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

void Dispatcher::take_retries() {
  std::vector<Retry> retries;
  {
    const std::scoped_lock lock(mutex_);
    retries.swap(new_retries_);
  }
  for (auto& retry : retries) {
    const auto run = runs_.find(retry.flight.key.campaign);
    if (run != runs_.end()) {
      run->second.retries.push(std::move(retry));
    } else {
      give_up({std::move(retry.flight)});
    }
  }
}

bool Dispatcher::step(Run& run, std::int64_t now) {
  if (run.campaign.state == store::CampaignState::kPaused) return false;
  if (run.campaign.state != store::CampaignState::kRunning) return give_up_unsent(run);
  if (!run.backlog.empty()) return run.port().open(now) && offer(run, now);
  std::vector<Flight> again;
  while (!run.retries.empty() && run.retries.top().due_us <= now && again.size() < options_.chunk_size) {
    again.push_back(run.retries.top().flight);
    run.retries.pop();
  }
  while (!run.adopted.empty() && again.size() < options_.chunk_size) {
    again.push_back(std::move(run.adopted.front()));
    run.adopted.pop_front();
  }
  if (!again.empty()) { return prepare(run, std::move(again)); }
  const auto& in_flight = run.channel->in_flight;
  if (run.exhausted) {
    finish(run);
    return false;
  }
  if (!run.port().open(now) || in_flight.load() + options_.chunk_size > options_.max_in_flight) return false;
  return claim(run, now);
}

bool Dispatcher::give_up_unsent(Run& run) {
  std::vector<Flight> unsent(std::make_move_iterator(run.adopted.begin()),
                             std::make_move_iterator(run.adopted.end()));
  run.adopted.clear();
  for (auto& prepared : run.backlog) {
    auto rest = prepared.drain();
    unsent.insert(unsent.end(), std::make_move_iterator(rest.begin()), std::make_move_iterator(rest.end()));
  }
  run.backlog.clear();
  for (; !run.retries.empty(); run.retries.pop()) unsent.push_back(run.retries.top().flight);
  if (unsent.empty()) return false;
  give_up(std::move(unsent));
  return true;
}

void Dispatcher::give_up(std::vector<Flight> flights) {
  const std::int64_t why = reasons_.intern(reason::kCancelled);
  std::vector<Event> events;
  for (auto& flight : flights)
    events.push_back({flight.key, MessageState::kSkipped, why, 0, std::move(flight.chunk)});
  skipped_ += events.size();
  recorder_.settle(std::move(events));
}

bool Dispatcher::offer(Run& run, std::int64_t now) {
  std::vector<Prepared::Refusal> refused;
  const std::size_t taken = run.backlog.front().offer(run.port(), flights_, now, refused);
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
  const bool moved = taken > 0 || !events.empty();
  recorder_.settle(std::move(events));
  if (run.backlog.front().empty()) run.backlog.pop_front();
  return moved;
}

bool Dispatcher::claim(Run& run, std::int64_t now) {
  std::vector<Id> customers;
  const Status claimed = database_.write([&](store::Session& session) -> Status {
    auto found = store::claim_chunk(session, run.campaign.id, options_.chunk_size, lease(now), now);
    if (!found) return found.error();
    customers = *std::move(found);
    return {};
  });
  if (!claimed && claimed.error().status == CRL_E_STATE) {  // paused or cancelled since we looked
    refresh();
    return false;
  }
  if (!claimed) {
    trouble_.warn("a chunk could not be claimed; trying again",
                  {{"campaign", id_text(run.campaign.id)}, {"reason", claimed.error().message}}, now);
    return false;
  }
  if (customers.empty()) {
    run.exhausted = true;
    return true;
  }
  auto& in_flight = run.channel->in_flight;
  auto work = std::make_shared<ChunkWork>();
  work->campaign = run.campaign.id;
  work->first = customers.front();
  work->last = customers.back();
  work->open = customers.size();
  work->in_flight = &in_flight;
  run.chunks.push_back(work);
  in_flight += customers.size();
  std::vector<Flight> flights;
  flights.reserve(customers.size());
  for (const Id customer : customers) flights.push_back({{run.campaign.id, 0, customer}, 1, work});
  return prepare(run, std::move(flights));
}

bool Dispatcher::prepare(Run& run, std::vector<Flight> flights) {
  std::sort(flights.begin(), flights.end(), [](const Flight& a, const Flight& b) { return a.key < b.key; });
  std::vector<Id> customers;
  customers.reserve(flights.size());
  for (const auto& flight : flights) customers.push_back(flight.key.customer);
  Prepared prepared;
  std::vector<std::string_view> verdicts(flights.size(), reason::kErased);  // empty: prepared
  constexpr std::size_t kIdColumn = 2;
  const Status read = database_.read([&](store::Session& session) -> Status {
    return store::read_customers(session, customers, run.columns, [&](store::Row row) {
      const auto found =
          std::lower_bound(customers.begin(), customers.end(), row[kIdColumn].v.i) - customers.begin();
      const auto at = static_cast<std::size_t>(found);
      verdicts[at] = {};
      prepared.add(run.content, run.port(), flights[at], row, verdicts[at]);
      return true;
    });
  });
  if (!read) {
    trouble_.warn("customers could not be read; trying again", {{"reason", read.error().message}},
                  clock_.now_us());
    for (auto& flight : flights) run.adopted.push_back(std::move(flight));
    return false;
  }
  std::vector<Event> events;
  for (std::size_t i = 0; i < flights.size(); ++i) {
    if (verdicts[i].empty()) continue;
    events.push_back({flights[i].key, MessageState::kSkipped, reasons_.intern(verdicts[i]), 0,
                      std::move(flights[i].chunk)});
  }
  skipped_ += events.size();
  recorder_.settle(std::move(events));
  if (!prepared.empty()) run.backlog.push_back(std::move(prepared));
  return true;
}

void Dispatcher::finish(Run& run) {
  bool done = false;
  const Status written = database_.read([&](store::Session& session) -> Status {
    auto unsettled = store::count_unsettled(session, run.campaign.id);
    if (!unsettled) return unsettled.error();
    done = *unsettled == 0;
    return {};
  });
  if (!written || !done) return;
  const Status finished = database_.write([&](store::Session& session) -> Status {
    return store::complete_campaign(session, run.campaign.id, clock_.now_us());
  });
  if (!finished) {
    log::warn("a campaign could not be completed; trying again", {{"reason", finished.error().message}});
    return;
  }
  log::info("campaign completed", {{"campaign", id_text(run.campaign.id)}, {"name", run.campaign.name}});
  refresh();
}

}  // namespace carillon::delivery
