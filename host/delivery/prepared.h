// Messages rendered and waiting for their channel to take them.
//
// Texts lie in one buffer, so a batch costs a few allocations whatever its size. Used by the dispatcher's
// thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/content.h"
#include "delivery/event.h"
#include "delivery/flights.h"
#include "delivery/message_plan.h"
#include "delivery/port.h"
#include "delivery/reasons.h"
#include "policy/gate.h"
#include "store/records.h"
#include "store/session.h"

namespace carillon::delivery {

class Prepared {
 public:
  explicit Prepared(MessagePlan plan = {}) : plan_(std::move(plan)) {}

  // Renders one customer's message to `address`. Answers false when it cannot be sent; `why` then says why.
  // `row`: as columns_for() lists its columns.
  bool add(const Content& content, const Port& port, const Flight& flight, std::string_view address,
           store::Row row, std::int64_t now_us, std::string_view& why);

  // One that was rendered when it was asked for.
  void add_rendered(const Port& port, const Flight& flight, std::string_view address,
                    const store::DirectMessage& message);

  // Takes out those that `keeps` does not keep.
  void keep(const std::function<bool(Id customer)>& keeps);

  bool empty() const { return next_ == items_.size(); }
  std::size_t waiting() const { return items_.size() - next_; }

  // Offers at most `most` of what waits to the channel, until it takes no more. Answers how many it took.
  // Messages that the channel refuses for good are told through `refused` and leave the batch.
  struct Refusal {
    Flight flight;
    Error error;
  };
  std::size_t offer(Port& port, Flights& flights, std::int64_t now_us, std::size_t most,
                    std::vector<Refusal>& refused);

  // Tells the addresses of the first `n` that wait.
  void for_first(std::size_t n, const std::function<void(std::string_view to)>& tell) const;

  // Takes out those of the first `n` that `hold` holds back, by address.
  std::vector<Flight> hold_back(std::size_t n, const std::function<bool(std::string_view to)>& hold);

  // Takes out everything that still waits.
  std::vector<Flight> drain();

 private:
  struct Text {
    std::uint32_t at = 0, len = 0;
  };
  struct Item {
    Flight flight;
    Text key, to, subject, text, html;
    Text unsubscribe;  // of List-Unsubscribe; empty: none
  };
  Text begin() const { return {static_cast<std::uint32_t>(bytes_.size()), 0}; }
  void end(Text& text) const { text.len = static_cast<std::uint32_t>(bytes_.size()) - text.at; }
  crl_str str_of(const Text& text) const { return {bytes_.data() + text.at, text.len}; }

  // What a message carries besides its texts: counts in its HTML, and how to unsubscribe.
  void add_links(Item& item, const links::Target& target, std::string_view unsubscribe_url);
  // Leads the links of the HTML that ends the buffer through counts, and adds the picture that counts opens.
  void count_in(Text& html, const links::Target& target, std::string_view unsubscribe_url);

  MessagePlan plan_;
  std::string bytes_;
  std::vector<Item> items_;
  std::size_t next_ = 0;
};

// What a row begins with, before the columns that the content names.
struct RowHead {
  std::string_view address, country, timezone;  // borrowed until the next call of this thread
  bool consent = false;
  Id id = 0;
};
RowHead head_of(store::Row row, policy::AddressKind kind);

policy::AddressKind address_kind(const Port& port);

// The columns of customers that a row is made of.
std::vector<std::string_view> columns_for(const Content& content, const Port& port);

}  // namespace carillon::delivery
