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

class Port;

class Flights {
 public:
  // Never 0. `port`: the channel that gets it, at `now_us`.
  std::uint64_t add(Flight flight, Port& port, std::int64_t now_us);
  std::optional<Flight> take(std::uint64_t token);

  // Takes out those that were given to their channel before an instant.
  struct Overdue {
    std::uint64_t token;
    Port* port;
    Flight flight;
  };
  std::vector<Overdue> take_older(std::int64_t before_us);
  std::size_t size() const;

 private:
  struct Slot {
    Flight flight;
    Port* port = nullptr;
    std::int64_t given_us = 0;
    std::uint32_t generation = 1;
    bool used = false;
  };
  static std::uint64_t token_of(const Slot& slot, std::uint32_t index) {
    return static_cast<std::uint64_t>(slot.generation) << 32U | index;
  }
  Flight release(Slot& slot, std::uint32_t index);

  mutable std::mutex mutex_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace carillon::delivery
