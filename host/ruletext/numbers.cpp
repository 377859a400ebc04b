#include "ruletext/numbers.h"

#include <array>
#include <charconv>
#include <cmath>

namespace carillon::ruletext {

namespace {

// Without zeros that say nothing: "10.50" and "10.5" are the same digits.
std::string plain(std::string_view digits) {
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  while (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') digits.remove_prefix(1);
  if (digits.find('.') != std::string_view::npos) {
    while (digits.ends_with('0')) digits.remove_suffix(1);
    if (digits.ends_with('.')) digits.remove_suffix(1);
  }
  return (negative ? "-" : "") + std::string(digits);
}

std::string double_text(double number, std::chars_format format) {
  std::array<char, 512> buffer{};
  const auto done = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format);
  return {buffer.data(), done.ptr};
}

}  // namespace

std::optional<json::value> read_number(std::string_view digits) {
  const char* const end = digits.data() + digits.size();
  if (digits.find_first_of(".eE") == std::string_view::npos) {
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(digits.data(), end, whole);
        read.ec == std::errc{} && read.ptr == end)
      return json::value(whole);
    std::uint64_t large = 0;
    if (const auto read = std::from_chars(digits.data(), end, large);
        read.ec == std::errc{} && read.ptr == end)
      return json::value(large);
    return json::value(plain(digits));
  }
  double number = 0;
  const auto read = std::from_chars(digits.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  const bool has_exponent = digits.find_first_of("eE") != std::string_view::npos;
  if (!has_exponent && double_text(number, std::chars_format::fixed) != plain(digits))
    return json::value(plain(digits));
  return json::value(number);
}

std::optional<std::string> number_text(const json::value& value) {
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_uint64()) return std::to_string(value.get_uint64());
  const double number = value.get_double();
  if (!std::isfinite(number)) return std::nullopt;
  constexpr double kPlainBelow = 1e15;
  constexpr double kPlainFrom = 1e-5;
  const double size = std::fabs(number);
  const bool is_plain = size == 0 || (size >= kPlainFrom && size < kPlainBelow);
  std::string out = double_text(number, is_plain ? std::chars_format::fixed : std::chars_format::scientific);
  if (is_plain && out.find('.') == std::string::npos) out += ".0";
  return out;
}

}  // namespace carillon::ruletext
