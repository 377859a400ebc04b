#include "delivery/rate_window.h"

#include <algorithm>
#include <cstring>

namespace carillon::delivery {

namespace {

constexpr auto kSlotCount = static_cast<std::int64_t>(RateWindow::kSlots);

std::int64_t slot_length(std::int64_t window_us) {
  return std::max<std::int64_t>(1, window_us / (kSlotCount - 1));
}

}  // namespace

RateWindow RateWindow::read(std::string_view bytes) {
  RateWindow window;
  if (bytes.size() != sizeof window.first_ + sizeof window.sent_) return window;
  std::memcpy(&window.first_, bytes.data(), sizeof window.first_);
  std::memcpy(window.sent_.data(), bytes.data() + sizeof window.first_, sizeof window.sent_);
  return window;
}

std::string RateWindow::bytes() const {
  std::string out(sizeof first_ + sizeof sent_, '\0');
  std::memcpy(out.data(), &first_, sizeof first_);
  std::memcpy(out.data() + sizeof first_, sent_.data(), sizeof sent_);
  return out;
}

std::int64_t RateWindow::used(std::int64_t now_us, std::int64_t window_us) const {
  const std::int64_t oldest = now_us / slot_length(window_us) - (kSlotCount - 1);
  std::int64_t n = 0;
  for (std::int64_t i = 0; i < kSlotCount; ++i) {
    if (first_ + i >= oldest && first_ + i <= oldest + 2 * kSlotCount)
      n += sent_[static_cast<std::size_t>(i)];
  }
  return n;
}

void RateWindow::add(std::int64_t now_us, std::int64_t window_us, std::int64_t n) {
  const std::int64_t slot = now_us / slot_length(window_us);
  const std::int64_t forward = slot - (first_ + kSlotCount - 1);
  if (forward > 0) {
    const auto gone = static_cast<std::ptrdiff_t>(std::min(forward, kSlotCount));
    std::shift_left(sent_.begin(), sent_.end(), gone);
    std::fill(sent_.end() - gone, sent_.end(), 0);
    first_ = slot - (kSlotCount - 1);
  } else if (slot < first_) {  // the clock went back by more than a window
    *this = {};
    first_ = slot - (kSlotCount - 1);
  }
  auto& sent = sent_[static_cast<std::size_t>(slot - first_)];
  sent = std::max<std::int64_t>(0, sent + n);
}

std::int64_t RateWindow::room_at(std::int64_t now_us, std::int64_t window_us, std::int64_t limit) const {
  const std::int64_t length = slot_length(window_us);
  for (std::int64_t step = 0; step <= 2 * kSlotCount; ++step) {
    const std::int64_t at = step == 0 ? now_us : (now_us / length + step) * length;
    if (used(at, window_us) < limit) return at;
  }
  return now_us + window_us;
}

}  // namespace carillon::delivery
