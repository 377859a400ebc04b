#include "ingest/checks.h"

#include <algorithm>
#include <array>
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
