// How much was sent lately: a window that slides, in eleven slots of a tenth of it each.
//
// The slot that is being filled counts whole, and so does the oldest that the window still touches: what is
// let through in any stretch of one window's length never exceeds the limit, and may stay up to a tenth below
// it. Slots ahead of the clock (another host's goes fast) count too. Pure values; thread safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace carillon::delivery {

class RateWindow {
 public:
  static constexpr std::size_t kSlots = 11;

  // Bytes that are none of ours make an empty window.
  static RateWindow read(std::string_view bytes);
  std::string bytes() const;

  std::int64_t used(std::int64_t now_us, std::int64_t window_us) const;
  // `n` may be negative: what was reserved and not sent.
  void add(std::int64_t now_us, std::int64_t window_us, std::int64_t n);
  // The first instant from now on at which fewer than `limit` count.
  std::int64_t room_at(std::int64_t now_us, std::int64_t window_us, std::int64_t limit) const;

 private:
  std::int64_t first_ = 0;  // the number of the oldest slot, counted since 1970
  std::array<std::int64_t, kSlots> sent_{};
};

}  // namespace carillon::delivery
