// Keeps an index current: hears of this host's writes where they are committed, and of the other hosts'
// through the feed.
//
// Over a storage that hosts share, every host writes to the feed, also one without an index.
// Thread safety: start() and stop() from one thread; listening is for any.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "index/feed.h"
#include "index/index.h"
#include "store/changes.h"
#include "store/database.h"

namespace carillon::index {

struct WatchOptions {
  bool shared = false;  // other hosts may write to this storage
  bool follows = true;  // there is an index to be kept current
  std::chrono::milliseconds every{300};
};

class Watch final : public store::ChangeListener {
 public:
  Watch(store::Database& database, Index& index, const Clock& clock, WatchOptions options);
  ~Watch() override;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Listens, and starts the index.
  void start();
  // When no write runs any more.
  void stop();

  Result<std::uint64_t> record(store::Session& session, const store::Changes& changes) override;
  void settled(std::uint64_t token, const store::Changes& changes, store::Outcome outcome) override;

 private:
  void run();

  store::Database& database_;
  Index& index_;
  const WatchOptions options_;
  std::unique_ptr<Feed> feed_;  // of a shared storage
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace carillon::index
