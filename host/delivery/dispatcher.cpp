#include "delivery/dispatcher.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "store/campaigns.h"
#include "store/counters.h"
#include "store/message_refs.h"
#include "telemetry/log.h"

namespace carillon::delivery {

namespace {
constexpr std::int64_t kReloadEvery = 1'000'000;  // so a pause or cancel on another host is seen in a second
constexpr std::int64_t kPruneEvery = 600'000'000;
constexpr auto kIdle = std::chrono::milliseconds(100);
// Its writes stand before others', so an audience that is far ahead of what is claimed is taken further at
// leisure, and still in a minute, as its members are to be those of the launch.
constexpr std::int64_t kAhead = 10'000, kPlanPace = 50'000;
constexpr std::int64_t kPlanPause = 200'000;  // after a stretch that could not be taken
}  // namespace

Dispatcher::Dispatcher(store::Database& database, const Clock& clock, Channels& channels, Flights& flights,
                       Recorder& recorder, Reasons& reasons, policy::Gate& gate, CompileCampaign compile,
                       Planner::Take plan, DispatcherOptions options)
    : database_(database),
      clock_(clock),
      channels_(channels),
      flights_(flights),
      recorder_(recorder),
      reasons_(reasons),
      gate_(gate),
      rates_(database, clock),
      compile_(std::move(compile)),
      options_(options),
      sightings_(std::chrono::microseconds(options.exclusive ? 0 : options.lease_us)),
      planner_(std::move(plan), [this](Id campaign, Result<store::Campaign> stretch) {
        {
          const std::scoped_lock lock(mutex_);
          stretches_.emplace_back(campaign, std::move(stretch));
        }
        wake();
      }) {}

Dispatcher::~Dispatcher() { stop(); }

void Dispatcher::start() {
  planner_.start();
  thread_ = std::thread([this] { loop(); });
}

void Dispatcher::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  planner_.stop();
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

bool Dispatcher::try_again(Flight& flight, std::uint32_t advised_ms) {
  if (flight.attempt >= options_.retry.max_attempts) return false;
  const std::int64_t delay = retry_delay(options_.retry, flight.key, flight.attempt, advised_ms);
  ++flight.attempt;
  const std::scoped_lock lock(mutex_);
  new_retries_.push_back({clock_.now_us() + delay, std::move(flight)});
  return true;
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
      give_up_waiting(now);
      reload_at_ = now + kReloadEvery;
    }
    if (now >= prune_at_) {
      prune(now);
      prune_at_ = now + kPruneEvery;
    }
    if (now >= lease_at_) {
      keep_leases(now);
      adopt_chunks(now);
      lease_at_ = now + options_.lease_us / 3;
    }
    take_retries();
    take_stretches();
    const bool busy = step_all(now);
    if (busy) continue;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kIdle, [&] { return stopping_ || woken_ || refresh_; });
  }
}

bool Dispatcher::step_all(std::int64_t now) {
  std::vector<Run*> urgent, ranked;
  for (auto& [id, run] : runs_) (run.urgent() ? urgent : ranked).push_back(&run);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Run* a, const Run* b) { return a->rank() > b->rank(); });
  bool busy = false;
  // Whether the run is over, and gone.
  const auto after = [&](Run& run, bool moved) {
    busy = busy || moved;
    const bool over = !run.active() && !moved && run.held().empty();
    if (over) runs_.erase(run.campaign.id);
    return over;
  };
  const auto single_messages = [&] {
    std::erase_if(urgent, [&](Run* run) { return after(*run, send(*run, now)); });
  };
  for (Run* run : ranked) {
    single_messages();
    want_more(*run, now);
    after(*run, send(*run, now));
  }
  if (ranked.empty()) single_messages();
  return busy;
}

void Dispatcher::reload() {
  std::vector<store::Campaign> active;
  const Status read = database_.read([&](store::Session& session) -> Status {
    auto found = store::active_campaigns(session);
    if (!found) return found.error();
    active = *std::move(found);
    std::vector<Id> ids;
    for (const auto& campaign : active) ids.push_back(campaign.id);
    const auto counters = store::read_counters(session, ids);
    if (!counters) return counters.error();
    const LedgerSums sums = sum_up(active, *counters);
    auto cancelled = store::cancelled_in_work(session);
    if (!cancelled) return cancelled.error();
    active.insert(active.end(), std::make_move_iterator(cancelled->begin()),
                  std::make_move_iterator(cancelled->end()));
    const std::scoped_lock lock(mutex_);
    ledger_ = sums;
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
      if (known->second.campaign.winner != campaign.winner) {
        if (auto content = compile_(campaign)) known->second.content = *std::move(content);
      }
      known->second.campaign = std::move(campaign);
      look_again(known->second, clock_.now_us());
      continue;
    }
    Channel* channel = channels_.find(campaign.channel);
    if (channel == nullptr) {
      trouble_.warn("a running campaign names a channel that this host does not have; configure [channels." +
                        campaign.channel + "] or cancel the campaign",
                    {{"campaign", id_text(campaign.id)}}, clock_.now_us());
      continue;
    }
    auto content = compile_(campaign);
    if (!content) {
      trouble_.warn("a running campaign cannot be sent",
                    {{"campaign", id_text(campaign.id)}, {"reason", content.error().message}},
                    clock_.now_us());
      continue;
    }
    auto options = stored_options(campaign.options, "UTC");
    if (!options) {
      trouble_.warn("a running campaign cannot be sent",
                    {{"campaign", id_text(campaign.id)}, {"reason", options.error().message}},
                    clock_.now_us());
      continue;
    }
    Run& run = runs_[campaign.id];
    run.campaign = std::move(campaign);
    run.options = *std::move(options);
    run.content = *std::move(content);
    run.channel = channel;
    run.columns = columns_for(run.content, run.port());
    look_again(run, clock_.now_us());
    lease_at_ = 0;  // it may have chunks of a host that is gone
  }
}

// Vendors' ids are of use as long as receipts may come.
void Dispatcher::prune(std::int64_t now) {
  constexpr std::int64_t kKept = 30 * 86'400'000'000;
  constexpr std::uint64_t kAtOnce = 5'000;
  bool more = true;
  while (more) {
    const Status pruned = database_.write([&](store::Session& session) -> Status {
      const auto n = store::prune_refs(session, now - kKept, kAtOnce);
      if (!n) return n.error();
      more = *n == kAtOnce;
      return {};
    });
    if (!pruned) return;  // in ten minutes again
  }
}

void Dispatcher::give_up_waiting(std::int64_t now) {
  auto overdue = flights_.take_older(now - options_.answer_us);
  if (overdue.empty()) return;
  trouble_.warn(
      "a channel does not answer for messages that it took; they are tried again under the same keys",
      {{"channel", overdue.front().port->name()}, {"messages", std::to_string(overdue.size())}}, now);
  std::map<Port*, std::vector<std::uint64_t>> tokens;
  std::vector<Event> events;
  for (auto& [token, port, flight] : overdue) {
    tokens[port].push_back(token);
    if (Channel* channel = channels_.find(port->name())) channel->breaker.note(CRL_E_TIMEOUT, now);
    if (try_again(flight, 0)) continue;
    events.push_back({flight.key, MessageState::kFailed, reasons_.intern(reason::kNoAnswer), flight.attempt,
                      std::move(flight.chunk)});
  }
  recorder_.settle(std::move(events));
  for (auto& [port, of] : tokens) port->cancel(of);
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

void Dispatcher::want_more(Run& run, std::int64_t now) {
  if (!run.campaign.planned_to || !run.active() || run.planning || now < run.plan_again_at) return;
  run.planning = true;
  planner_.want(run.campaign.id);
}

void Dispatcher::take_stretches() {
  std::vector<std::pair<Id, Result<store::Campaign>>> stretches;
  {
    const std::scoped_lock lock(mutex_);
    stretches.swap(stretches_);
  }
  const std::int64_t now = clock_.now_us();
  for (const auto& [id, stretch] : stretches) {
    const auto found = runs_.find(id);
    if (found == runs_.end()) continue;
    Run& run = found->second;
    run.planning = false;
    if (!stretch) {
      run.plan_again_at = now + kPlanPause;
      trouble_.warn("an audience could not be taken further; trying again",
                    {{"campaign", id_text(id)}, {"reason", stretch.error().message}}, now);
      continue;
    }
    run.ahead += std::max<std::int64_t>(0, stretch->audience_size - run.campaign.audience_size);
    run.campaign.audience_size = stretch->audience_size;
    run.campaign.planned_to = stretch->planned_to;
    run.exhausted = false;
    const bool in_the_way = run.ahead >= kAhead && run.campaign.state == store::CampaignState::kRunning;
    run.plan_again_at = in_the_way ? now + kPlanPace : 0;
  }
}

bool Dispatcher::send(Run& run, std::int64_t now) {
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
  if (!run.port().open(now) || !has_room(run, now)) return false;
  if (run.look_due_at <= now && claim(run, now, true)) return true;
  if (!run.exhausted) return claim(run, now, false);
  finish(run);
  return false;
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

void Dispatcher::finish(Run& run) {
  if (run.urgent() || run.campaign.planned_to) return;  // there are messages to come
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
