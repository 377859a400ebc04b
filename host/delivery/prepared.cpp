#include "delivery/prepared.h"

#include <algorithm>
#include <optional>

#include <carillon/value.hpp>

namespace carillon::delivery {

namespace {
constexpr std::size_t kFixed = 3;  // address, consent, id
constexpr std::size_t kMostAtOnce = 512;
}  // namespace

std::vector<std::string_view> columns_for(const Content& content, const Port& port) {
  std::vector<std::string_view> columns{port.address_column(), port.consent_column(), "id"};
  columns.insert(columns.end(), content.columns.begin(), content.columns.end());
  return columns;
}

bool Prepared::add(const Content& content, const Port& port, const Flight& flight, store::Row row,
                   std::string_view& why) {
  const std::string_view address = cell::as_text(row[0]);
  if (address.empty()) {
    why = reason::kNoAddress;
    return false;
  }
  if (cell::as_int(row[1]) != 1) {
    why = reason::kNoConsent;
    return false;
  }
  const Variant& variant = content.variants[content.variant_of(flight.key.campaign, flight.key.customer)];
  const auto start = bytes_.size();
  thread_local std::vector<crl_value> cells;
  const auto render = [&](const std::optional<Body>& body, Text& into) {
    into = begin();
    if (body) {
      cells.clear();
      for (const std::uint32_t at : body->cells) cells.push_back(row[kFixed + at]);
      body->text.render(cells, bytes_);
    }
    end(into);
  };
  Item item;
  item.flight = flight;
  item.key = begin();
  write_key(flight.key, bytes_);
  end(item.key);
  item.to = begin();
  bytes_ += address;
  end(item.to);
  render(variant.subject, item.subject);
  render(variant.text, item.text);
  if ((port.caps().flags & CRL_CHANNEL_HTML) != 0) render(variant.html, item.html);
  if (item.text.len == 0 && item.html.len == 0) {
    bytes_.resize(start);
    why = reason::kEmpty;
    return false;
  }
  items_.push_back(std::move(item));
  return true;
}

std::size_t Prepared::offer(Port& port, Flights& flights, std::int64_t now_us,
                            std::vector<Refusal>& refused) {
  std::size_t taken_in_all = 0;
  const std::size_t most =
      port.caps().max_batch == 0 ? kMostAtOnce : std::min<std::size_t>(kMostAtOnce, port.caps().max_batch);
  std::vector<crl_message> messages;
  std::vector<const crl_message*> pointers;
  while (!empty() && port.open(now_us)) {
    const std::size_t n = std::min(waiting(), most);
    messages.assign(n, {});
    pointers.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      const Item& item = items_[next_ + i];
      crl_message& m = messages[i];
      m.size = sizeof m;
      m.attempt = item.flight.attempt;
      m.token = flights.add(item.flight);
      m.idempotency_key = str_of(item.key);
      m.to = str_of(item.to);
      m.subject = str_of(item.subject);
      m.text = str_of(item.text);
      m.html = str_of(item.html);
      pointers[i] = &m;
    }
    Error why;
    const std::size_t taken = port.offer(pointers, now_us, why);
    for (std::size_t i = taken; i < n; ++i) flights.take(messages[i].token);
    next_ += taken;
    taken_in_all += taken;
    if (taken == n) continue;
    if (why.status == CRL_OK || may_repeat(why.status)) break;  // back-pressure: the rest waits
    for (std::size_t i = taken; i < n; ++i) refused.push_back({items_[next_++].flight, why});
    port.open_again();
  }
  return taken_in_all;
}

std::vector<Flight> Prepared::drain() {
  std::vector<Flight> out;
  for (; next_ < items_.size(); ++next_) out.push_back(std::move(items_[next_].flight));
  return out;
}

}  // namespace carillon::delivery
