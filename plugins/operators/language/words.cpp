#include "words.h"

#include <algorithm>
#include <charconv>

#include "moment.h"

namespace carillon::language {

std::string quoted(std::string_view text) {
  constexpr std::size_t kMost = 60;
  std::size_t n = std::min(text.size(), kMost);
  while (n < text.size() && n > 0 && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
  std::string out = "\"";
  for (const char c : text.substr(0, n)) out.append(c == '"' ? 2 : 1, c);
  return out + (n < text.size() ? "...\"" : "\"");
}

std::string grouped(std::string_view number) {
  const std::size_t start = number.starts_with('-') ? 1 : 0;
  const std::size_t end = std::min(number.find_first_not_of("0123456789", start), number.size());
  std::string out(number);
  for (std::size_t at = end; at > start + 3;) out.insert(at -= 3, ",");
  return out;
}

std::string counted(std::int64_t n, std::string_view noun) {
  return grouped(std::to_string(n)) + ' ' + std::string(noun) + (n == 1 ? "" : "s");
}

std::string listed(const std::vector<std::string>& items, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? ' ' + std::string(last) + ' ' : std::string(", ");
    out += items[i];
  }
  return out;
}

std::string value_words(const Doc& value, Dates dates) {
  switch (value.kind()) {
    case Doc::Kind::kBoolean:
      return value.boolean("").value() ? "yes" : "no";
    case Doc::Kind::kText: {
      const std::string text = value.text("").value();
      const bool moment = dates == Dates::kAsMoments && (parse_date(text) || parse_instant(text));
      return moment ? moment_words(text) : quoted(text);
    }
    case Doc::Kind::kInteger:
    case Doc::Kind::kNumber: {
      if (const auto exact = value.decimal("")) return grouped(to_text(*exact));
      char digits[40];
      const auto end = std::to_chars(digits, digits + sizeof digits, value.number("").value());
      return grouped({digits, static_cast<std::size_t>(end.ptr - digits)});
    }
    default:
      return "nothing";
  }
}

std::vector<std::string> list_words(const Doc& list, Dates dates) {
  std::vector<std::string> out;
  for (const Doc& item : list.items()) out.push_back(value_words(item, dates));
  return out;
}

}  // namespace carillon::language
