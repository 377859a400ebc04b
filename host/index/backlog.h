// What was changed and is not yet read again.
//
// Every note gets a number; what is taken is finished under the number of the last note in it, so that who
// waits for a note knows when it is done. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "store/changes.h"

namespace carillon::index {

class Backlog {
 public:
  using Clock = std::chrono::steady_clock;

  void note(const store::Changes& changes) {
    if (changes.empty()) return;
    if (is_done()) since_ = Clock::now();
    ++noted_;
    everything_ = everything_ || changes.everything;
    customers_.insert(changes.customers.begin(), changes.customers.end());
    orders_of_.insert(changes.orders_of.begin(), changes.orders_of.end());
    if (size() > kMost) forget();
  }

  struct Portion {
    std::vector<Id> customers, orders_of;
    std::uint64_t upto = 0;
  };
  Portion take() {
    Portion out{{customers_.begin(), customers_.end()}, {orders_of_.begin(), orders_of_.end()}, noted_};
    customers_.clear();
    orders_of_.clear();
    return out;
  }
  void give_back(const Portion& portion) {
    customers_.insert(portion.customers.begin(), portion.customers.end());
    orders_of_.insert(portion.orders_of.begin(), portion.orders_of.end());
  }
  void finish(std::uint64_t upto) {
    done_ = upto;
    since_ = Clock::now();
  }
  // A load begins: it reads all that was noted before.
  void forget_for_load() {
    everything_ = false;
    customers_.clear();
    orders_of_.clear();
  }

  bool everything() const { return everything_; }
  std::size_t size() const { return customers_.size() + orders_of_.size(); }
  std::uint64_t noted() const { return noted_; }
  bool has_done(std::uint64_t note) const { return done_ >= note; }
  bool is_done() const { return done_ == noted_; }
  std::chrono::milliseconds lag() const {
    return is_done() ? std::chrono::milliseconds(0)
                     : std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since_);
  }

 private:
  // More than this is cheaper read whole.
  static constexpr std::size_t kMost = 1'000'000;
  void forget() {
    forget_for_load();
    everything_ = true;
  }

  std::unordered_set<Id> customers_, orders_of_;
  bool everything_ = false;
  std::uint64_t noted_ = 0, done_ = 0;
  Clock::time_point since_ = Clock::now();
};

}  // namespace carillon::index
