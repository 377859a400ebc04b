#include "api/recipient_input.h"

#include <string_view>

#include "api/lookup.h"

namespace carillon::api {

namespace {

constexpr std::size_t kLongestAddress = 320;

const json::string* text_in(const json::object& to, std::string_view member, const std::string& pointer,
                            Issues& issues) {
  const auto* value = to.if_contains(member);
  if (value == nullptr) return nullptr;
  const auto* text = value->if_string();
  if (text == nullptr || text->empty() || text->size() > kLongestAddress) {
    issues.push_back({pointer + "/" + std::string(member), "type", "expected a text of 1 to 320 bytes"});
    return nullptr;
  }
  return text;
}

}  // namespace

Status read_recipient(const Context& context, const json::value& to, const std::string& pointer,
                      delivery::DirectRequest& request, Issues& issues) {
  const json::string* named = to.if_string();
  std::string at = pointer;
  if (const auto* object = to.if_object()) {
    for (const auto& [key, value] : *object) {
      if (key != "address" && key != "customer")
        issues.push_back({pointer + "/" + std::string(key), "unknown_field",
                          "there is no such key; known here: \"address\", \"customer\""});
    }
    if (const auto* address = text_in(*object, "address", pointer, issues)) {
      request.address = std::string_view(*address);
    } else if (!object->contains("address")) {
      issues.push_back(
          {pointer + "/address", "required",
           "it is required but absent; a customer alone is named by a text instead of this object"});
    }
    named = text_in(*object, "customer", pointer, issues);
    at += "/customer";
  } else if (named == nullptr) {
    issues.push_back(
        {pointer, "type", "expected a customer's id, \"external:\" and an own id, or {address, customer?}"});
  }
  if (named == nullptr) return {};
  const auto customer = customer_named(context, *named);
  if (customer) {
    request.customer = customer->id;
  } else if (customer.error().status == CRL_E_NOT_FOUND) {
    issues.push_back({at, "unknown_customer", customer.error().message});
  } else {
    return customer.error();
  }
  return {};
}

}  // namespace carillon::api
