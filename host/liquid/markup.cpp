#include "liquid/markup.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace carillon::liquid {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

bool same(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

// Past the > that ends a tag; npos when there is none at all. Quotes are regarded as far as one can look
// without taking more than linear time for any text.
std::size_t tag_end(std::string_view text) {
  constexpr std::size_t kLookAhead = 4'096;
  char quote = 0;
  for (std::size_t i = 0; i < std::min(text.size(), kLookAhead); ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '>') {
      return i + 1;
    } else if ((text[i] == '"' || text[i] == '\'') && i > 0 &&
               (text[i - 1] == '=' || is_space(text[i - 1]))) {
      quote = text[i];
    }
  }
  const auto end = text.find('>');
  return end == std::string_view::npos ? end : end + 1;
}

struct Entity {
  std::string_view name, text;
};
constexpr std::array kEntities{
    Entity{"amp", "&"},    Entity{"lt", "<"},       Entity{"gt", ">"},     Entity{"quot", "\""},
    Entity{"apos", "'"},   Entity{"nbsp", " "},     Entity{"copy", "©"},   Entity{"reg", "®"},
    Entity{"trade", "™"},  Entity{"hellip", "..."}, Entity{"mdash", "—"},  Entity{"ndash", "–"},
    Entity{"lsquo", "‘"},  Entity{"rsquo", "’"},    Entity{"ldquo", "“"},  Entity{"rdquo", "”"},
    Entity{"bull", "•"},   Entity{"middot", "·"},   Entity{"euro", "€"},   Entity{"pound", "£"},
    Entity{"yen", "¥"},    Entity{"cent", "¢"},     Entity{"deg", "°"},    Entity{"times", "×"},
    Entity{"laquo", "«"},  Entity{"raquo", "»"},    Entity{"shy", ""},     Entity{"zwnj", ""},
    Entity{"zwj", ""},     Entity{"ensp", " "},     Entity{"emsp", " "},   Entity{"thinsp", " "},
    Entity{"larr", "←"},   Entity{"rarr", "→"},     Entity{"auml", "ä"},   Entity{"ouml", "ö"},
    Entity{"uuml", "ü"},   Entity{"Auml", "Ä"},     Entity{"Ouml", "Ö"},   Entity{"Uuml", "Ü"},
    Entity{"szlig", "ß"},  Entity{"eacute", "é"},   Entity{"egrave", "è"}, Entity{"agrave", "à"},
    Entity{"ccedil", "ç"}, Entity{"ntilde", "ñ"},   Entity{"aacute", "á"}, Entity{"iacute", "í"},
    Entity{"oacute", "ó"}, Entity{"uacute", "ú"},   Entity{"acirc", "â"},  Entity{"ecirc", "ê"},
    Entity{"check", "✓"},  Entity{"star", "☆"},     Entity{"hearts", "♥"}};

void add_code_point(std::uint32_t c, std::string& out) {
  if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) c = 0xFFFD;
  if (c == 0xA0) c = ' ';
  if (c == 0xAD || c == 0x200B || c == 0x200C || c == 0x200D || c == 0x34F || c == 0xFEFF)
    return;  // not shown
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

// The entity at the beginning of a text that begins with &: appends it, answers its length; 0 when it is
// none.
std::size_t read_entity(std::string_view text, std::string& out) {
  constexpr std::size_t kLongest = 12;
  const auto end = text.substr(0, kLongest).find(';');
  if (end == std::string_view::npos || end < 2) return 0;
  std::string_view name = text.substr(1, end - 1);
  if (name.front() == '#') {
    name.remove_prefix(1);
    const bool hex = !name.empty() && lower(name.front()) == 'x';
    if (hex) name.remove_prefix(1);
    std::uint32_t code = 0;
    const auto done = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
    if (name.empty() || done.ptr != name.data() + name.size()) return 0;
    add_code_point(code, out);
    return end + 1;
  }
  for (const Entity& entity : kEntities) {
    if (entity.name != name) continue;
    out += entity.text;
    return end + 1;
  }
  return 0;
}

}  // namespace

bool Markup::tag(Piece& piece) {
  const bool closes = rest_.size() > 1 && rest_[1] == '/';
  const std::size_t from = closes ? 2 : 1;
  if (no_more_tags_ || rest_.size() <= from || !is_letter(rest_[from])) return false;
  const auto end = tag_end(rest_);
  if (end == std::string_view::npos) {
    no_more_tags_ = true;
    return false;
  }
  std::size_t at = from;
  piece.name.clear();
  for (; at < end - 1 && !is_space(rest_[at]) && rest_[at] != '/'; ++at) {
    if (piece.name.size() < 16) piece.name += lower(rest_[at]);
  }
  piece.kind = closes ? Piece::Kind::kClose : Piece::Kind::kOpen;
  piece.text = rest_.substr(at, end - 1 - at);
  piece.closed = piece.text.ends_with('/');
  rest_.remove_prefix(end);
  return true;
}

bool Markup::next(Piece& piece) {
  if (rest_.empty()) return false;
  if (rest_.front() == '<') {
    if (rest_.starts_with("<!--")) {
      const auto end = rest_.find("-->", 4);
      piece.kind = Piece::Kind::kOther;
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 3);
      return true;
    }
    if (rest_.starts_with("<!") || rest_.starts_with("<?")) {
      const auto end = rest_.find('>');
      piece.kind = Piece::Kind::kOther;
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
      return true;
    }
    if (tag(piece)) return true;
  }
  // A < that begins nothing is text; so that many of them take linear time, all of them at once.
  const auto begin = rest_.find_first_not_of('<');
  const auto end =
      begin == std::string_view::npos ? rest_.size() : std::min(rest_.size(), rest_.find('<', begin));
  piece.kind = Piece::Kind::kText;
  const bool sign = rest_.front() == '<' && begin != std::string_view::npos && begin > 1;
  const std::size_t taken = sign ? begin - 1 : end;  // the last of several may begin a tag
  piece.text = rest_.substr(0, taken);
  rest_.remove_prefix(taken);
  return true;
}

void Markup::skip_past(std::string_view name) {
  for (auto at = rest_.find("</"); at != std::string_view::npos; at = rest_.find("</", at + 2)) {
    if (!same(rest_.substr(at + 2), name)) continue;
    const auto end = rest_.find('>', at);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return;
  }
  rest_ = {};
}

std::optional<std::string_view> attribute_of(std::string_view attributes, std::string_view name) {
  std::size_t at = 0;
  const auto skip = [&] {
    while (at < attributes.size() && (is_space(attributes[at]) || attributes[at] == '/')) ++at;
  };
  for (skip(); at < attributes.size(); skip()) {
    const std::size_t from = at;
    while (at < attributes.size() && !is_space(attributes[at]) && attributes[at] != '=') ++at;
    const std::string_view key = attributes.substr(from, at - from);
    skip();
    std::string_view value;
    if (at < attributes.size() && attributes[at] == '=') {
      ++at;
      skip();
      const char quote = at < attributes.size() ? attributes[at] : '\0';
      if (quote == '"' || quote == '\'') {
        const auto end = std::min(attributes.size(), attributes.find(quote, at + 1));
        value = attributes.substr(at + 1, end - at - 1);
        at = std::min(attributes.size(), end + 1);
      } else {
        const std::size_t start = at;
        while (at < attributes.size() && !is_space(attributes[at])) ++at;
        value = attributes.substr(start, at - start);
      }
    }
    if (key.size() == name.size() && same(key, name)) return value;
  }
  return std::nullopt;
}

void write_shown(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const auto at = text.find('&');
    out += text.substr(0, at);
    if (at == std::string_view::npos) return;
    text.remove_prefix(at);
    const std::size_t used = read_entity(text, out);
    if (used == 0) out += '&';
    text.remove_prefix(std::max<std::size_t>(1, used));
  }
}

}  // namespace carillon::liquid
