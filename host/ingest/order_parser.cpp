#include <algorithm>
#include <array>

#include "ingest/checks.h"
#include "ingest/members.h"
#include "ingest/parse.h"

namespace carillon::ingest {

namespace {

constexpr std::size_t kMaxWord = 64;
constexpr std::size_t kMaxText = 200;
constexpr std::size_t kMaxName = 400;
constexpr std::size_t kMaxItems = 1'000;

constexpr std::array<std::string_view, 8> kMembers{
    "external_id", "customer_external_id", "customer", "amount", "currency", "status", "ordered_at", "items"};

store::Text optional_text(Members& members, std::string_view member, const json::value* value,
                          std::size_t max) {
  return value == nullptr ? store::Text{} : members.text(member, *value, max).value;
}

store::OrderItem parse_item(const std::string& base, const json::value& value, Issues& issues) {
  store::OrderItem out;
  const auto* object = value.if_object();
  if (object == nullptr) {
    issues.push_back(
        {base, "type", "found " + std::string(kind_name(value)) + ", expected an item as an object"});
    return out;
  }
  Members members(base, issues);
  static const json::value missing;
  const auto given = [&](std::string_view name) -> const json::value& {
    const auto* found = object->if_contains(name);
    return found == nullptr ? missing : *found;
  };
  out.sku = members.external_id("sku", given("sku"));
  out.category = optional_text(members, "category", object->if_contains("category"), kMaxText);
  out.name = optional_text(members, "name", object->if_contains("name"), kMaxName);
  out.quantity = members.amount("quantity", given("quantity"), Members::Bound::kPositive);
  out.price = members.amount("price", given("price"), Members::Bound::kNotNegative);
  static const std::vector<std::string_view> kKnown{"sku", "category", "name", "quantity", "price"};
  for (const auto& member : *object) {
    if (std::find(kKnown.begin(), kKnown.end(), std::string_view(member.key())) == kKnown.end()) {
      members.fault(member.key(), "unknown_field",
                    "an item has no such member; it may have " + listed(kKnown));
    }
  }
  return out;
}

Patch<std::vector<store::OrderItem>> items(Members& members, const json::value& value, Issues& issues) {
  if (value.is_null()) return {true, {}};
  const auto* list = value.if_array();
  if (list == nullptr) {
    members.fault("items", "type", "found " + std::string(kind_name(value)) + ", expected an array of items");
    return {};
  }
  if (list->size() > kMaxItems) {
    members.fault("items", "too_long",
                  "has " + std::to_string(list->size()) + " items, at most 1000 are kept");
    return {};
  }
  std::vector<store::OrderItem> out;
  out.reserve(list->size());
  for (std::size_t i = 0; i < list->size(); ++i) {
    out.push_back(parse_item("/items/" + std::to_string(i), (*list)[i], issues));
  }
  return {true, std::move(out)};
}

Patch<std::string> currency(Members& members, const json::value& value) {
  auto text = members.text("currency", value, kMaxWord);
  if (!text.value) return text;
  text.value = currency_of(*text.value);
  if (!text.value) {
    members.fault("currency", "format", "must be a currency of three letters (ISO 4217) such as EUR");
    return {};
  }
  return text;
}

std::optional<store::OrderStatus> status(Members& members, const json::value& value) {
  const auto word = members.text("status", value, kMaxWord);
  if (!word.value) return std::nullopt;
  const auto found = status_of(*word.value);
  if (!found) {
    members.fault("status", "format",
                  quoted(*word.value) + " is no status; use pending, completed, cancelled or refunded");
  }
  return found;
}

}  // namespace

OrderInput parse_order(const json::value& row, std::int64_t now_us, Issues& issues) {
  OrderInput out;
  const auto* object = row.if_object();
  if (object == nullptr) {
    issues.push_back(
        {"", "type", "found " + std::string(kind_name(row)) + ", expected an order as an object"});
    return out;
  }
  Members members("", issues);
  static const json::value missing;
  const auto given = [&](std::string_view name) -> const json::value& {
    const auto* found = object->if_contains(name);
    return found == nullptr ? missing : *found;
  };
  out.external_id = members.external_id("external_id", given("external_id"));
  if (const auto* customer = object->if_contains("customer"); customer != nullptr && !customer->is_null()) {
    out.customer = parse_customer_at("/customer", *customer, now_us, issues);
    if (!given("customer_external_id").is_null() &&
        members.external_id("customer_external_id", given("customer_external_id")) !=
            out.customer->external_id) {
      members.fault("customer_external_id", "format",
                    "names another customer than /customer/external_id; give one of them");
    }
  } else {
    out.customer_external_id = members.external_id("customer_external_id", given("customer_external_id"));
  }
  out.amount = members.amount("amount", given("amount"), Members::Bound::kNotNegative);
  if (const auto* v = object->if_contains("currency")) out.currency = currency(members, *v);
  if (const auto* v = object->if_contains("status")) out.status = status(members, *v);
  if (given("ordered_at").is_null()) {
    members.fault("ordered_at", "required", "must be given: a time such as 2025-11-21T10:00:00Z, or a date");
  } else {
    out.ordered_at = members.time("ordered_at", given("ordered_at")).value_or(0);
  }
  if (const auto* v = object->if_contains("items")) out.items = items(members, *v, issues);
  for (const auto& member : *object) {
    if (std::find(kMembers.begin(), kMembers.end(), std::string_view(member.key())) == kMembers.end()) {
      members.fault(member.key(), "unknown_field",
                    "an order has no such member; it may have " + listed(order_members()));
    }
  }
  return out;
}

std::vector<std::string_view> order_members() { return {kMembers.begin(), kMembers.end()}; }

}  // namespace carillon::ingest
