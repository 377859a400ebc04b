#include "api/suppressions_json.h"

#include <array>
#include <utility>

#include "base/time_text.h"
#include "policy/addresses.h"

namespace carillon::api {

namespace {

using store::SuppressionReason;

constexpr std::array<std::pair<std::string_view, SuppressionReason>, 5> kReasons{
    {{"manual", SuppressionReason::kManual},
     {"unsubscribed", SuppressionReason::kUnsubscribed},
     {"bounced", SuppressionReason::kBounced},
     {"complained", SuppressionReason::kComplained},
     {"stop", SuppressionReason::kStop}}};

// Reads members; each fault with its pointer.
class Members {
 public:
  Members(const json::object& object, Issues& issues) : object_(object), issues_(issues) {
    constexpr std::array<std::string_view, 10> kKnown{
        "id",     "address", "customer_id", "customer_external_id", "channel",
        "reason", "note",    "campaign_id", "created_at",           "expires_at"};
    for (const auto& [name, value] : object) {
      if (std::find(kKnown.begin(), kKnown.end(), std::string_view(name)) == kKnown.end())
        fault(name, "unknown_field", "a suppression has no such member");
    }
  }

  // Null and absent are alike; so is an empty text, which is what CSV has for either.
  std::string text(std::string_view name, std::size_t most) {
    const auto* value = object_.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    if (!value->is_string()) {
      fault(name, "type", "expected a text");
      return {};
    }
    std::string out(value->get_string());
    if (out.size() > most) fault(name, "length", "expected at most " + std::to_string(most) + " bytes");
    return out;
  }

  std::optional<std::int64_t> time(std::string_view name) {
    const std::string given = text(name, 40);
    if (given.empty()) return std::nullopt;
    const auto at = parse_time(given);
    if (!at) fault(name, "format", "expected a time such as \"2026-11-21T10:00:00Z\"");
    return at;
  }

  void fault(std::string_view name, std::string code, std::string detail) {
    issues_.push_back(
        {name.empty() ? std::string() : pointer_join("", name), std::move(code), std::move(detail)});
  }

 private:
  const json::object& object_;
  Issues& issues_;
};

}  // namespace

std::string_view suppression_reason_name(SuppressionReason reason) {
  for (const auto& [name, value] : kReasons) {
    if (value == reason) return name;
  }
  return "manual";
}

std::optional<SuppressionReason> suppression_reason_of(std::string_view name) {
  for (const auto& [known, value] : kReasons) {
    if (known == name) return value;
  }
  return std::nullopt;
}

void write_suppression(JsonWriter& out, const store::Suppression& row) {
  out.begin_object().id("id", row.id).key("address");
  row.address.empty() ? out.null() : out.value(row.address);
  out.key("customer_id");
  row.customer_id == 0 ? out.null() : out.value(id_text(row.customer_id));
  out.key("channel");
  row.channel.empty() ? out.null() : out.value(row.channel);
  out.member("reason", suppression_reason_name(row.reason)).key("campaign_id");
  row.campaign_id == 0 ? out.null() : out.value(id_text(row.campaign_id));
  out.member("note", row.note)
      .time("created_at", row.created_at)
      .time("expires_at", row.expires_at == store::kForever ? std::nullopt : std::optional(row.expires_at))
      .end_object();
}

std::optional<std::string> normal_address(const policy::Gate& gate, std::string_view address) {
  const bool email = address.find('@') != std::string_view::npos;
  return gate.normal(email ? policy::AddressKind::kEmail : policy::AddressKind::kPhone, address, {});
}

SuppressionInput parse_suppression(const json::value& given, const policy::Gate& gate, std::int64_t now_us,
                                   Issues& issues) {
  SuppressionInput out;
  const auto* object = given.if_object();
  if (object == nullptr) {
    issues.push_back({"", "type", "expected an object"});
    return out;
  }
  Members members(*object, issues);
  const std::string address = members.text("address", 320), id = members.text("customer_id", 20);
  out.customer_external_id = members.text("customer_external_id", 200);
  const int named =
      (address.empty() ? 0 : 1) + (id.empty() ? 0 : 1) + (out.customer_external_id.empty() ? 0 : 1);
  if (named != 1) {
    members.fault("", "required", "give exactly one of address, customer_id and customer_external_id");
  }
  if (!address.empty()) {
    const auto normal = normal_address(gate, address);
    if (normal) {
      out.row.address = *normal;
      out.row.subject = policy::subject_of_address(*normal);
    } else {
      members.fault("address", "format",
                    "expected an e-mail address, or a phone number with its country code: \"+919812345678\"");
    }
  }
  if (!id.empty()) {
    if (const auto customer = parse_id(id)) {
      name_customer(out.row, *customer);
    } else {
      members.fault("customer_id", "format", "expected the id of a customer");
    }
  }
  out.row.channel = members.text("channel", 64);
  if (const std::string reason = members.text("reason", 20); !reason.empty()) {
    if (const auto known = suppression_reason_of(reason)) {
      out.row.reason = *known;
    } else {
      members.fault("reason", "choice", "expected manual, unsubscribed, bounced, complained or stop");
    }
  }
  out.row.note = members.text("note", 400);
  out.row.created_at = members.time("created_at").value_or(now_us);
  out.row.expires_at = members.time("expires_at").value_or(store::kForever);
  return out;
}

void name_customer(store::Suppression& row, Id customer) {
  row.customer_id = customer;
  row.subject = policy::subject_of_customer(customer);
}

}  // namespace carillon::api
