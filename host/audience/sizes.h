// How many customers each saved segment selects, over time: once a day and after each change of its rule.
//
// Hosts that share a storage claim segments one by one, so that each size is counted by one of them; what a
// host that dies leaves uncounted is due again after a while. Counting happens outside of any write.
//
// Thread safety: all calls from any thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "audience/audience.h"
#include "base/clock.h"
#include "store/records.h"

namespace carillon::audience {

// Counts a segment as of now and keeps the size.
Result<store::SegmentSize> measure(store::Database& database, const Compiler& compiler,
                                   const store::Segment& segment, std::int64_t now_us);

class SizeSampler {
 public:
  SizeSampler(store::Database& database, const Compiler& compiler, const Clock& clock)
      : database_(database), compiler_(compiler), clock_(clock) {}
  ~SizeSampler() { stop(); }
  SizeSampler(const SizeSampler&) = delete;
  SizeSampler& operator=(const SizeSampler&) = delete;

  // Counts one segment whose size is due; false: none is. A rule that cannot be used any more is passed over
  // until the next day.
  Result<bool> sample_one();

  // A thread that looks for what is due every few seconds.
  void start();
  void stop();

 private:
  void run();

  store::Database& database_;
  const Compiler& compiler_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace carillon::audience
