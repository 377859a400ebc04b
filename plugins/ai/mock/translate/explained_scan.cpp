#include "translate/explained_scan.h"

#include "translate/dates.h"
#include "translate/rule.h"

namespace carillon::translate {
namespace {

constexpr std::size_t kLongestText = 60;  // in an explanation; longer ones are cut short

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr std::pair<std::string_view, std::string_view> kUnits[] = {
    {" hour", "h"}, {" day", "d"}, {" week", "w"}, {" month", "mo"}, {" year", "y"}};

}  // namespace

bool Scan::eat(std::string_view literal) {
  if (!rest().starts_with(literal)) return false;
  // A word is a whole one.
  const std::size_t end = at_ + literal.size();
  if (!literal.empty() && letter(literal.back()) && end < text_.size() && letter(text_[end])) return false;
  at_ = end;
  return true;
}

std::optional<std::string> Scan::number() {
  std::size_t i = at_;
  std::string out;
  const auto digits = [&](bool groups) {
    const std::size_t from = i;
    while (i < text_.size()) {
      const bool comma = groups && text_[i] == ',' && i > from && i + 3 < text_.size() && digit(text_[i + 1]);
      if (!digit(text_[i]) && !comma) break;
      if (!comma) out += text_[i];
      ++i;
    }
    return i > from;
  };
  if (i < text_.size() && text_[i] == '-') out += text_[i++];
  if (!digits(true)) return std::nullopt;
  if (i + 1 < text_.size() && text_[i] == '.' && digit(text_[i + 1])) {
    out += text_[i++];
    digits(false);
  }
  if (i + 2 < text_.size() && text_[i] == 'e' && (text_[i + 1] == '+' || text_[i + 1] == '-')) {
    out += text_[i++];
    out += text_[i++];
    if (!digits(false)) return std::nullopt;
  }
  if (i < text_.size() && letter(text_[i])) return std::nullopt;
  const std::size_t first = out.starts_with('-') ? 1 : 0;
  if (out.size() > first + 1 && out[first] == '0' && digit(out[first + 1])) return std::nullopt;
  at_ = i;
  return out;
}

std::optional<std::string> Scan::quoted(bool whole) {
  if (!rest().starts_with('"')) return std::nullopt;
  std::string out;
  for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
    if (text_[i] != '"') {
      out += text_[i];
      continue;
    }
    if (i + 1 < text_.size() && text_[i + 1] == '"') {
      out += text_[i++];
      continue;
    }
    if (whole && out.size() >= kLongestText && out.ends_with("...")) return std::nullopt;
    at_ = i + 1;
    return out;
  }
  return std::nullopt;
}

std::optional<std::string> Scan::moment() {
  return attempt([&]() -> std::optional<std::string> {
    const auto whole = [&](std::size_t least, std::size_t most) -> std::optional<int> {
      std::size_t n = 0;
      int out = 0;
      while (n < most && n < rest().size() && digit(rest()[n])) out = out * 10 + (rest()[n++] - '0');
      if (n < least) return std::nullopt;
      at_ += n;
      return out;
    };
    const auto d = whole(1, 2);
    if (!d || !eat(" ")) return std::nullopt;
    std::size_t n = 0;
    while (n < rest().size() && letter(rest()[n])) ++n;
    std::string name(rest().substr(0, n));
    if (name.size() < 3 || name.front() > 'Z') return std::nullopt;
    name.front() = static_cast<char>(name.front() + 32);
    const unsigned m = month_named(name);
    at_ += n;
    if (m == 0 || !eat(" ")) return std::nullopt;
    const auto y = whole(4, 4);
    if (!y || *d < 1 || *d > 31) return std::nullopt;
    const std::int64_t day = day_number(*y, m, static_cast<unsigned>(*d));
    std::string out = day_text(day);
    if (std::stoi(out.substr(8)) != *d) return std::nullopt;
    const auto clock = attempt([&]() -> std::optional<std::string> {
      const std::size_t from = at_ + 1;
      if (!eat(" ") || !whole(2, 2) || !eat(":") || !whole(2, 2)) return std::nullopt;
      const bool seconds = eat(":");
      if (seconds && !whole(2, 2)) return std::nullopt;
      if (seconds && eat(".") && !whole(1, 6)) return std::nullopt;
      std::string time(text_.substr(from, at_ - from));
      if (!eat(" UTC")) return std::nullopt;
      return "T" + time + (seconds ? "Z" : ":00Z");
    });
    return clock ? out + *clock : out;
  });
}

std::optional<std::string> Scan::length() {
  return attempt([&]() -> std::optional<std::string> {
    const auto n = number();
    if (!n || n->find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
    for (const auto& [word, sign] : kUnits) {
      if (eat(word) || eat(std::string(word) + "s")) return *n + std::string(sign);
    }
    return std::nullopt;
  });
}

std::optional<std::string> Scan::value() {
  if (const auto text = quoted()) return json_text(*text);
  if (const auto time = moment()) return json_text(*time);
  if (const auto n = number()) return n;
  if (eat("yes")) return "true";
  if (eat("no")) return "false";
  return std::nullopt;
}

std::vector<std::string> Scan::values() {
  std::vector<std::string> out;
  auto next = value();
  while (next) {
    out.push_back(*std::move(next));
    next = attempt([&] { return eat(", ") || eat(" or ") ? value() : std::nullopt; });
  }
  return out;
}

}  // namespace carillon::translate
