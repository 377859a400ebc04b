#include <algorithm>
#include <array>

#include "base/time_text.h"
#include "ingest/checks.h"
#include "ingest/members.h"
#include "ingest/parse.h"

namespace carillon::ingest {

namespace {

constexpr std::size_t kMaxName = 400;
constexpr std::size_t kMaxCity = 200;
constexpr std::size_t kMaxGender = 40;
constexpr std::size_t kMaxWord = 64;
constexpr std::size_t kMaxPhoneText = 64;
constexpr std::size_t kMaxEmailText = 320;
constexpr std::size_t kMaxTags = 50;
constexpr std::size_t kMaxTag = 64;
constexpr std::size_t kMaxAttributes = 16U << 10;
constexpr int kMaxDepth = 4;
constexpr std::int64_t kYear1850 = -43'829;  // days since 1970
constexpr std::int64_t kDayUs = 86'400'000'000;

// Replaces a text by its stored form, or tells that it has none.
template <class Form>
Patch<std::string> shaped(Members& members, std::string_view member, Patch<std::string> text, Form form,
                          std::string_view expected) {
  if (!text.value) return text;
  std::optional<std::string> out = form(*text.value);
  if (!out) {
    members.fault(member, "format", quoted(*text.value) + " is not " + std::string(expected));
    return {};
  }
  return {true, std::move(out)};
}

Patch<std::int64_t> birth_date(Members& members, const json::value& value, std::int64_t now_us) {
  auto text = members.text("birth_date", value, kMaxWord);
  if (!text.given || !text.value) return {text.given, {}};
  const auto days = parse_date(*text.value);
  if (!days) {
    members.fault("birth_date", "format", quoted(*text.value) + " is no date; write 1990-02-28");
    return {};
  }
  // Somewhere on earth it already is the next day.
  if (*days < kYear1850 || *days > now_us / kDayUs + 1) {
    members.fault("birth_date", "out_of_range", quoted(*text.value) + " does not lie between 1850 and today");
    return {};
  }
  return {true, *days};
}

Patch<std::vector<std::string>> tags(Members& members, const json::value& value) {
  if (value.is_null()) return {true, {}};
  const auto* list = value.if_array();
  if (list == nullptr) {
    members.fault("tags", "type", "found " + std::string(kind_name(value)) + ", expected an array of texts");
    return {};
  }
  if (list->size() > kMaxTags) {
    members.fault("tags", "too_long", "has " + std::to_string(list->size()) + " tags, at most 50 are kept");
    return {};
  }
  std::vector<std::string> out;
  out.reserve(list->size());
  bool good = true;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* tag = (*list)[i].if_string();
    std::string_view code;
    if (tag == nullptr) {
      code = "type";
    } else if (tag->size() > kMaxTag) {
      code = "too_long";
    } else if (tag->empty() || has_control(*tag)) {
      code = "format";
    }
    if (!code.empty()) {
      members.fault(
          "tags", code,
          "tag " + std::to_string(i) + " must be a text of 1 to 64 bytes without control characters");
      good = false;
    } else if (std::find(out.begin(), out.end(), std::string_view(*tag)) == out.end()) {
      out.emplace_back(*tag);
    }
  }
  if (!good) return {};
  return {true, std::move(out)};
}

// Objects within objects, down to `left` more levels; scalars otherwise.
bool plain_object(const json::object& object, int left) {
  return std::all_of(object.begin(), object.end(), [&](const json::key_value_pair& member) {
    if (member.value().is_array()) return false;
    const auto* inner = member.value().if_object();
    return inner == nullptr || (left > 1 && plain_object(*inner, left - 1));
  });
}

Patch<std::string> attributes(Members& members, const json::value& value) {
  if (value.is_null()) return {true, {}};
  const auto* object = value.if_object();
  if (object == nullptr) {
    members.fault("attributes", "type", "found " + std::string(kind_name(value)) + ", expected an object");
    return {};
  }
  if (!plain_object(*object, kMaxDepth)) {
    members.fault("attributes", "type",
                  "must hold texts, numbers, booleans or objects of them, at most 4 levels deep");
    return {};
  }
  std::string text = json::serialize(*object);
  if (text.size() > kMaxAttributes) {
    members.fault("attributes", "too_long",
                  "has " + std::to_string(text.size()) + " bytes, at most 16384 are kept");
    return {};
  }
  return {true, std::move(text)};
}

enum class Member {
  kExternalId,
  kName,
  kEmail,
  kPhone,
  kCity,
  kCountry,
  kGender,
  kTimezone,
  kBirthDate,
  kTags,
  kConsentEmail,
  kConsentSms,
  kAttributes,
  kCreatedAt
};

constexpr std::array<std::pair<std::string_view, Member>, 14> kMembers{{
    {"external_id", Member::kExternalId},
    {"name", Member::kName},
    {"email", Member::kEmail},
    {"phone", Member::kPhone},
    {"city", Member::kCity},
    {"country", Member::kCountry},
    {"gender", Member::kGender},
    {"timezone", Member::kTimezone},
    {"birth_date", Member::kBirthDate},
    {"tags", Member::kTags},
    {"consent_email", Member::kConsentEmail},
    {"consent_sms", Member::kConsentSms},
    {"attributes", Member::kAttributes},
    {"created_at", Member::kCreatedAt},
}};

void read_member(Members& m, Member which, std::string_view key, const json::value& value,
                 std::int64_t now_us, CustomerInput& out) {
  const auto itself = [](bool good, const std::string& text) {
    return good ? std::optional(text) : std::nullopt;
  };
  switch (which) {
    case Member::kExternalId:
      out.external_id = m.external_id(key, value);
      break;
    case Member::kName:
      out.name = m.text(key, value, kMaxName);
      break;
    case Member::kEmail:
      out.email = shaped(
          m, key, m.text(key, value, kMaxEmailText),
          [&](const std::string& s) { return itself(email_shape(s), s); },
          "an email address such as anna@example.com");
      break;
    case Member::kPhone:
      out.phone = shaped(m, key, m.text(key, value, kMaxPhoneText), phone_of,
                         "a phone number: digits after an optional +, 5 to 15 of them");
      break;
    case Member::kCity:
      out.city = m.text(key, value, kMaxCity);
      break;
    case Member::kCountry:
      out.country =
          shaped(m, key, m.text(key, value, kMaxWord), country_of, "a country of two letters (ISO 3166)");
      break;
    case Member::kGender:
      out.gender = m.text(key, value, kMaxGender);
      break;
    case Member::kTimezone:
      out.timezone = shaped(
          m, key, m.text(key, value, kMaxWord),
          [&](const std::string& s) { return itself(known_timezone(s), s); },
          "a time zone; give an IANA name such as Asia/Kolkata");
      break;
    case Member::kBirthDate:
      out.birth_date = birth_date(m, value, now_us);
      break;
    case Member::kTags:
      out.tags = tags(m, value);
      break;
    case Member::kConsentEmail:
      out.consent_email = m.boolean(key, value);
      break;
    case Member::kConsentSms:
      out.consent_sms = m.boolean(key, value);
      break;
    case Member::kAttributes:
      out.attributes = attributes(m, value);
      break;
    case Member::kCreatedAt:
      out.created_at = m.time(key, value);
      break;
  }
}

}  // namespace

CustomerInput parse_customer_at(std::string_view base, const json::value& row, std::int64_t now_us,
                                Issues& issues) {
  CustomerInput out;
  const auto* object = row.if_object();
  if (object == nullptr) {
    issues.push_back({std::string(base), "type",
                      "found " + std::string(kind_name(row)) + ", expected a customer as an object"});
    return out;
  }
  Members members(base, issues);
  bool identified = false;
  for (const auto& member : *object) {
    const std::string_view key = member.key();
    const auto* known =
        std::find_if(kMembers.begin(), kMembers.end(), [&](const auto& m) { return m.first == key; });
    if (known == kMembers.end()) {
      members.fault(key, "unknown_field",
                    "a customer has no such member; it may have " + listed(customer_members()) +
                        "; put anything else into attributes");
      continue;
    }
    identified = identified || known->second == Member::kExternalId;
    read_member(members, known->second, key, member.value(), now_us, out);
  }
  if (!identified) members.external_id("external_id", json::value());
  return out;
}

CustomerInput parse_customer(const json::value& row, std::int64_t now_us, Issues& issues) {
  return parse_customer_at("", row, now_us, issues);
}

std::vector<std::string_view> customer_members() {
  std::vector<std::string_view> out;
  for (const auto& [name, member] : kMembers) out.push_back(name);
  return out;
}

}  // namespace carillon::ingest
