// The messages that a channel has taken and not completed: token -> what it was.
//
// A token is used once: a second completion of it, or one that was never given out, finds nothing. That is
// how a channel that completes twice, or invents a token, is kept from doing harm.
// Thread safety: all calls from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "delivery/event.h"

namespace carillon::delivery {

struct Flight {
  MessageKey key;
  std::uint32_t attempt = 1;
  std::shared_ptr<ChunkWork> chunk;
};

class Flights {
 public:
  // Never 0.
  std::uint64_t add(Flight flight);
  std::optional<Flight> take(std::uint64_t token);
  std::size_t size() const;

 private:
  struct Slot {
    Flight flight;
    std::uint32_t generation = 1;
    bool used = false;
  };
  mutable std::mutex mutex_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace carillon::delivery
