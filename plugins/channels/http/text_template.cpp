#include "text_template.h"

#include <algorithm>
#include <array>

#include <carillon/json_text.hpp>

#include "encodings.h"

namespace carillon::http_channel {
namespace {

constexpr std::array<std::string_view, 5> kFilters{"digits", "plus", "lower", "upper", "base64"};

std::string digits_of(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c >= '0' && c <= '9'; });
  return out;
}

std::string filtered(std::string value, const std::string& filter) {
  if (filter == "digits") return digits_of(value);
  if (filter == "plus") return value.empty() ? value : "+" + digits_of(value);
  if (filter == "base64") return to_base64(value);
  for (char& c : value) {
    if (filter == "lower" && c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (filter == "upper" && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return value;
}

std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&apos;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string escaped(std::string_view text, Escape escape) {
  std::string out;
  switch (escape) {
    case Escape::kText:
      return std::string(text);
    case Escape::kLine:
      for (const char c : text) out += (c >= '\0' && c < ' ') || c == '\x7F' ? ' ' : c;
      return out;
    case Escape::kUrl:
      return url_encoded(text);
    case Escape::kXml:
      return xml(text);
    case Escape::kJson:
      append_json(out, text);
      return out.substr(1, out.size() - 2);
  }
  return out;
}

Result<TextTemplate::Piece> TextTemplate::parse_place(std::string_view inside, const KnownName& known,
                                                      bool& optional) {
  Piece out;
  if (inside.ends_with('?')) {
    optional = true;
    inside.remove_suffix(1);
  }
  auto bar = std::min(inside.find('|'), inside.size());
  out.name = inside.substr(0, bar);
  if (!known(out.name)) {
    return invalid("\"{" + std::string(inside) +
                   "}\" names nothing; there are to, from, subject, text, html, key, attempt, now, meta.NAME "
                   "and the names of vars and secrets");
  }
  while (bar < inside.size()) {
    inside.remove_prefix(bar + 1);
    bar = std::min(inside.find('|'), inside.size());
    const auto filter = inside.substr(0, bar);
    if (std::ranges::find(kFilters, filter) == kFilters.end()) {
      return invalid("\"" + std::string(filter) +
                     "\" is no filter; there are digits, plus, lower, upper and base64");
    }
    out.filters.emplace_back(filter);
  }
  return out;
}

Result<TextTemplate> TextTemplate::parse(std::string_view source, const KnownName& known) {
  TextTemplate out;
  std::string literal;
  for (std::size_t at = 0; at < source.size();) {
    const char c = source[at];
    if ((c == '{' || c == '}') && at + 1 < source.size() && source[at + 1] == c) {
      literal += c;
      at += 2;
      continue;
    }
    if (c == '}')
      return invalid("character " + std::to_string(at + 1) +
                     " is a \"}\" without its \"{\"; write \"}}\" for a brace");
    if (c != '{') {
      literal += c;
      ++at;
      continue;
    }
    const auto end = source.find('}', at);
    if (end == std::string_view::npos)
      return invalid("the \"{\" at character " + std::to_string(at + 1) +
                     " has no \"}\"; write \"{{\" for a brace");
    auto piece = parse_place(source.substr(at + 1, end - at - 1), known, out.optional_);
    if (!piece) return piece.error();
    piece->literal = std::exchange(literal, {});
    out.pieces_.push_back(std::move(*piece));
    at = end + 1;
  }
  if (!literal.empty()) out.pieces_.push_back({std::move(literal), {}, {}});
  if (out.optional_ && (out.pieces_.size() != 1 || !out.pieces_[0].literal.empty())) {
    return invalid("a place with \"?\" must stand alone, as in \"{html?}\"");
  }
  return out;
}

std::string TextTemplate::render(const Values& values, Escape escape) const {
  std::string out;
  for (const Piece& piece : pieces_) {
    out += piece.literal;
    if (piece.name.empty()) continue;
    std::string value = values(piece.name);
    for (const auto& filter : piece.filters) value = filtered(std::move(value), filter);
    out += escaped(value, escape);
  }
  return out;
}

}  // namespace carillon::http_channel
