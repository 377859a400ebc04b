// The texts behind the ledger's reason numbers.
//
// intern() is cheap and never waits: texts that storage does not have yet wait in take_new() for the next
// write, which stores them in the transaction of the rows that name them. Distinct texts are bounded: a
// vendor that puts an id into every reason ends up with "other".
// Thread safety: all calls from any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace carillon::delivery {

class Reasons {
 public:
  // Cuts the text to a readable length; empty gives 0.
  std::int64_t intern(std::string_view text);

  // Texts not yet stored. Give them back with put_back() when the write failed.
  std::vector<std::pair<std::int64_t, std::string>> take_new();
  void put_back(std::vector<std::pair<std::int64_t, std::string>> unsaved);

  // Known from this run or told by learn(); nullopt: ask storage.
  std::optional<std::string> text(std::int64_t id) const;
  void learn(std::int64_t id, std::string text);

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::int64_t, std::string> known_;
  std::vector<std::pair<std::int64_t, std::string>> new_;
};

}  // namespace carillon::delivery
