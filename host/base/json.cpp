#include "base/json.h"

#include <charconv>
#include <cmath>

namespace carillon {

Result<json::value> parse_json(std::string_view text, JsonLimits limits) {
  json::parse_options options;
  options.max_depth = limits.max_depth;
  json::stream_parser parser({}, options);
  boost::system::error_code error;
  std::size_t used = parser.write_some(text.data(), text.size(), error);
  if (!error && used == text.size()) parser.finish(error);
  if (!error && used < text.size()) {
    const auto rest = text.find_first_not_of(" \t\r\n", used);
    if (rest == std::string_view::npos) {
      used = text.size();
    } else {
      used = rest;
      error = json::make_error_code(json::error::extra_data);
    }
  }
  if (!error) return parser.release();
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text.substr(0, used)) {
    ++column;
    if (c == '\n') {
      ++line;
      column = 1;
    }
  }
  return invalid("not JSON: " + error.message() + " at line " + std::to_string(line) + ", column " +
                 std::to_string(column));
}

const json::value* at_pointer(const json::value& root, std::string_view pointer) {
  boost::system::error_code error;
  const auto* found = root.find_pointer(pointer, error);
  return error ? nullptr : found;
}

std::string pointer_join(std::string_view pointer, std::string_view token) {
  std::string out(pointer);
  out += '/';
  for (const char c : token) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::optional<Decimal> json_decimal(const json::value& value) {
  switch (value.kind()) {
    case json::kind::int64: {
      std::int64_t units = 0;
      if (__builtin_mul_overflow(value.get_int64(), Decimal::kScale, &units)) return std::nullopt;
      return Decimal{units};
    }
    case json::kind::double_: {
      // The shortest text that reads back as this double is what the sender wrote, up to 15 digits.
      const double number = value.get_double();
      if (!std::isfinite(number) || std::fabs(number) > 9e14) return std::nullopt;
      char text[64];
      const auto done = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed);
      return parse_decimal({text, static_cast<std::size_t>(done.ptr - text)});
    }
    case json::kind::string:
      return parse_decimal(std::string_view(value.get_string()));
    default:
      return std::nullopt;
  }
}

namespace {

crl_status doc_get(void* ctx, crl_str pointer, crl_value* out) {
  const auto* found = at_pointer(*static_cast<const json::value*>(ctx), view(pointer));
  if (found == nullptr) return CRL_E_NOT_FOUND;
  switch (found->kind()) {
    case json::kind::null:
      *out = cell::null(CRL_T_JSON);
      break;
    case json::kind::bool_:
      *out = cell::boolean(found->get_bool());
      break;
    case json::kind::int64:
      *out = cell::of_int(found->get_int64());
      break;
    case json::kind::uint64:
      *out = cell::real(static_cast<double>(found->get_uint64()));
      break;
    case json::kind::double_:
      *out = cell::real(found->get_double());
      break;
    case json::kind::string:
      *out = cell::text(found->get_string());
      break;
    case json::kind::array:
      *out = cell::text("[", CRL_T_JSON);
      out->v.s.len = found->get_array().size();
      break;
    case json::kind::object:
      *out = cell::text("{", CRL_T_JSON);
      out->v.s.len = found->get_object().size();
      break;
  }
  return CRL_OK;
}

crl_status doc_key(void* ctx, crl_str pointer, std::uint64_t index, crl_str* out) {
  const auto* found = at_pointer(*static_cast<const json::value*>(ctx), view(pointer));
  if (found == nullptr || !found->is_object() || index >= found->get_object().size()) return CRL_E_NOT_FOUND;
  const auto& member = *(found->get_object().begin() + static_cast<std::ptrdiff_t>(index));
  *out = str(std::string_view(member.key()));
  return CRL_OK;
}

}  // namespace

DocView::DocView(const json::value& value) : value_(value), text_(json::serialize(value)) {
  doc_.size = sizeof doc_;
  doc_.ctx = const_cast<json::value*>(&value_);
  doc_.json = str(text_);
  doc_.get = doc_get;
  doc_.key = doc_key;
}

}  // namespace carillon
