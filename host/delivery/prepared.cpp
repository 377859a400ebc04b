#include "delivery/prepared.h"

#include <algorithm>
#include <array>
#include <optional>

#include <carillon/value.hpp>

#include "base/json.h"
#include "links/rewrite.h"
#include "liquid/plain_text.h"

namespace carillon::delivery {

namespace {
constexpr std::size_t kFixed = 5;  // those of RowHead
constexpr std::size_t kMostAtOnce = 512;

// The texts of a message's slots, in the order of Content::slots.
class Slots {
 public:
  Slots(const Content& content, const Port& port, const Flight& flight, std::string_view address,
        std::string_view unsubscribe_url) {
    if (content.slots.empty()) return;
    write_key(flight.key, key_);
    campaign_ = id_text(flight.key.campaign);
    for (const auto& name : content.slots) {
      texts_.push_back(name == "message.id"        ? std::string_view(key_)
                       : name == "message.channel" ? std::string_view(port.name())
                       : name == "message.to"      ? address
                       : name == "campaign.id"     ? std::string_view(campaign_)
                       : name == "unsubscribe_url" ? unsubscribe_url
                                                   : std::string_view{});
    }
  }
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;
  std::span<const std::string_view> texts() const { return texts_; }

 private:
  std::string key_, campaign_;
  std::vector<std::string_view> texts_;
};

// Of a customer's attributes; empty when there is none.
std::string push_token(std::string_view attributes) {
  constexpr std::string_view kName = "push_token";
  if (attributes.find(kName) == std::string_view::npos) return {};
  const auto parsed = parse_json(attributes);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  const auto* token = object == nullptr ? nullptr : object->if_contains(kName);
  return token == nullptr || !token->is_string() ? std::string() : std::string(token->get_string());
}

}  // namespace

std::vector<std::string_view> columns_for(const Content& content, const Port& port) {
  std::vector<std::string_view> columns{port.address_column(), port.consent_column(), "id", "country",
                                        "timezone"};
  columns.insert(columns.end(), content.columns.begin(), content.columns.end());
  return columns;
}

policy::AddressKind address_kind(const Port& port) {
  switch (port.caps().address) {
    case CRL_ADDRESS_EMAIL:
      return policy::AddressKind::kEmail;
    case CRL_ADDRESS_PHONE:
      return policy::AddressKind::kPhone;
    case CRL_ADDRESS_PUSH:
      return policy::AddressKind::kPush;
    default:
      return policy::AddressKind::kNone;
  }
}

RowHead head_of(store::Row row, policy::AddressKind kind) {
  RowHead head{cell::as_text(row[0]), cell::as_text(row[3]), cell::as_text(row[4]), cell::as_int(row[1]) == 1,
               cell::as_int(row[2])};
  if (kind == policy::AddressKind::kPush) {
    thread_local std::string token;
    token = push_token(head.address);
    head.address = token;
    head.consent = true;  // an app has a token only when its user lets it notify
  }
  return head;
}

bool Prepared::add(const Content& content, const Port& port, const Flight& flight, std::string_view address,
                   store::Row row, std::int64_t now_us, std::string_view& why) {
  const Variant& variant = content.variants[content.variant_of(flight.key.campaign, flight.key.customer)];
  const auto start = bytes_.size();
  const links::Target target{flight.key.campaign, flight.key.customer, flight.key.step};
  const bool names_it =
      std::find(content.slots.begin(), content.slots.end(), "unsubscribe_url") != content.slots.end();
  std::string unsubscribe_url;
  if (plan_.links != nullptr && (plan_.list_unsubscribe || names_it)) {
    unsubscribe_url = plan_.links->unsubscribe_url(target, port.name());
  }
  const Slots slots(content, port, flight, address, unsubscribe_url);
  const MessageValues values{row.subspan(kFixed), slots.texts(), nullptr, now_us};
  const auto write = [&](const std::optional<Body>& body, Text& into) {
    into = begin();
    if (body) render(*body, values, bytes_);
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
  write(variant.subject, item.subject);
  write(variant.text, item.text);
  const bool takes_html = (port.caps().flags & CRL_CHANNEL_HTML) != 0;
  if (takes_html || !variant.text) write(variant.html, item.html);
  if (!variant.text && item.html.len > 0) {
    // Readers without HTML get what it says.
    thread_local std::string plain;
    plain.clear();
    liquid::write_plain_text(view(str_of(item.html)), plain);
    item.text = begin();
    bytes_ += plain;
    end(item.text);
  }
  if (!takes_html) item.html = {};
  if (item.text.len == 0 && item.html.len == 0) {
    bytes_.resize(start);
    why = reason::kEmpty;
    return false;
  }
  add_links(item, target, unsubscribe_url);
  items_.push_back(std::move(item));
  return true;
}

void Prepared::add_links(Item& item, const links::Target& target, std::string_view unsubscribe_url) {
  if (item.html.len > 0 && plan_.links != nullptr && (plan_.opens || plan_.clicks)) {
    count_in(item.html, target, unsubscribe_url);
  }
  if (plan_.list_unsubscribe && !unsubscribe_url.empty()) {
    item.unsubscribe = begin();
    bytes_ += '<';
    bytes_ += unsubscribe_url;
    bytes_ += '>';
    end(item.unsubscribe);
  }
}

void Prepared::add_rendered(const Port& port, const Flight& flight, std::string_view address,
                            const store::DirectMessage& message) {
  Item item;
  item.flight = flight;
  item.key = begin();
  write_key(flight.key, bytes_);
  end(item.key);
  const auto put = [&](std::string_view text, Text& into) {
    into = begin();
    bytes_ += text;
    end(into);
  };
  put(address, item.to);
  put(message.subject, item.subject);
  put(message.text, item.text);
  put(message.html, item.html);
  const links::Target target{flight.key.campaign, flight.key.customer, flight.key.step};
  std::string unsubscribe_url;
  if (plan_.links != nullptr && (plan_.list_unsubscribe || plan_.clicks)) {
    unsubscribe_url = plan_.links->unsubscribe_url(target, port.name());
  }
  add_links(item, target, unsubscribe_url);
  items_.push_back(std::move(item));
}

void Prepared::count_in(Text& html, const links::Target& target, std::string_view unsubscribe_url) {
  thread_local std::string plain;
  plain = view(str_of(html));
  html = begin();
  if (plan_.clicks) {
    links::rewrite_links(
        plain,
        [&](std::string_view url) {
          const bool counts = links::is_countable(url) && url != unsubscribe_url;
          return counts ? plan_.links->click_url(target, url) : std::string();
        },
        bytes_);
  } else {
    bytes_ += plain;
  }
  if (plan_.opens) links::add_picture(bytes_, html.at, plan_.links->open_url(target));
  end(html);
}

std::size_t Prepared::offer(Port& port, Flights& flights, std::int64_t now_us, std::size_t allowed,
                            std::vector<Refusal>& refused) {
  std::size_t taken_in_all = 0;
  const std::size_t most =
      port.caps().max_batch == 0 ? kMostAtOnce : std::min<std::size_t>(kMostAtOnce, port.caps().max_batch);
  std::vector<crl_message> messages;
  std::vector<const crl_message*> pointers;
  std::vector<std::array<crl_kv, 2>> meta;
  const std::size_t upto = next_ + std::min(allowed, waiting());
  while (next_ < upto && port.open(now_us)) {
    const std::size_t n = std::min(upto - next_, most);
    messages.assign(n, {});
    pointers.resize(n);
    meta.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      const Item& item = items_[next_ + i];
      crl_message& m = messages[i];
      m.size = sizeof m;
      m.attempt = item.flight.attempt;
      m.token = flights.add(item.flight, port, now_us);
      m.idempotency_key = str_of(item.key);
      m.to = str_of(item.to);
      m.subject = str_of(item.subject);
      m.text = str_of(item.text);
      m.html = str_of(item.html);
      m.from = str(plan_.sender);
      m.not_after_us = plan_.not_after_us;
      if (item.unsubscribe.len > 0) {
        meta[i] = {crl_kv{str("List-Unsubscribe"), str_of(item.unsubscribe)},
                   crl_kv{str("List-Unsubscribe-Post"), str("List-Unsubscribe=One-Click")}};
        m.meta = meta[i].data();
        m.n_meta = 2;
      }
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

void Prepared::keep(const std::function<bool(Id customer)>& keeps) {
  std::erase_if(items_, [&](const Item& item) { return !keeps(item.flight.key.customer); });
}

void Prepared::for_first(std::size_t n, const std::function<void(std::string_view to)>& tell) const {
  const std::size_t upto = next_ + std::min(n, waiting());
  for (std::size_t i = next_; i < upto; ++i) tell(view(str_of(items_[i].to)));
}

std::vector<Flight> Prepared::hold_back(std::size_t n, const std::function<bool(std::string_view to)>& hold) {
  std::vector<Flight> out;
  const auto first = items_.begin() + static_cast<std::ptrdiff_t>(next_);
  const auto last = first + static_cast<std::ptrdiff_t>(std::min(n, waiting()));
  const auto kept =
      std::stable_partition(first, last, [&](const Item& item) { return !hold(view(str_of(item.to))); });
  for (auto item = kept; item != last; ++item) out.push_back(std::move(item->flight));
  items_.erase(kept, last);
  return out;
}

std::vector<Flight> Prepared::drain() {
  std::vector<Flight> out;
  for (; next_ < items_.size(); ++next_) out.push_back(std::move(items_[next_].flight));
  return out;
}

}  // namespace carillon::delivery
