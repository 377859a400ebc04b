// Which leases have run out, without trusting any host's clock.
//
// A host that lives renews its leases, which changes their rows. A row that this host has seen unchanged for
// as long as a lease lasts, by its own steady clock, was left. So a clock that is wrong or jumps takes
// nothing from anybody, and a dead host's work is taken over one lease after somebody looked. Used by the
// dispatcher's thread only.
#pragma once

#include <chrono>
#include <map>
#include <utility>

#include "store/records.h"

namespace carillon::delivery {

class Sightings {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  // `lease` 0: nobody else can hold anything, and every lease is left.
  explicit Sightings(std::chrono::microseconds lease) : lease_(lease) {}

  // REQUIRES: asked for every chunk of others at each look.
  bool is_left(const store::Chunk& chunk, Instant now) {
    if (lease_.count() == 0) return true;
    auto [found, is_new] = seen_.try_emplace({chunk.campaign_id, chunk.first});
    Sighting& sighting = found->second;
    if (is_new || sighting.owner != chunk.owner || sighting.until != chunk.lease_until) {
      sighting = {chunk.owner, chunk.lease_until, now, now};
    }
    sighting.last = now;
    return now - sighting.since >= lease_;
  }

  // Drops chunks that were not there at the last looks.
  void forget(Instant now) {
    std::erase_if(seen_, [&](const auto& entry) { return now - entry.second.last > 4 * lease_; });
  }

 private:
  struct Sighting {
    std::int64_t owner = 0, until = 0;
    Instant since{}, last{};
  };
  const std::chrono::microseconds lease_;
  std::map<std::pair<Id, Id>, Sighting> seen_;
};

}  // namespace carillon::delivery
