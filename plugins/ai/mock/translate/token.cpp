#include "translate/token.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <carillon/value.hpp>

namespace carillon::translate {
namespace {

using Kind = Token::Kind;

bool digit(char c) { return c >= '0' && c <= '9'; }
bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool letter(char c) {
  return upper(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80 || c == '_';
}
char lower(char c) { return upper(c) ? static_cast<char>(c + 32) : c; }

// Signs of more than one byte, and what stands for them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kSigns{{
    {"\u20b9", "rs"},
    {"\u20ac", "rs"},
    {"\u00a3", "rs"},
    {"\u00a5", "rs"},
    {"\u2265", ">="},
    {"\u2264", "<="},
    {"\u2260", "!="},
    {"\u2013", "-"},
    {"\u2014", ","},
    {"\u2018", "'"},
    {"\u2019", "'"},
    {"\u201c", "\""},
    {"\u201d", "\""},
    {"\u00a0", " "},
    {"\u2026", "."},
    {"\u2212", "-"},
    {"\u2022", ","},
    {"\u20a8", "rs"},
}};
constexpr std::array<std::string_view, 7> kPairs{">=", "<=", "!=", "==", "<>", "&&", "||"};

// What a word is written out as; the parts are parted by a space.
constexpr auto kWritten = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"haven't", "have not"},
    {"hasn't", "has not"},
    {"hadn't", "had not"},
    {"didn't", "did not"},
    {"don't", "do not"},
    {"doesn't", "does not"},
    {"aren't", "are not"},
    {"isn't", "is not"},
    {"wasn't", "was not"},
    {"weren't", "were not"},
    {"won't", "will not"},
    {"can't", "can not"},
    {"cannot", "can not"},
    {"havent", "have not"},
    {"havnt", "have not"},
    {"hasent", "has not"},
    {"dosent", "does not"},
    {"doesent", "does not"},
    {"didint", "did not"},
    {"hasnt", "has not"},
    {"hadnt", "had not"},
    {"didnt", "did not"},
    {"dont", "do not"},
    {"doesnt", "does not"},
    {"arent", "are not"},
    {"isnt", "is not"},
    {"wasnt", "was not"},
    {"werent", "were not"},
    {"ain't", "are not"},
    {"shouldn't", "should not"},
    {"couldn't", "could not"},
    {"wouldn't", "would not"},
    {"who've", "who have"},
    {"they've", "they have"},
    {"we've", "we have"},
    {"who's", "who is"},
    {"they're", "they are"},
    {"who're", "who are"},
    {"that's", "that is"},
    {"there's", "there is"},
    {"what's", "what is"},
    {"let's", "let us"},
    {"i'm", "i am"},
    {"i'd", "i would"},
    {"who'd", "who had"},
    {"it's", "it is"},
    {"that've", "that have"},
    {"we'd", "we would"},
    {"i've", "i have"},
    {"who'll", "who will"},
    {"atleast", "at least"},
    {"atmost", "at most"},
    {"upto", "up to"},
    {"pls", "please"},
    {"plz", "please"},
    {"frm", "from"},
    {"ppl", "people"},
    {"hv", "have"},
    {"wid", "with"},
    {"nd", "and"},
    {"btw", "between"},
    {"custs", "customers"},
    {"thr", "their"},
    {"shd", "should"},
    {"mumbi", "mumbai"},
    {"cust", "customers"},
    {"bcoz", "because"},
    {"frnds", "friends"},
    {"blr", "bangalore"},
    {"amt", "amount"},
    {"mths", "months"},
    {"fav", "favourite"},
    {"thn", "than"},
    {"moer", "more"},
    {"teh", "the"},
    {"havn't", "have not"},
    {"nonvip", "non vip"},
    {"form", "from"},
    {"u", "you"},
    {"ur", "your"},
    {"r", "are"},
    {"n", "and"},
    {"adn", "and"},
    {"nad", "and"},
    {"hte", "the"},
    {"smth", "something"},
    {"sth", "something"},
    {"hvnt", "have not"},
    {"hvn't", "have not"},
    {"gimme", "give me"},
    {"lemme", "let me"},
    {"wanna", "want to"},
    {"whos", "who is"},
    {"b4", "before"},
    {"tho", "though"},
    {"thru", "through"},
    {"yest", "yesterday"},
    {"ystday", "yesterday"},
    {"tmrw", "tomorrow"},
    {"lst", "last"},
    {"mnth", "month"},
    {"mnths", "months"},
    {"abv", "above"},
    {"blw", "below"},
    {"fro", "from"},
});

constexpr std::array<std::string_view, 13> kAbbreviations{"no",  "nos", "approx", "max", "min", "amt", "qty",
                                                          "avg", "yrs", "vs",     "st",  "mob", "ph"};

class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  char look(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  char before() const { return at_ == 0 ? ' ' : text_[at_ - 1]; }

  Token& add(Kind kind, std::string text, std::size_t begin, std::size_t end) {
    Token token;
    token.kind = kind;
    token.text = std::move(text);
    token.begin = begin;
    token.end = end;
    token.glued = begin != 0 && !out_.empty() && out_.back().end == begin;
    token.capital = upper(text_[begin]);
    return out_.emplace_back(std::move(token));
  }

  void step() {
    const char c = look();
    if (space(c)) {
      ++at_;
      return;
    }
    for (const auto& [sign, plain] : kSigns) {
      if (text_.substr(at_).starts_with(sign)) {
        wide_sign(sign.size(), plain);
        return;
      }
    }
    if (c == '"') {
      quoted('"', at_ + 1, "\"");
    } else if (c == '\'' && (space(before()) || before() == '(') &&
               text_.find('\'', at_ + 1) != std::string_view::npos && !digit(look(1))) {
      quoted('\'', at_ + 1, "'");
    } else if (digit(c)) {
      number();
    } else if (letter(c)) {
      word();
    } else {
      sign();
    }
  }

  void wide_sign(std::size_t size, std::string_view plain) {
    if (plain == "\"") {
      quoted('"', at_ + size, "\u201d");
      return;
    }
    if (plain == "-") {
      dash(size);
      return;
    }
    if (plain == "rs")
      add(Kind::kWord, "rs", at_, at_ + size);
    else if (plain != " " && plain != "'")
      add(Kind::kSign, std::string(plain), at_, at_ + size);
    at_ += size;
  }

  void quoted(char, std::size_t from, std::string_view closing) {
    auto end = text_.find(closing, from);
    std::size_t past = end + closing.size();
    if (end == std::string_view::npos && closing != "\"") {
      end = text_.find('"', from);
      past = end + 1;
    }
    if (end == std::string_view::npos || end == from) {
      if (end == std::string_view::npos) add(Kind::kSign, "\"", at_, from);  // it opens and never closes
      at_ = from;
      return;
    }
    add(Kind::kQuoted, std::string(text_.substr(from, end - from)), at_, past);
    at_ = past;
  }

  // A hyphen counts where something is spanned: 18-25, 5k-10k, Jan-Mar, 1 - 3.
  void dash(std::size_t size) {
    const char left = before();
    const char right = look(size);
    // "under-25s", "over-50": no sign of less.
    static constexpr std::string_view kCompares[] = {"under", "over", "above", "below"};
    if (digit(right) && letter(left) && !out_.empty() &&
        std::ranges::find(kCompares, out_.back().text) != std::end(kCompares)) {
      at_ += size;
      return;
    }
    const bool spans = (digit(right) || right == ' ' || right == '$') && left != '/';
    if (spans || digit(left) || left == '/' || space(left)) {
      if (!(digit(left) && letter(right))) add(Kind::kSign, "-", at_, at_ + size);
    } else if (!out_.empty() && out_.back().kind == Kind::kWord && letter(right)) {
      add(Kind::kSign, "~", at_, at_ + size);  // a hyphen within a word
    }
    at_ += size;
  }

  void number() {
    const std::size_t begin = at_;
    std::string digits;
    while (digit(look())) digits += text_[at_++];
    // 10,000 and 3,40,000; not "2024, 2025".
    while (look() == ',' && digit(look(1)) && digit(look(2)) && digits.size() < 16) {
      std::size_t n = 0;
      while (digit(look(1 + n))) ++n;
      if (n > 3 || (n == 2 && look(3) != ',')) break;
      digits += text_.substr(at_ + 1, n);
      at_ += 1 + n;
    }
    if (look() == '.' && digit(look(1))) {
      digits += '.';
      ++at_;
      while (digit(look())) digits += text_[at_++];
    }
    const auto value = digits.size() <= 18 ? parse_decimal(digits) : std::nullopt;
    Token& token = add(value ? Kind::kNumber : Kind::kWord, digits, begin, at_);
    if (value) token.units = value->units;
  }

  void word() {
    const std::size_t begin = at_;
    while (true) {
      const char c = look();
      bool inside = letter(c) || (digit(c) && at_ > begin);
      for (const auto& [sign, plain] : kSigns) {
        if (inside && text_.substr(at_).starts_with(sign)) inside = plain == "'";
      }
      if (!inside && (c == '\'' || c == '.') && at_ > begin && letter(look(1))) inside = true;
      if (!inside) break;
      ++at_;
    }
    std::string plain;
    for (const char c : text_.substr(begin, at_ - begin)) plain += lower(c);
    for (const std::string_view curly : {"\u2019", "\u2018"}) {
      for (auto i = plain.find(curly); i != std::string::npos; i = plain.find(curly))
        plain.replace(i, 3, "'");
    }
    // "Rs5000"
    for (const std::string_view sign : {"rs", "inr", "usd", "eur"}) {
      if (plain.size() > sign.size() && plain.starts_with(sign) && digit(plain[sign.size()]) &&
          plain.find_first_not_of("0123456789klm", sign.size()) == std::string::npos) {
        at_ = begin + sign.size();
        add(Kind::kWord, "rs", begin, at_);
        return;
      }
    }
    if (look() == '.' && plain.size() >= 3 && plain[plain.size() - 2] == '.') ++at_;  // u.s.
    if (plain.find('.') == 1 && plain.size() <= 5) std::erase(plain, '.');
    if (plain == "e" && look() == '-' && text_.substr(at_ + 1, 4).find("ail") != std::string_view::npos) {
      ++at_;  // e-mail
      word();
      out_.back().text = "e" + out_.back().text;
      out_.back().begin = begin;
      return;
    }
    write(plain, begin);
  }

  void write(std::string plain, std::size_t begin) {
    if (look() == '/' && (plain == "w" || plain == "b")) {
      ++at_;
      const bool o = lower(look()) == 'o' && !letter(look(1));
      const bool w = lower(look()) == 'w' && !letter(look(1));
      if (o || w) ++at_;
      plain = plain == "b" ? "between" : o ? "without" : "with";
    }
    // Analysts' "L30D": the last 30 days.
    if (plain.size() >= 3 && plain.size() <= 6 && plain.front() == 'l' &&
        std::string_view("dwmy").find(plain.back()) != std::string_view::npos &&
        plain.find_first_not_of("0123456789", 1) == plain.size() - 1) {
      add(Kind::kWord, "last", begin, at_);
      const auto n = parse_decimal(plain.substr(1, plain.size() - 2));
      add(Kind::kNumber, plain.substr(1, plain.size() - 2), begin, at_).units = n ? n->units : 0;
      const char unit = plain.back();
      add(Kind::kWord,
          unit == 'd'   ? "days"
          : unit == 'w' ? "weeks"
          : unit == 'm' ? "months"
                        : "years",
          begin, at_);
      return;
    }
    // An abbreviation's full stop ends no sentence.
    if (look() == '.' && at_ + 1 < text_.size() &&
        std::ranges::find(kAbbreviations, plain) != kAbbreviations.end()) {
      ++at_;
    }
    for (const auto& [from, to] : kWritten) {
      if (plain != from) continue;
      const auto gap = to.find(' ');
      add(Kind::kWord, std::string(to.substr(0, gap)), begin, at_);
      if (gap != std::string_view::npos) add(Kind::kWord, std::string(to.substr(gap + 1)), begin, at_);
      return;
    }
    const bool whose = plain.ends_with("'s") || (plain.ends_with('s') && look() == '\'') || plain == "mens" ||
                       plain == "womens";
    if (plain.ends_with("'s")) plain.resize(plain.size() - 2);
    std::erase(plain, '\'');
    if (!plain.empty()) add(Kind::kWord, std::move(plain), begin, at_).whose = whose;
  }

  void sign() {
    const char c = look();
    if (c == '-') {
      dash(1);
      return;
    }
    for (const auto pair : kPairs) {
      if (text_.substr(at_).starts_with(pair)) {
        const bool word = pair == "&&" || pair == "||";
        add(word ? Kind::kWord : Kind::kSign,
            pair == "=="   ? "="
            : pair == "<>" ? "!="
            : pair == "&&" ? "and"
            : pair == "||" ? "or"
                           : std::string(pair),
            at_, at_ + 2);
        at_ += 2;
        return;
      }
    }
    if (c == '$')
      add(Kind::kWord, "rs", at_, at_ + 1);
    else if (c == '&')
      add(Kind::kWord, "and", at_, at_ + 1);
    else if (c != '\'' && static_cast<unsigned char>(c) >= 0x20)
      add(Kind::kSign, std::string(1, c), at_, at_ + 1);
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> out_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view sentence) {
  std::vector<Token> out = Cutter(sentence).run();
  // A hyphen within a word parts it, but for a span of months.
  constexpr std::string_view kMonths = "jan feb mar apr may jun jul aug sep oct nov dec ";
  const auto month = [&](const Token& token) {
    return token.text.size() >= 3 && kMonths.find(token.text.substr(0, 3) + " ") != std::string_view::npos;
  };
  std::vector<Token> kept;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i].text == "~" && out[i].kind == Token::Kind::kSign) {
      if (kept.empty() || i + 1 >= out.size() || !month(kept.back()) || !month(out[i + 1])) continue;
      out[i].text = "-";
    }
    kept.push_back(std::move(out[i]));
  }
  return kept;
}

}  // namespace carillon::translate
