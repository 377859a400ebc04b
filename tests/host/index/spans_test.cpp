// Threads that share out keys read each of them once.
#include "index/spans.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "world.h"

namespace carillon::index {
namespace {

using testing::Chance;

constexpr std::size_t kPage = 7;

// Keys as lie in a table: many beside each other, and wide gaps.
std::vector<Id> some_keys(Chance& chance) {
  std::set<Id> out;
  for (std::size_t cluster = chance.below(5); cluster-- > 0;) {
    const auto from = static_cast<Id>(chance.below(1'000'000'000)) << 20;
    for (std::size_t i = chance.below(100); i-- > 0;) out.insert(from + static_cast<Id>(chance.below(150)));
  }
  if (chance.one_in(4)) out.insert(std::numeric_limits<Id>::max());
  if (chance.one_in(4)) out.insert(0);
  return {out.begin(), out.end()};
}

Spans::Span ends(const std::vector<Id>& keys) {
  return keys.empty() ? Spans::Span{0, 0} : Spans::Span{keys.front(), keys.back()};
}

std::vector<Id> page_of(const std::vector<Id>& keys, const Spans::Span& span) {
  const auto from = std::lower_bound(keys.begin(), keys.end(), span.next);
  const auto to = std::upper_bound(from, keys.end(), span.last);
  return {from, from + std::min<std::ptrdiff_t>(to - from, kPage)};
}

// One who reads: between what it reads and what it keeps of it others may act.
class Reader {
 public:
  // False: there is nothing left to do.
  bool act(Spans& spans, const std::vector<Id>& keys, std::vector<Id>& kept) {
    if (reading_) {
      const Id last = page_.size() < kPage ? left_.last : page_.back();
      const Id own = spans.advance(*span_, last);
      std::copy_if(page_.begin(), page_.end(), std::back_inserter(kept), [&](Id key) { return key <= own; });
      reading_ = false;
      return true;
    }
    for (;;) {
      if (!span_ && !(span_ = spans.take())) return false;
      if (const auto left = spans.left(*span_)) {
        left_ = *left;
        page_ = page_of(keys, left_);
        reading_ = true;
        return true;
      }
      span_.reset();
    }
  }

 private:
  std::optional<std::size_t> span_;
  Spans::Span left_{};
  std::vector<Id> page_;
  bool reading_ = false;
};

TEST(Spans, are_read_once_whoever_comes_first) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    Chance chance(seed);
    const auto keys = some_keys(chance);
    Spans spans(ends(keys));
    std::vector<Reader> readers(1 + chance.below(4));
    std::vector<Id> kept;
    while (!readers.empty()) {
      const std::size_t which = chance.below(readers.size());
      if (!readers[which].act(spans, keys, kept))
        readers.erase(readers.begin() + static_cast<std::ptrdiff_t>(which));
    }
    std::sort(kept.begin(), kept.end());
    ASSERT_EQ(kept, keys) << "seed " << seed;
  }
}

TEST(Spans, are_read_once_by_threads) {
  Chance chance(4);
  std::vector<Id> keys;
  for (Id key = 1; key < 20'000; key += 1 + static_cast<Id>(chance.below(3))) keys.push_back(key * key);
  Spans spans(ends(keys));
  std::vector<std::vector<Id>> kept(3);
  {
    std::vector<std::jthread> threads;
    for (auto& own : kept) {
      threads.emplace_back([&] {
        Reader reader;
        while (reader.act(spans, keys, own)) std::this_thread::yield();
      });
    }
  }
  std::vector<Id> all;
  for (const auto& own : kept) all.insert(all.end(), own.begin(), own.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, keys);
}

TEST(Spans, are_halved_for_who_comes_later) {
  Spans spans({1, 100});
  const auto first = spans.take();
  const auto second = spans.take();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(spans.left(*first)->last, 50);
  EXPECT_EQ(spans.left(*second)->next, 51);
  EXPECT_EQ(spans.left(*second)->last, 100);
}

}  // namespace
}  // namespace carillon::index
