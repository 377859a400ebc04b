#include "json_pointer.h"

#include <charconv>

namespace carillon::sqlite {

namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : s_(text) {}

  char peek() {
    while (i_ < s_.size() && (s_[i_] == ' ' || s_[i_] == '\t' || s_[i_] == '\n' || s_[i_] == '\r')) ++i_;
    return i_ < s_.size() ? s_[i_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++i_;
    return true;
  }
  // The next value as text; empty when there is none.
  std::string_view value() {
    const char first = peek();
    const std::size_t start = i_;
    if (first == '"') {
      skip_string();
    } else if (first == '{' || first == '[') {
      skip_container();
    } else {
      while (i_ < s_.size() && std::string_view(",]} \t\r\n").find(s_[i_]) == std::string_view::npos) ++i_;
    }
    return s_.substr(start, i_ - start);
  }

 private:
  void skip_string() {
    for (++i_; i_ < s_.size() && s_[i_] != '"'; ++i_) {
      if (s_[i_] == '\\') ++i_;
    }
    i_ = i_ < s_.size() ? i_ + 1 : s_.size();
  }
  void skip_container() {
    int depth = 0;
    while (i_ < s_.size()) {
      const char c = s_[i_];
      if (c == '"') {
        skip_string();
        continue;
      }
      ++i_;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return;
    }
  }

  std::string_view s_;
  std::size_t i_ = 0;
};

std::string unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape =
        token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
    if (!escape)
      out += token[i];
    else
      out += token[++i] == '0' ? '~' : '/';
  }
  return out;
}

std::optional<std::size_t> index_of(std::string_view token) {
  if (token.empty() || (token.size() > 1 && token.front() == '0')) return std::nullopt;
  std::size_t n = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), n);
  if (error != std::errc() || end != token.data() + token.size()) return std::nullopt;
  return n;
}

bool names(std::string_view key_token, std::string_view name) {
  const std::string_view raw = key_token.size() < 2 ? key_token : key_token.substr(1, key_token.size() - 2);
  if (raw.find('\\') == std::string_view::npos) return raw == name;
  return json_string(key_token) == name;
}

std::optional<std::string_view> member(std::string_view container, std::string_view token) {
  Scanner in(container);
  if (in.take('{')) {
    const std::string name = unescaped(token);
    while (in.peek() == '"') {
      const std::string_view key = in.value();
      if (!in.take(':')) return std::nullopt;
      const std::string_view value = in.value();
      if (names(key, name)) return value;
      if (!in.take(',')) return std::nullopt;
    }
    return std::nullopt;
  }
  const auto index = index_of(token);
  if (!index || !in.take('[') || in.peek() == ']') return std::nullopt;
  for (std::size_t i = 0;; ++i) {
    const std::string_view value = in.value();
    if (i == *index) return value;
    if (!in.take(',')) return std::nullopt;
  }
}

void append_utf8(std::string& out, unsigned c) {
  const auto put = [&](unsigned byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6)), put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12)), put(0x80 | ((c >> 6) & 0x3F)), put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18)), put(0x80 | ((c >> 12) & 0x3F)), put(0x80 | ((c >> 6) & 0x3F)),
        put(0x80 | (c & 0x3F));
  }
}

std::optional<unsigned> hex4(std::string_view s) {
  unsigned n = 0;
  if (s.size() < 4) return std::nullopt;
  const auto [end, error] = std::from_chars(s.data(), s.data() + 4, n, 16);
  if (error != std::errc() || end != s.data() + 4) return std::nullopt;
  return n;
}

}  // namespace

std::optional<std::string_view> json_at(std::string_view json, std::string_view pointer) {
  std::string_view value = Scanner(json).value();
  while (!pointer.empty()) {
    pointer.remove_prefix(1);  // the slash
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    const auto inner = member(value, token);
    if (!inner) return std::nullopt;
    value = *inner;
  }
  if (value.empty()) return std::nullopt;
  return value;
}

std::optional<std::string> json_string(std::string_view token) {
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return std::nullopt;
  token = token.substr(1, token.size() - 2);
  std::string out;
  out.reserve(token.size());
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '\\') {
      out += token[i];
      continue;
    }
    if (++i == token.size()) return std::nullopt;
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const auto at = kLetters.find(token[i]);
    if (at != std::string_view::npos) {
      out += kMeanings[at];
      continue;
    }
    auto c = token[i] == 'u' ? hex4(token.substr(i + 1)) : std::nullopt;
    if (!c) return std::nullopt;
    i += 4;
    if (*c >= 0xD800 && *c < 0xDC00 && token.substr(i + 1, 2) == "\\u") {
      const auto low = hex4(token.substr(i + 3));
      if (low && *low >= 0xDC00 && *low < 0xE000) {
        c = 0x10000 + ((*c - 0xD800) << 10) + (*low - 0xDC00);
        i += 6;
      }
    }
    append_utf8(out, *c);
  }
  return out;
}

}  // namespace carillon::sqlite
