#include "liquid/sms.h"

#include <algorithm>
#include <cstdint>

namespace carillon::liquid {

namespace {

constexpr std::size_t kMostForced = 20;

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
};

// What is not UTF-8 counts as one unknown character a byte.
Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t head = byte(0);
  const std::size_t n = head < 0x80 ? 1 : head >= 0xF0 ? 4 : head >= 0xE0 ? 3 : head >= 0xC0 ? 2 : 0;
  if (n == 1) return {head, 1};
  if (n == 0 || text.size() < n) return {0xFFFD, 1};
  std::uint32_t code = head & (0x7FU >> n);
  for (std::size_t i = 1; i < n; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {0xFFFD, 1};
    code = code << 6U | (byte(i) & 0x3FU);
  }
  return {code, n};
}

// Units in the GSM alphabet: 1, 2 in its extension table, 0 when it is not there.
std::size_t gsm_units(std::uint32_t c) {
  constexpr std::u32string_view kBeyond = U"£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
  if (c < 0x80) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return 1;
    if (c == '\n' || c == '\r') return 1;
    if (c == '\f') return 2;
    if (c < 0x20 || c == 0x7F || c == '`') return 0;
    return std::string_view("^{}\\[~]|").find(static_cast<char>(c)) == std::string_view::npos ? 1 : 2;
  }
  if (c == 0x20AC) return 2;  // the euro
  return kBeyond.find(static_cast<char32_t>(c)) == std::u32string_view::npos ? 0 : 1;
}

struct Count {
  std::size_t units = 0, segments = 0, last = 0;  // last: units in the last segment
};

// `whole` units fit a single message, `part` each of several.
template <class Units>
Count count(std::string_view text, std::size_t whole, std::size_t part, Units units_of) {
  Count out;
  for (std::string_view rest = text; !rest.empty();) {
    const Character c = first_of(rest);
    rest.remove_prefix(c.bytes);
    const std::size_t units = units_of(c.code);
    out.units += units;
    if (out.segments == 0 || out.last + units > part) {
      ++out.segments;
      out.last = 0;
    }
    out.last += units;
  }
  if (out.units <= whole && out.units > 0) {
    out.segments = 1;
    out.last = out.units;
  }
  return out;
}

bool fits_gsm(std::string_view text) {
  while (!text.empty()) {
    const Character c = first_of(text);
    if (gsm_units(c.code) == 0) return false;
    text.remove_prefix(c.bytes);
  }
  return true;
}

std::size_t ucs2_units(std::uint32_t c) { return c > 0xFFFF ? 2 : 1; }

Count count_as(bool ucs2, std::string_view text) {
  return ucs2 ? count(text, 70, 67, ucs2_units) : count(text, 160, 153, gsm_units);
}

}  // namespace

SmsSize sms_size(std::string_view text) {
  SmsSize out;
  for (std::string_view rest = text; !rest.empty();) {
    const Character c = first_of(rest);
    const std::string_view bytes = rest.substr(0, c.bytes);
    rest.remove_prefix(c.bytes);
    if (gsm_units(c.code) != 0) continue;
    out.ucs2 = true;
    const bool known = std::find(out.forced.begin(), out.forced.end(), bytes) != out.forced.end();
    if (!known && out.forced.size() < kMostForced) out.forced.emplace_back(bytes);
  }
  const Count counted = count_as(out.ucs2, text);
  out.units = counted.units;
  out.segments = counted.segments;
  const std::size_t room = out.ucs2 ? (out.segments > 1 ? 67 : 70) : (out.segments > 1 ? 153 : 160);
  out.left = out.segments == 0 ? 0 : room - counted.last;
  return out;
}

std::size_t sms_segments(std::string_view text) { return count_as(!fits_gsm(text), text).segments; }

}  // namespace carillon::liquid
