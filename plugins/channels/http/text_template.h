// "Hello {to|digits}": a text with places that a message fills in, each escaped for where it stands.
//
// Names are to, from, subject, text, html, key, attempt, now (seconds since 1970), meta.NAME, and whatever
// the operator adds under vars and secrets. Filters: digits (no other characters), plus ("+" and the digits),
// lower, upper, base64. "{{" and "}}" are braces. Immutable, so [any].
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

namespace carillon::http_channel {

// The values of one message by name. `known` names only; absent meta entries are empty.
using Values = std::function<std::string(std::string_view name)>;
// Whether a name may stand in a template at all.
using KnownName = std::function<bool(std::string_view name)>;

// kText: as it is. kLine: without control characters, for headers. kUrl: percent-encoded, also for forms.
enum class Escape { kText, kLine, kUrl, kJson, kXml };

class TextTemplate {
 public:
  TextTemplate() = default;
  // The error says what is wrong and at which character.
  static Result<TextTemplate> parse(std::string_view source, const KnownName& known);

  std::string render(const Values& values, Escape escape) const;
  // One place and nothing else, marked "{html?}": left out where it is empty.
  bool is_optional() const { return optional_; }
  bool empty() const { return pieces_.empty(); }

 private:
  struct Piece {
    std::string literal;  // before the place
    std::string name;     // empty: no place
    std::vector<std::string> filters;
  };
  static Result<Piece> parse_place(std::string_view inside, const KnownName& known, bool& optional);

  std::vector<Piece> pieces_;
  bool optional_ = false;
};

std::string escaped(std::string_view text, Escape escape);

}  // namespace carillon::http_channel
