// Which variant a customer of a campaign gets: a fixed function of both, so that every host, every repeat and
// the statistics agree without storing it.
//
// Thread safety: a Split is a value; Splits from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "store/records.h"

namespace carillon::delivery {

struct Split {
  std::vector<std::int64_t> weights;  // one a variant, each at least 1; empty or one: all get the first
  std::int64_t winner = 0;            // 1 + the index of what all get who are not in the test; 0: none yet
  double test_share = 1;

  std::size_t of(Id campaign, Id customer) const;
};

// Of a campaign's content ({"template": ..} or {"variants": [{weight?, ..}, ..]}), which need not be valid.
Split split_of(const json::value& content);
// The same with the winner of its test, when there is one.
Split split_of(const store::Campaign& campaign);

// The splits of campaigns by id, read when first asked for. A launched campaign's stays as it is but for the
// winner of its test, which forget() makes known.
class Splits {
 public:
  using Read = std::function<Split(Id campaign)>;
  explicit Splits(Read read) : read_(std::move(read)) {}

  std::size_t variant_of(Id campaign, Id customer);
  // Reads it again when it is next asked for.
  void forget(Id campaign);

 private:
  const Read read_;
  std::mutex mutex_;
  std::unordered_map<Id, std::shared_ptr<const Split>> known_;  // guarded by mutex_
};

}  // namespace carillon::delivery
