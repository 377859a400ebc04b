#include "policy/addresses.h"

#include <algorithm>

#include "base/fold.h"

namespace carillon::policy {

namespace {

bool is_letter_or_digit(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
}

bool is_local(std::string_view local) {
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') return false;
  constexpr std::string_view kSigns = "!#$%&'*+-/=?^_`{|}~.";
  char before = 0;
  for (const char c : local) {
    if (!is_letter_or_digit(static_cast<unsigned char>(c)) && kSigns.find(c) == std::string_view::npos)
      return false;
    if (c == '.' && before == '.') return false;
    before = c;
  }
  return true;
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_letter_or_digit(static_cast<unsigned char>(c)) || c == '-'; });
}

bool is_domain(std::string_view domain) {
  std::size_t labels = 0;
  for (;;) {
    const auto dot = domain.find('.');
    if (!is_label(domain.substr(0, dot))) return false;
    ++labels;
    if (dot == std::string_view::npos) break;
    domain.remove_prefix(dot + 1);
  }
  // A last label of digits would be an address of a machine.
  return labels >= 2 &&
         !std::all_of(domain.begin(), domain.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t hash_of(std::string_view text, std::uint64_t hash) {
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100'0000'01B3U;
  }
  hash = (hash ^ (hash >> 32U)) * 0x9E37'79B9'7F4A'7C15U;
  const auto positive = static_cast<std::int64_t>((hash ^ (hash >> 29U)) >> 1U);
  return positive == 0 ? 1 : positive;
}

}  // namespace

bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  return at != std::string_view::npos && text.size() <= 254 && is_local(text.substr(0, at)) &&
         is_domain(text.substr(at + 1));
}

bool is_push_token(std::string_view text) {
  return text.size() >= 16 && text.size() <= 4'096 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::int64_t subject_of_address(std::string_view normal) {
  constexpr std::uint64_t kBasis = 0xCBF2'9CE4'8422'2325U;
  const bool plain = std::none_of(normal.begin(), normal.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  });
  return plain ? hash_of(normal, kBasis) : hash_of(fold(normal), kBasis);
}

std::int64_t subject_of_customer(std::int64_t customer) {
  return hash_of("customer:" + std::to_string(customer), 0x9AE1'6A3B'2F90'404FU);
}

}  // namespace carillon::policy
