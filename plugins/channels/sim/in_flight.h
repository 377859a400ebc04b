// Messages that the vendor has taken and the events that still await each of them.
//
// Thread safety: none; the channel's lock guards it. A Parcel stays at its address until release(), so the
// one thread that took its event may read it without the lock. Parcels are reused with their texts' memory.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <carillon/ticket.hpp>

namespace carillon::sim {

enum class What : std::uint8_t { kAnswer, kOutcome, kOpened, kClicked };

struct Parcel {
  Ticket ticket;  // spent once the answer is taken
  std::string key;
  std::string to;  // for the ledger only
  std::uint64_t hash = 0;
  std::uint32_t attempt = 0;
  std::uint32_t events = 0;  // still scheduled
  bool cancelled = false;    // no receipts
  // Of the ticking thread, without the lock:
  bool repeated = false;  // the key was accepted before: no receipts
  bool in_book = false;
};

struct Event {
  std::int64_t due_us;
  Parcel* parcel;
  What what;
};

class InFlight {
 public:
  // A parcel to fill in; it has no events yet.
  Parcel& acquire();
  void schedule(Parcel& parcel, What what, std::int64_t due_us);
  // Takes the earliest event when it is due. The caller calls settle() for it when it is done.
  std::optional<Event> pop_due(std::int64_t now_us);
  // One event of the parcel is over; after its last one the parcel is free again.
  void settle(Parcel& parcel);

  std::optional<std::int64_t> next_due_us() const;
  std::size_t parcels() const { return used_; }

  // Hands out the unspent tickets whose token `wanted` accepts; their messages will not be answered again.
  template <class Wanted>
  std::vector<Ticket> cancel(Wanted wanted) {
    std::vector<Ticket> out;
    for (Parcel& parcel : parcels_) {
      if (parcel.ticket.spent() || !wanted(parcel.ticket.token())) continue;
      out.push_back(std::move(parcel.ticket));
      parcel.cancelled = true;
    }
    return out;
  }
  // Forgets every event and every parcel. REQUIRES: all tickets are taken.
  void clear();

 private:
  std::deque<Parcel> parcels_;
  std::vector<Parcel*> free_;
  std::vector<Event> heap_;  // the earliest in front
  std::size_t used_ = 0;
};

}  // namespace carillon::sim
