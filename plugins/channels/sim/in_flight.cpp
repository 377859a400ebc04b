#include "in_flight.h"

#include <algorithm>

namespace carillon::sim {
namespace {

constexpr auto kLater = [](const Event& a, const Event& b) { return a.due_us > b.due_us; };

}  // namespace

Parcel& InFlight::acquire() {
  ++used_;
  if (free_.empty()) return parcels_.emplace_back();
  Parcel& parcel = *free_.back();
  free_.pop_back();
  parcel.cancelled = parcel.repeated = parcel.in_book = false;
  return parcel;
}

void InFlight::schedule(Parcel& parcel, What what, std::int64_t due_us) {
  ++parcel.events;
  heap_.push_back({due_us, &parcel, what});
  std::ranges::push_heap(heap_, kLater);
}

std::optional<Event> InFlight::pop_due(std::int64_t now_us) {
  if (heap_.empty() || heap_.front().due_us > now_us) return std::nullopt;
  std::ranges::pop_heap(heap_, kLater);
  const Event event = heap_.back();
  heap_.pop_back();
  return event;
}

void InFlight::settle(Parcel& parcel) {
  if (--parcel.events > 0) return;
  free_.push_back(&parcel);
  --used_;
}

std::optional<std::int64_t> InFlight::next_due_us() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().due_us;
}

void InFlight::clear() {
  heap_.clear();
  free_.clear();
  parcels_.clear();
  used_ = 0;
}

}  // namespace carillon::sim
