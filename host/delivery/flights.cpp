#include "delivery/flights.h"

#include <utility>

namespace carillon::delivery {

std::uint64_t Flights::add(Flight flight, Port& port, std::int64_t now_us) {
  const std::scoped_lock lock(mutex_);
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  Slot& slot = slots_[index];
  slot.flight = std::move(flight);
  slot.port = &port;
  slot.given_us = now_us;
  slot.used = true;
  return token_of(slot, index);
}

Flight Flights::release(Slot& slot, std::uint32_t index) {
  slot.used = false;
  if (++slot.generation == 0) slot.generation = 1;
  free_.push_back(index);
  return std::move(slot.flight);
}

std::optional<Flight> Flights::take(std::uint64_t token) {
  const std::scoped_lock lock(mutex_);
  const auto index = static_cast<std::uint32_t>(token);
  if (index >= slots_.size()) return std::nullopt;
  Slot& slot = slots_[index];
  if (!slot.used || slot.generation != token >> 32U) return std::nullopt;
  return release(slot, index);
}

std::vector<Flights::Overdue> Flights::take_older(std::int64_t before_us) {
  const std::scoped_lock lock(mutex_);
  std::vector<Overdue> out;
  for (std::uint32_t index = 0; index < slots_.size(); ++index) {
    Slot& slot = slots_[index];
    if (!slot.used || slot.given_us >= before_us) continue;
    const std::uint64_t token = token_of(slot, index);
    out.push_back({token, slot.port, release(slot, index)});
  }
  return out;
}

std::size_t Flights::size() const {
  const std::scoped_lock lock(mutex_);
  return slots_.size() - free_.size();
}

}  // namespace carillon::delivery
