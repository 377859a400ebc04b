#include "api/customers_json.h"

#include <algorithm>
#include <array>

#include "base/time_text.h"

namespace carillon::api {

namespace {

using store::Customer;

void write_attributes(JsonWriter& out, const std::string& text) {
  out.key("attributes");
  // Text that may hold numbers in exponent form is written anew, in plain form.
  if (text.find('E') != std::string::npos) {
    if (const auto parsed = parse_json(text)) {
      out.value(*parsed);
      return;
    }
  }
  out.raw(text.empty() ? "{}" : std::string_view(text));
}

struct Member {
  std::string_view name;
  void (*write)(JsonWriter&, const Customer&);
};

constexpr Member kMembers[] = {
    {"id", [](JsonWriter& out, const Customer& c) { out.id("id", c.id); }},
    {"external_id", [](JsonWriter& out, const Customer& c) { out.member("external_id", c.external_id); }},
    {"name", [](JsonWriter& out, const Customer& c) { out.member("name", c.name); }},
    {"email", [](JsonWriter& out, const Customer& c) { out.member("email", c.email); }},
    {"phone", [](JsonWriter& out, const Customer& c) { out.member("phone", c.phone); }},
    {"city", [](JsonWriter& out, const Customer& c) { out.member("city", c.city); }},
    {"country", [](JsonWriter& out, const Customer& c) { out.member("country", c.country); }},
    {"gender", [](JsonWriter& out, const Customer& c) { out.member("gender", c.gender); }},
    {"birth_date",
     [](JsonWriter& out, const Customer& c) {
       out.key("birth_date");
       c.birth_date ? out.value(date_text(*c.birth_date)) : out.null();
     }},
    {"timezone", [](JsonWriter& out, const Customer& c) { out.member("timezone", c.timezone); }},
    {"tags", [](JsonWriter& out, const Customer& c) { out.member("tags", c.tags); }},
    {"consent_email",
     [](JsonWriter& out, const Customer& c) { out.member("consent_email", c.consent_email); }},
    {"consent_sms", [](JsonWriter& out, const Customer& c) { out.member("consent_sms", c.consent_sms); }},
    {"attributes", [](JsonWriter& out, const Customer& c) { write_attributes(out, c.attributes); }},
    {"total_spend", [](JsonWriter& out, const Customer& c) { out.member("total_spend", c.total_spend); }},
    {"order_count", [](JsonWriter& out, const Customer& c) { out.member("order_count", c.order_count); }},
    {"avg_order_value",
     [](JsonWriter& out, const Customer& c) { out.member("avg_order_value", c.avg_order_value); }},
    {"first_order_at",
     [](JsonWriter& out, const Customer& c) { out.time("first_order_at", c.first_order_at); }},
    {"last_order_at", [](JsonWriter& out, const Customer& c) { out.time("last_order_at", c.last_order_at); }},
    {"created_at", [](JsonWriter& out, const Customer& c) { out.time("created_at", c.created_at); }},
    {"updated_at", [](JsonWriter& out, const Customer& c) { out.time("updated_at", c.updated_at); }},
};

}  // namespace

void write_customer(JsonWriter& out, const Customer& customer) {
  out.begin_object();
  for (const auto& member : kMembers) member.write(out, customer);
  out.end_object();
}

void write_customer_fields(JsonWriter& out, const Customer& customer, std::span<const std::string> fields) {
  out.begin_object();
  for (const auto& member : kMembers) {
    const bool wanted =
        member.name == "id" || std::find(fields.begin(), fields.end(), member.name) != fields.end();
    if (wanted) member.write(out, customer);
  }
  out.end_object();
}

std::span<const std::string_view> customer_fields() {
  static const auto names = [] {
    std::array<std::string_view, std::size(kMembers)> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = kMembers[i].name;
    return out;
  }();
  return names;
}

}  // namespace carillon::api
