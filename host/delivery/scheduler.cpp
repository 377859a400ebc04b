#include "delivery/scheduler.h"

#include <algorithm>
#include <chrono>

#include "delivery/results.h"
#include "store/campaigns.h"
#include "telemetry/log.h"

namespace carillon::delivery {

namespace {
constexpr std::chrono::milliseconds kLookEvery{500};
constexpr std::size_t kAtOnce = 100;
constexpr std::int64_t kDecideEvery = 2 * kSecondUs, kAhead = 5 * kSecondUs;
// A little ahead, so that all hosts know the winner when those who wait for it are judged.
std::int64_t decided_at(const store::Campaign& campaign, const Test& test) {
  return campaign.started_at.value_or(0) + test.decide_after_us - std::min(kAhead, test.decide_after_us / 2);
}

}  // namespace

std::size_t Scheduler::tick() {
  const std::int64_t now = clock_.now_us();
  std::vector<store::Campaign> due;
  const Status read = database_.read([&](store::Session& session) -> Status {
    auto found = store::due_campaigns(session, now, kAtOnce);
    if (!found) return found.error();
    due = *std::move(found);
    return {};
  });
  if (!read) {
    trouble_.warn("scheduled campaigns could not be read; trying again", {{"reason", read.error().message}},
                  now);
    return 0;
  }
  std::size_t started = 0;
  for (const auto& campaign : due) {
    const auto done = transitions_.start_due(campaign.id);
    if (!done && done.error().status != CRL_E_STATE) {
      trouble_.warn("a scheduled campaign could not start; trying again",
                    {{"campaign", id_text(campaign.id)}, {"reason", done.error().message}}, now);
    }
    if (!done || !*done) continue;
    ++started;
    log::info("a scheduled campaign started", {{"campaign", id_text((*done)->id)}, {"name", (*done)->name}});
  }
  return started;
}

std::size_t Scheduler::decide_tests() {
  const std::int64_t now = clock_.now_us();
  std::size_t decided = 0;
  std::vector<std::pair<Id, Results>> due;
  const Status read = database_.read([&](store::Session& session) -> Status {
    due.clear();
    const auto active = store::active_campaigns(session);
    if (!active) return active.error();
    for (const auto& campaign : *active) {
      if (campaign.winner != 0 || campaign.options.find("auto_winner") == std::string::npos) continue;
      const auto options = stored_options(campaign.options, transitions_.timezone());
      if (!options || !options->test || !options->test->auto_winner) continue;
      if (now < decided_at(campaign, *options->test)) continue;
      auto results = read_results(session, campaign, *options, split_of(campaign));
      if (!results) return results.error();
      due.emplace_back(campaign.id, *std::move(results));
    }
    return {};
  });
  if (!read) {
    trouble_.warn("tests of variants could not be decided; trying again", {{"reason", read.error().message}},
                  now);
    return 0;
  }
  for (const auto& [id, results] : due) {
    const std::int64_t winner = leader_of(results);
    if (winner == 0) continue;
    const auto& variant = results.variants[static_cast<std::size_t>(winner - 1)];
    const auto percent = static_cast<int>(variant.best * 100 + 0.5);
    const auto done = transitions_.choose_winner(
        id, winner,
        variant.name + ", the best by " + std::string(metric_name(results.metric)) +
            " with a probability of " + std::to_string(percent) + " %");
    decided += done ? 1 : 0;
  }
  return decided;
}

void Scheduler::start() {
  thread_ = std::thread([this] { run(); });
}

void Scheduler::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Scheduler::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    tick();
    if (const std::int64_t now = clock_.now_us(); now >= decide_at_) {
      decide_tests();
      decide_at_ = now + kDecideEvery;
    }
    lock.lock();
    wake_.wait_for(lock, kLookEvery, [this] { return stopping_; });
  }
}

}  // namespace carillon::delivery
