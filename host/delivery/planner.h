// Takes large audiences further, a stretch at a time, while messages go out: its transactions are many, and
// whoever prepares messages need not wait for them.
//
// Thread safety: want() from any thread; start() and stop() on the lifecycle thread. What became of a stretch
// is told on the planner's own thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include <carillon/result.hpp>

#include "base/ids.h"
#include "store/records.h"

namespace carillon::delivery {

class Planner {
 public:
  // Takes a campaign's audience one stretch further; answers the campaign as it is then.
  using Take = std::function<Result<store::Campaign>(Id)>;
  using Tell = std::function<void(Id, Result<store::Campaign>)>;

  Planner(Take take, Tell tell) : take_(std::move(take)), tell_(std::move(tell)) {}
  ~Planner() { stop(); }
  Planner(const Planner&) = delete;
  Planner& operator=(const Planner&) = delete;

  void start();
  void stop();  // what was wanted and not begun stays undone. Safe twice.

  // One stretch of this campaign, in turn.
  void want(Id campaign);

 private:
  void run();

  const Take take_;
  const Tell tell_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<Id> queue_;   // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace carillon::delivery
