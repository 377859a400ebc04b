#include "audience/fields.h"

#include <algorithm>

#include "base/nearest.h"

namespace carillon::audience {

namespace {

constexpr std::size_t kMaxAttributeName = 200;

// Dots separate names: "loyalty.tier" -> "/loyalty/tier".
std::optional<std::string> attribute_pointer(std::string_view path) {
  if (path.empty() || path.size() > kMaxAttributeName) return std::nullopt;
  std::string out;
  while (true) {
    const auto dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    if (name.empty()) return std::nullopt;
    out = pointer_join(out, name);
    if (dot == std::string_view::npos) return out;
    path.remove_prefix(dot + 1);
  }
}

const Field* find(std::string_view name) {
  const auto found = std::ranges::find(fields(), name, &Field::name);
  return found == fields().end() ? nullptr : &*found;
}

}  // namespace

const std::vector<Field>& fields() {
  static const std::vector<Field> kFields = {
      {"external_id", "customer id", CRL_T_TEXT, "external_id"},
      {"name", "name", CRL_T_TEXT, "name"},
      {"email", "email", CRL_T_TEXT, "email"},
      {"phone", "phone", CRL_T_TEXT, "phone"},
      {"city", "city", CRL_T_TEXT, "city"},
      {"country", "country", CRL_T_TEXT, "country"},
      {"gender", "gender", CRL_T_TEXT, "gender"},
      {"timezone", "time zone", CRL_T_TEXT, "timezone"},
      {"birth_date", "date of birth", CRL_T_DATE, "birth_date"},
      {"tags", "tags", CRL_T_SET, "tags"},
      {"total_spend", "total spend", CRL_T_DECIMAL, "total_spend"},
      {"order_count", "number of orders", CRL_T_I64, "order_count"},
      {"avg_order_value", "average order value", CRL_T_DECIMAL, "avg_order_value"},
      {"first_order_at", "first order", CRL_T_TIME, "first_order_at"},
      {"last_order_at", "last order", CRL_T_TIME, "last_order_at"},
      {"created_at", "joining date", CRL_T_TIME, "created_at"},
      {"consent_email", "consent to email", CRL_T_BOOL, "consent_email"},
      {"consent_sms", "consent to text messages", CRL_T_BOOL, "consent_sms"},
      {"spend", "total spend", CRL_T_DECIMAL, "total_spend"},
      {"visits", "number of orders", CRL_T_I64, "order_count"},
      {"attributes.*", "attribute", CRL_T_JSON, "attributes"},
  };
  return kFields;
}

std::optional<FieldRef> resolve_field(std::string_view name) {
  if (name.starts_with(kAttributes)) {
    auto pointer = attribute_pointer(name.substr(kAttributes.size()));
    if (!pointer) return std::nullopt;
    return FieldRef{"attributes", CRL_T_JSON, std::move(*pointer)};
  }
  const Field* field = find(name);
  if (field == nullptr) return std::nullopt;
  return FieldRef{field->column, field->type, {}};
}

std::string field_title(std::string_view name) {
  if (const Field* field = find(name)) return field->title;
  if (name.starts_with(kAttributes)) name.remove_prefix(kAttributes.size());
  const bool plain = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
  });
  std::string out(name);
  std::ranges::replace_if(
      out, [](char c) { return c == '.' || c == '_'; }, ' ');
  // What a field is called, or what nobody is called, says that it is an attribute.
  const bool taken = std::ranges::any_of(fields(), [&](const Field& field) { return field.title == out; });
  if (plain && !taken) return out;
  out = "attribute \"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

std::string nearest_field(std::string_view name) {
  constexpr std::size_t kLongestSlip = 64;
  if (name.size() > kLongestSlip) return {};
  std::vector<std::string> names;
  for (const Field& field : fields()) names.push_back(field.name);
  return carillon::nearest(name, names);
}

std::string_view type_words(std::uint32_t type) {
  switch (type) {
    case CRL_T_BOOL:
      return "true or false";
    case CRL_T_I64:
      return "a whole number";
    case CRL_T_F64:
      return "a number";
    case CRL_T_TEXT:
      return "a text";
    case CRL_T_TIME:
      return "a time";
    case CRL_T_BYTES:
      return "bytes";
    case CRL_T_JSON:
      return "a free attribute";
    case CRL_T_DECIMAL:
      return "an amount";
    case CRL_T_SET:
      return "a set of texts";
    case CRL_T_DATE:
      return "a date";
    default:
      return "of no known type";
  }
}

}  // namespace carillon::audience
