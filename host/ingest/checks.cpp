#include "ingest/checks.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "base/zone.h"

namespace carillon::ingest {

namespace {

constexpr std::size_t kMaxEmail = 254;
constexpr std::size_t kMaxLocalPart = 64;
constexpr std::size_t kMinPhoneDigits = 5;
constexpr std::size_t kMaxPhoneDigits = 15;
constexpr std::size_t kRememberedZones = 1'024;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::optional<std::string> letters(std::string_view text, std::size_t n) {
  if (text.size() != n || !std::all_of(text.begin(), text.end(), is_letter)) return std::nullopt;
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_upper);
  return out;
}

// The bytes of the well-formed sequence at the front; 0 when there is none.
std::size_t sequence_length(const unsigned char* p, std::size_t left) {
  const auto follows = [&](std::size_t i) { return i < left && (p[i] & 0xC0) == 0x80; };
  if (p[0] < 0x80) return 1;
  if (p[0] >= 0xC2 && p[0] <= 0xDF) return follows(1) ? 2 : 0;
  if (p[0] >= 0xE0 && p[0] <= 0xEF) {
    if (!follows(1) || !follows(2)) return 0;
    if (p[0] == 0xE0 && p[1] < 0xA0) return 0;   // overlong
    if (p[0] == 0xED && p[1] >= 0xA0) return 0;  // surrogate
    return 3;
  }
  if (p[0] >= 0xF0 && p[0] <= 0xF4) {
    if (!follows(1) || !follows(2) || !follows(3)) return 0;
    if (p[0] == 0xF0 && p[1] < 0x90) return 0;   // overlong
    if (p[0] == 0xF4 && p[1] >= 0x90) return 0;  // past U+10FFFF
    return 4;
  }
  return 0;
}

bool domain_shape(std::string_view domain) {
  if (domain.find('.') == std::string_view::npos) return false;
  while (!domain.empty()) {
    const auto label = domain.substr(0, domain.find('.'));
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    const bool plain = std::all_of(label.begin(), label.end(), [](char c) {
      return is_digit(c) || is_letter(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80;
    });
    if (!plain) return false;
    if (label.size() == domain.size()) return true;
    domain.remove_prefix(label.size() + 1);
  }
  return false;  // ended with a dot
}

}  // namespace

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool valid_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t left = text.size();
  while (left > 0) {
    std::uint64_t eight = 0;
    if (left >= sizeof eight) {
      std::memcpy(&eight, p, sizeof eight);
      if ((eight & 0x8080808080808080ULL) == 0) {
        p += sizeof eight;
        left -= sizeof eight;
        continue;
      }
    }
    const std::size_t n = sequence_length(p, left);
    if (n == 0) return false;
    p += n;
    left -= n;
  }
  return true;
}

bool email_shape(std::string_view text) {
  const auto at = text.find('@');
  if (text.size() > kMaxEmail || at == std::string_view::npos || at == 0 || at > kMaxLocalPart) return false;
  const auto local = text.substr(0, at);
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos) return false;
  if (local.find_first_of(" \"(),:;<>[\\]") != std::string_view::npos || has_control(text)) return false;
  return domain_shape(text.substr(at + 1));
}

std::optional<std::string> phone_of(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == ' ' || c == '-' || c == '.' || c == '(' || c == ')') continue;
    if (!is_digit(c) && !(c == '+' && out.empty())) return std::nullopt;
    out += c;
  }
  const std::size_t digits = out.size() - (!out.empty() && out.front() == '+' ? 1 : 0);
  if (digits < kMinPhoneDigits || digits > kMaxPhoneDigits) return std::nullopt;
  return out;
}

std::optional<std::string> country_of(std::string_view text) { return letters(text, 2); }
std::optional<std::string> currency_of(std::string_view text) { return letters(text, 3); }

bool known_timezone(std::string_view name) {
  thread_local std::unordered_map<std::string, bool> remembered;
  const auto [at, fresh] = remembered.try_emplace(std::string(name), false);
  if (!fresh) return at->second;
  const bool exists = zone::exists(name);
  at->second = exists;
  if (remembered.size() > kRememberedZones) remembered.clear();
  return exists;
}

std::optional<store::OrderStatus> status_of(std::string_view word) {
  using store::OrderStatus;
  static constexpr std::array<std::pair<std::string_view, OrderStatus>, 13> kWords{{
      {"completed", OrderStatus::kCompleted},
      {"pending", OrderStatus::kPending},
      {"cancelled", OrderStatus::kCancelled},
      {"refunded", OrderStatus::kRefunded},
      {"placed", OrderStatus::kPending},
      {"confirmed", OrderStatus::kPending},
      {"processing", OrderStatus::kPending},
      {"paid", OrderStatus::kCompleted},
      {"shipped", OrderStatus::kCompleted},
      {"delivered", OrderStatus::kCompleted},
      {"fulfilled", OrderStatus::kCompleted},
      {"canceled", OrderStatus::kCancelled},
      {"returned", OrderStatus::kRefunded},
  }};
  for (const auto& [known, status] : kWords) {
    if (std::equal(known.begin(), known.end(), word.begin(), word.end(),
                   [](char a, char b) { return a == to_lower(b); })) {
      return status;
    }
  }
  return std::nullopt;
}

}  // namespace carillon::ingest
