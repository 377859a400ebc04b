#include "ruletext/lexer.h"

#include <optional>

#include <carillon/utf8.hpp>

#include "base/fold.h"
#include "ruletext/vocabulary.h"

namespace carillon::ruletext {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::string shortened(std::string_view text) {
  constexpr std::size_t kMost = 40;
  const std::string_view shown = first_code_points(text, kMost);
  return std::string(shown) + (shown.size() < text.size() ? "..." : "");
}

std::string lowered(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | (point >> 6));
  } else {
    if (point < 0x10000) {
      put(0xE0 | (point >> 12));
    } else {
      put(0xF0 | (point >> 18));
      put(0x80 | ((point >> 12) & 0x3F));
    }
    put(0x80 | ((point >> 6) & 0x3F));
  }
  put(0x80 | (point & 0x3F));
}

class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  std::variant<std::vector<Token>, Fault> run() {
    if (const std::size_t good = utf8_prefix(text_); good < text_.size()) {
      return Fault{code_points(text_.substr(0, good)) + 1, "syntax",
                   "found a byte that is not UTF-8; expected text in UTF-8"};
    }
    while (!fault_ && skip_space()) {
      if (tokens_.size() == kMaxTokens) {
        return Fault{column_, "too_large", "found more than 30,000 words and signs; expected a shorter rule"};
      }
      token();
    }
    if (fault_) return *std::move(fault_);
    tokens_.push_back({Kind::kEnd, "", "", column_});
    return std::move(tokens_);
  }

 private:
  bool has(std::size_t ahead = 0) const { return at_ + ahead < text_.size(); }
  char peek(std::size_t ahead = 0) const { return has(ahead) ? text_[at_ + ahead] : '\0'; }
  void step(std::size_t n = 1) {
    for (; n > 0 && has(); --n) {
      ++at_;
      if (!has() || !is_continuation(text_[at_])) ++column_;
    }
  }
  bool skip_space() {
    while (has() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) step();
    return has();
  }
  void refuse(std::size_t column, std::string detail) {
    if (!fault_) fault_ = Fault{column, "syntax", std::move(detail)};
  }
  void add(Kind kind, std::string text, std::size_t column) {
    tokens_.push_back({kind, std::move(text), "", column});
  }

  void token() {
    const char c = peek();
    if (c == '"' || c == '\'') return quoted(c, Kind::kText);
    if (c == '`') return quoted(c, Kind::kQuoted);
    if (is_digit(c) || (c == '-' && is_digit(peek(1)))) return number();
    if (is_letter(c)) return name();
    sign();
  }

  void sign() {
    const std::size_t start = column_;
    const std::string_view two = text_.substr(at_, 2);
    const bool may_be_two =
        two.size() == 2 && std::string_view("=>&|").find(two[1]) != std::string_view::npos;
    if (!may_be_two) return single_sign(start);
    for (const std::string_view word : {"==", "!=", "<>", ">=", "<="}) {
      if (two == word) {
        step(2);
        return add(Kind::kSign, std::string(word), start);
      }
    }
    if (two == "&&" || two == "||") {
      step(2);
      tokens_.push_back({Kind::kName, std::string(two), two == "&&" ? "AND" : "OR", start});
      return;
    }
    single_sign(start);
  }

  void single_sign(std::size_t start) {
    const std::string_view one = first_code_points(text_.substr(at_), 1);
    constexpr std::string_view kOnes = "=<>()[]{},:%";
    if (kOnes.find(one.front()) == std::string_view::npos) {
      refuse(start,
             "found the character \"" + std::string(one) + "\", which has no meaning outside of quotes");
      return;
    }
    step();
    add(Kind::kSign, std::string(one), start);
  }

  void name() {
    const std::size_t start = column_;
    const std::size_t from = at_;
    while (is_letter(peek()) || is_digit(peek()) ||
           (peek() == '.' && (is_letter(peek(1)) || is_digit(peek(1)))))
      step();
    const std::string_view word = text_.substr(from, at_ - from);
    tokens_.push_back({Kind::kName, std::string(word), capitals(word), start});
  }

  void number() {
    const std::size_t start = column_;
    const std::size_t from = at_;
    // A date is tried first: 2025-01-31 would else be a subtraction.
    constexpr std::size_t kLongestDate = 40;
    std::size_t end = at_;
    const auto is_of_date = [&](char c) {
      return is_digit(c) || std::string_view("-:.TZ+").find(c) != std::string_view::npos;
    };
    while (end < text_.size() && end - at_ <= kLongestDate && is_of_date(text_[end])) ++end;
    if (const std::string_view word = text_.substr(from, end - from); is_date_or_time(word)) {
      step(word.size());
      return add(Kind::kDate, std::string(word), start);
    }
    if (peek() == '-') step();
    digits();
    if (peek() == '.' && is_digit(peek(1))) {
      step();
      digits();
    }
    const std::size_t sign = peek(1) == '-' || peek(1) == '+' ? 1 : 0;
    if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
      step(1 + sign);
      digits();
    }
    if (!is_letter(peek())) return add(Kind::kNumber, std::string(text_.substr(from, at_ - from)), start);
    while (is_letter(peek()) || is_digit(peek())) step();
    const std::string_view word = text_.substr(from, at_ - from);
    if (const std::string small = lowered(word); is_duration(small))
      return add(Kind::kDuration, small, start);
    refuse(start, "found \"" + shortened(word) +
                      "\"; a length of time is a number with h, d, w, mo or y, such as 90d, and a number has "
                      "only digits");
  }

  void digits() {
    while (is_digit(peek())) step();
  }

  void quoted(char quote, Kind kind) {
    const std::size_t start = column_;
    step();
    std::string out;
    while (has() && peek() != quote) {
      if (peek() == '\\') {
        escape(out);
        if (fault_) return;
      } else {
        out += peek();
        step();
      }
    }
    if (!has()) {
      return refuse(start, std::string("found a text that is opened here and never closed; expected ") +
                               quote + " at its end");
    }
    step();
    if (kind == Kind::kQuoted && out.empty()) return refuse(start, "found an empty name; expected one");
    add(kind, std::move(out), start);
  }

  std::optional<std::uint32_t> hex() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i, step()) {
      const char c = peek();
      const int digit = is_digit(c)              ? c - '0'
                        : (c >= 'a' && c <= 'f') ? c - 'a' + 10
                        : (c >= 'A' && c <= 'F') ? c - 'A' + 10
                                                 : -1;
      if (digit < 0) return std::nullopt;
      value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    return value;
  }

  void escape(std::string& out) {
    constexpr std::string_view kNames = "\"'`\\/bfnrt";
    constexpr std::string_view kMeanings = "\"'`\\/\b\f\n\r\t";
    const std::size_t start = column_;
    step();
    const auto known = has() ? kNames.find(peek()) : std::string_view::npos;
    if (known != std::string_view::npos) {
      out += kMeanings[known];
      return step();
    }
    const auto fail = [&] {
      refuse(start,
             R"(found an escape that is none; expected \", \\, \n, \t or \u with four hexadecimal digits)");
    };
    if (peek() != 'u') return fail();
    step();
    auto point = hex();
    if (point && *point >= 0xD800 && *point < 0xDC00 && peek() == '\\' && peek(1) == 'u') {
      step(2);
      const auto low = hex();
      if (!low || *low < 0xDC00 || *low > 0xDFFF) return fail();
      point = 0x10000 + ((*point - 0xD800) << 10) + (*low - 0xDC00);
    }
    if (!point || (*point >= 0xD800 && *point <= 0xDFFF)) return fail();
    append_utf8(out, *point);
  }

  const std::string_view text_;
  std::size_t at_ = 0, column_ = 1;
  std::vector<Token> tokens_;
  std::optional<Fault> fault_;
};

}  // namespace

std::variant<std::vector<Token>, Fault> cut(std::string_view text) { return Cutter(text).run(); }

std::string found_words(const Token& token) {
  switch (token.kind) {
    case Kind::kEnd:
      return "the end of the text";
    case Kind::kText:
      return "the text \"" + shortened(token.text) + '"';
    case Kind::kNumber:
      return "the number " + shortened(token.text);
    case Kind::kDuration:
      return "the length of time " + shortened(token.text);
    case Kind::kDate:
      return "the date " + shortened(token.text);
    case Kind::kQuoted:
      return "the name `" + shortened(token.text) + '`';
    default:
      return '"' + shortened(token.text) + '"';
  }
}

}  // namespace carillon::ruletext
