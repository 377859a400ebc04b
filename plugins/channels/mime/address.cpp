#include "address.h"

#include <memory>

#include <glib.h>

#include "gmime_library.h"

namespace carillon::mime {
namespace {

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_atom(char c) {
  return is_alnum(c) || std::string_view("!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
}

// Parts between dots, none of them empty, each of characters that `fits` accepts. Answers how many, 0 if
// wrong.
template <class Fits>
int count_parts(std::string_view text, Fits fits) {
  int parts = 0;
  while (true) {
    const auto dot = text.find('.');
    const auto part = text.substr(0, dot);
    if (part.empty() || !fits(part)) return 0;
    ++parts;
    if (dot == std::string_view::npos) return parts;
    text.remove_prefix(dot + 1);
  }
}

bool all(std::string_view text, bool (*fits)(char)) {
  for (const char c : text) {
    if (!fits(c)) return false;
  }
  return true;
}

bool is_label(std::string_view label) {
  const auto fits = [](char c) { return is_alnum(c) || c == '-'; };
  return label.size() <= 63 && label.front() != '-' && label.back() != '-' && all(label, fits);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

bool is_address(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || text.size() > 254 || at > 64) return false;
  const auto is_word = [](std::string_view part) { return all(part, &is_atom); };
  return count_parts(text.substr(0, at), is_word) >= 1 && count_parts(text.substr(at + 1), &is_label) >= 2;
}

std::string with_ascii_domain(std::string_view address) {
  const auto at = address.rfind('@') + 1;
  const std::string domain(address.substr(at));
  const std::unique_ptr<char, Free> ascii(g_hostname_to_ascii(domain.c_str()));
  if (ascii == nullptr) return std::string(address);
  return std::string(address.substr(0, at)) + ascii.get();
}

std::optional<Mailbox> parse_mailbox(std::string_view text) {
  text = trim(text);
  const auto open = text.rfind('<');
  if (open == std::string_view::npos || !text.ends_with('>')) {
    if (!is_address(text)) return std::nullopt;
    return Mailbox{"", std::string(text)};
  }
  std::string_view name = trim(text.substr(0, open));
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
  const std::string_view address = text.substr(open + 1, text.size() - open - 2);
  if (!is_address(address)) return std::nullopt;
  return Mailbox{std::string(name), std::string(address)};
}

}  // namespace carillon::mime
