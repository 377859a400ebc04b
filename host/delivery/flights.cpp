#include "delivery/flights.h"

#include <utility>

namespace carillon::delivery {

std::uint64_t Flights::add(Flight flight) {
  const std::scoped_lock lock(mutex_);
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  Slot& slot = slots_[index];
  slot.flight = std::move(flight);
  slot.used = true;
  return static_cast<std::uint64_t>(slot.generation) << 32U | index;
}

std::optional<Flight> Flights::take(std::uint64_t token) {
  const std::scoped_lock lock(mutex_);
  const auto index = static_cast<std::uint32_t>(token);
  if (index >= slots_.size()) return std::nullopt;
  Slot& slot = slots_[index];
  if (!slot.used || slot.generation != token >> 32U) return std::nullopt;
  slot.used = false;
  if (++slot.generation == 0) slot.generation = 1;
  free_.push_back(index);
  return std::move(slot.flight);
}

std::size_t Flights::size() const {
  const std::scoped_lock lock(mutex_);
  return slots_.size() - free_.size();
}

}  // namespace carillon::delivery
