// Messages rendered and waiting for their channel to take them.
//
// Texts lie in one buffer, so a batch costs a few allocations whatever its size. Used by the dispatcher's
// thread only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/content.h"
#include "delivery/event.h"
#include "delivery/flights.h"
#include "delivery/port.h"
#include "delivery/reasons.h"
#include "store/session.h"

namespace carillon::delivery {

class Prepared {
 public:
  // Checks and renders one customer's message. Answers false when it must not be sent; `why` then says why.
  // `row`: address, consent, id, then content.columns, as columns_for() lists them.
  bool add(const Content& content, const Port& port, const Flight& flight, store::Row row,
           std::string_view& why);

  bool empty() const { return next_ == items_.size(); }
  std::size_t waiting() const { return items_.size() - next_; }

  // Offers what waits to the channel, until it takes no more. Answers how many it took.
  // Messages that the channel refuses for good are told through `refused` and leave the batch.
  struct Refusal {
    Flight flight;
    Error error;
  };
  std::size_t offer(Port& port, Flights& flights, std::int64_t now_us, std::vector<Refusal>& refused);

  // Takes out everything that still waits.
  std::vector<Flight> drain();

 private:
  struct Text {
    std::uint32_t at = 0, len = 0;
  };
  struct Item {
    Flight flight;
    Text key, to, subject, text, html;
  };
  Text begin() const { return {static_cast<std::uint32_t>(bytes_.size()), 0}; }
  void end(Text& text) const { text.len = static_cast<std::uint32_t>(bytes_.size()) - text.at; }
  crl_str str_of(const Text& text) const { return {bytes_.data() + text.at, text.len}; }

  std::string bytes_;
  std::vector<Item> items_;
  std::size_t next_ = 0;
};

// The columns of customers that add() wants.
std::vector<std::string_view> columns_for(const Content& content, const Port& port);

}  // namespace carillon::delivery
