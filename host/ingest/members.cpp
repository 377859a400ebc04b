#include "ingest/members.h"

#include "base/time_text.h"
#include "ingest/checks.h"

namespace carillon::ingest {

namespace {

constexpr std::size_t kMaxExternalId = 200;
constexpr std::size_t kShown = 60;
constexpr std::int64_t kYear2100 = 4'102'444'800'000'000;

// Whether a text is a decimal but for its number of places.
bool looks_decimal(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  const auto point = text.find('.');
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos && text != "." &&
         (point == std::string_view::npos || text.find('.', point + 1) == std::string_view::npos);
}

}  // namespace

std::string_view kind_name(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "a boolean";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return "a number";
    case json::kind::string:
      return "a text";
    case json::kind::array:
      return "an array";
    case json::kind::object:
      return "an object";
  }
  return "unknown";
}

std::string quoted(std::string_view text) {
  std::size_t n = std::min(text.size(), kShown);
  while (n > 0 && n < text.size() && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
  std::string out = "\"";
  for (const char c : text.substr(0, n)) out += has_control({&c, 1}) ? '?' : c;
  return out + (n < text.size() ? "...\"" : "\"");
}

std::string listed(const std::vector<std::string_view>& names) {
  std::string out;
  for (const auto name : names) {
    if (!out.empty()) out += ", ";
    out += name;
  }
  return out;
}

void Members::fault(std::string_view member, std::string_view code, std::string detail) {
  issues_.push_back({pointer_join(base_, member), std::string(code), std::move(detail)});
}

Patch<std::string> Members::text(std::string_view member, const json::value& value, std::size_t max) {
  if (value.is_null()) return {true, {}};
  const auto* s = value.if_string();
  if (s == nullptr) {
    fault(member, "type", "found " + std::string(kind_name(value)) + ", expected a text");
    return {};
  }
  if (s->size() > max) {
    fault(member, "too_long",
          "has " + std::to_string(s->size()) + " bytes, at most " + std::to_string(max) + " are kept");
    return {};
  }
  const std::string_view text(*s);
  if (has_control(text)) {
    fault(member, "format", "holds a control character; remove it");
    return {};
  }
  if (text.empty()) return {true, {}};
  return {true, std::string(text)};
}

Patch<bool> Members::boolean(std::string_view member, const json::value& value) {
  if (value.is_null()) return {true, {}};
  if (const auto* b = value.if_bool()) return {true, *b};
  fault(member, "type", "found " + std::string(kind_name(value)) + ", expected true or false");
  return {};
}

std::string Members::external_id(std::string_view member, const json::value& value) {
  if (value.is_null()) {
    fault(member, "required", "must be given: your own id of it, a text of 1 to 200 bytes");
    return {};
  }
  auto id = text(member, value, kMaxExternalId);
  if (id.value) return *std::move(id.value);
  if (id.given) fault(member, "required", "is empty; give a text of 1 to 200 bytes");
  return {};
}

Decimal Members::amount(std::string_view member, const json::value& value, Bound bound) {
  if (value.is_null()) {
    fault(member, "required", "must be a number with at most 4 decimal places");
    return {};
  }
  const auto found = json_decimal(value);
  if (found) {
    const bool fits = bound == Bound::kPositive ? found->units > 0 : found->units >= 0;
    if (!fits) {
      fault(member, "out_of_range",
            "found " + to_text(*found) + ", expected " +
                (bound == Bound::kPositive ? "more than 0" : "0 or more"));
    }
    return *found;
  }
  if (const auto* s = value.if_string()) {
    if (!looks_decimal(*s)) {
      fault(member, "format", quoted(*s) + " is no decimal number such as 12.50");
      return {};
    }
    const auto point = s->find('.');
    const bool long_fraction = point != json::string::npos && s->find_last_not_of('0') > point + 4;
    fault(member, long_fraction ? "decimal_places" : "out_of_range",
          quoted(*s) + (long_fraction ? " has more than 4 decimal places" : " is too large for an amount"));
  } else if (value.is_number()) {
    const double number = value.to_number<double>();
    const bool large = number > 9e14 || number < -9e14;
    fault(member, large ? "out_of_range" : "decimal_places",
          large ? "the number is too large for an amount" : "the number has more than 4 decimal places");
  } else {
    fault(member, "type", "found " + std::string(kind_name(value)) + ", expected a number");
  }
  return {};
}

std::optional<std::int64_t> Members::time(std::string_view member, const json::value& value) {
  if (value.is_null()) return std::nullopt;
  const auto* s = value.if_string();
  if (s == nullptr) {
    fault(member, "type", "found " + std::string(kind_name(value)) + ", expected a time as text");
    return std::nullopt;
  }
  const auto at = parse_time(*s);
  if (!at) {
    fault(member, "format", quoted(*s) + " is no time; write 2025-11-21T10:00:00Z or 2025-11-21");
  } else if (*at < 0 || *at >= kYear2100) {
    fault(member, "out_of_range", quoted(*s) + " does not lie between 1970 and 2100");
    return std::nullopt;
  }
  return at;
}

}  // namespace carillon::ingest
