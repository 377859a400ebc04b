// Something that happened to a message and is yet to be written into the ledger.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
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
  bool urgent = false;                            // of single messages
};

// What a vendor calls a message, where receipts carry nothing else.
struct ProviderRef {
  std::int64_t channel = 0;  // store::channel_number
  std::string id;
};

// Of kSending nothing is written: only its chunk learns that nothing more comes of this flight.
struct Event {
  MessageKey key;  // campaign 0: known by `ref` only
  MessageState target = MessageState::kSent;
  std::int64_t reason = 0;
  std::int64_t attempts = 0;         // 0: as it was
  std::shared_ptr<ChunkWork> chunk;  // set when this event settles a message that this host dispatched
  std::int64_t due_us = 0;           // of kQueued: deferred until then
  std::shared_ptr<const ProviderRef> ref{};  // to be remembered with the message, or to find it by
  bool answers = false;                      // it had a chunk, which coalesce() has taken
};

// Makes one event of two of a message, `after` being the later, when the one does what the two would have
// done whatever state they find. False, with nothing changed, when they must stay two.
bool merge(Event& before, Event& after);

// Makes one event of all that happened to each message, in the order in which it happened: what would move a
// state backward is dropped. Sorted by key afterwards. Chunks are gathered in `settled`, one entry an event.
void coalesce(std::vector<Event>& events, std::vector<std::shared_ptr<ChunkWork>>& settled);

}  // namespace carillon::delivery
