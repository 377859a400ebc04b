// Changes of one host, told to the others through storage.
//
// Each transaction that concerns customers writes whom it concerns, under its host's next numbers. A reader
// keeps for each host the highest number that it saw and the numbers below it that it did not: those belong
// to transactions that are not committed yet, so they are looked for again until they come. Numbers of a
// transaction that was rolled back are given to the next one; one whose commit was not answered may leave a
// number that never comes, which is looked for as long as a commit can take.
//
// Thread safety: write() and settled() from any thread; the others from one at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "store/changes.h"
#include "store/database.h"

namespace carillon::index {

class Feed {
 public:
  using Steady = std::chrono::steady_clock;

  // `host`: a random number of this process.
  Feed(store::Database& database, const Clock& clock, Id host)
      : database_(database), clock_(clock), host_(host) {}

  // Within the transaction of the changes; answers a token for settled().
  Result<std::uint64_t> write(store::Session& session, const store::Changes& changes);
  void settled(std::uint64_t token, store::Outcome outcome);

  // Marks where to read from. What is committed from now on is in later poll()s.
  Status open();
  // What others committed since the last one. `everything` when that cannot be told any more.
  Result<store::Changes> poll();
  // Deletes what every reader has read, or reads whole again.
  Status prune();

 private:
  struct Source {
    std::int64_t top = 0;
    std::map<std::int64_t, Steady::time_point> gaps;  // numbers below top, and since when they are missed
  };
  using Heads = std::map<Id, std::int64_t>;

  Status read_heads(store::Session& session, Heads& out) const;
  Status read_from(store::Session& session, Id host, std::int64_t head, Source& source,
                   store::Changes& out) const;

  store::Database& database_;
  const Clock& clock_;
  const Id host_;
  std::map<Id, Source> sources_;
  Steady::time_point polled_at_{};

  std::mutex mutex_;
  std::int64_t last_number_ = 0;     // guarded by mutex_, as below
  std::set<std::int64_t> returned_;  // numbers of transactions that were rolled back
  std::uint64_t last_token_ = 0;
  std::map<std::uint64_t, std::vector<std::int64_t>> under_way_;
};

// Changes as bytes, and back; false for bytes that are none.
std::string pack_changes(std::vector<Id> customers, std::vector<Id> orders_of, bool everything);
bool unpack_changes(std::string_view bytes, store::Changes& out);

}  // namespace carillon::index
