// Something that happened to a message and is yet to be written into the ledger.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "delivery/key.h"
#include "delivery/states.h"

namespace carillon::delivery {

// A chunk of the ledger that this host holds under a lease.
struct ChunkWork {
  Id campaign = 0;
  Id first = 0, last = 0;
  std::size_t open = 0;  // messages without a recorded outcome; the recorder's thread only, after dispatch
  std::atomic<std::size_t>* in_flight = nullptr;  // the channel's; counts what is open in all its chunks
};

struct Event {
  MessageKey key;
  MessageState target = MessageState::kSent;
  std::int64_t reason = 0;
  std::int64_t attempts = 0;         // 0: as it was
  std::shared_ptr<ChunkWork> chunk;  // set when this event settles a message that this host dispatched
};

// Makes one event of all that happened to each message, in the order in which it happened: what would move a
// state backward is dropped. Sorted by key afterwards. Chunks are gathered in `settled`, one entry an event.
void coalesce(std::vector<Event>& events, std::vector<std::shared_ptr<ChunkWork>>& settled);

}  // namespace carillon::delivery
