// Guesses whether the rows of one kind in the next commit are all new, so that they need not be looked up
// before: they are likely to be when those of the last commits were, as in a first import or where people
// sign up.
//
// Storage finds out when the guess is wrong, by the key that is there already; the commit is then undone and
// done with the look. So each wrong guess makes the next one rarer, and each right one more common.
// For one thread.
#pragma once

#include <algorithm>

namespace carillon::ingest {

class Newness {
 public:
  bool likely() const { return calm_ >= needed_; }

  // What became of a commit that was looked up, or guessed rightly.
  void saw(bool all_new) {
    if (likely() && all_new) needed_ = std::max(kFew, needed_ - 1);
    calm_ = all_new ? std::min(calm_ + 1, kMany) : 0;
  }
  void was_wrong() {
    calm_ = 0;
    needed_ = std::min(needed_ * 2, kMany);
  }

 private:
  static constexpr int kFew = 2, kMany = 256;
  int calm_ = 0;       // commits in a row that had new rows only
  int needed_ = kFew;  // how many of them make it likely
};

}  // namespace carillon::ingest
