#include "delivery/breaker.h"

#include <algorithm>

namespace carillon::delivery {

namespace {

// Failures that say something of the channel and nothing of the message. A vendor that throttles is alive.
bool is_channels_own(crl_status status) {
  return status == CRL_E_UNAVAILABLE || status == CRL_E_TIMEOUT || status == CRL_E_AUTH ||
         status == CRL_E_INTERNAL;
}

}  // namespace

std::size_t Breaker::allow(std::size_t wanted, std::int64_t now_us) {
  const std::scoped_lock lock(mutex_);
  if (open_until_ == 0) return wanted;
  if (now_us < open_until_) return 0;
  const std::size_t n = std::min(wanted, options_.probes - std::min(options_.probes, probing_));
  probing_ += n;
  return n;
}

void Breaker::unused(std::size_t n) {
  const std::scoped_lock lock(mutex_);
  probing_ -= std::min(probing_, n);
}

bool Breaker::note(crl_status status, std::int64_t now_us) {
  const std::scoped_lock lock(mutex_);
  if (!is_channels_own(status)) {
    failures_ /= 2;
    if (open_until_ != 0 && now_us >= open_until_) {
      open_until_ = 0;
      probing_ = 0;
      pause_us_ = 0;
      failures_ = 0;
    }
    return false;
  }
  if (open_until_ != 0 && now_us < open_until_) return false;  // of messages from before it opened
  if (open_until_ == 0 && ++failures_ < options_.failures) return false;
  pause_us_ = pause_us_ == 0 ? options_.pause_us : std::min(pause_us_ * 2, options_.longest_us);
  open_until_ = now_us + pause_us_;
  probing_ = 0;
  return true;
}

Breaker::State Breaker::state(std::int64_t now_us) const {
  const std::scoped_lock lock(mutex_);
  if (open_until_ == 0) return State::kClosed;
  return now_us < open_until_ ? State::kOpen : State::kHalfOpen;
}

}  // namespace carillon::delivery
