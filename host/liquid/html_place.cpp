#include "liquid/html_place.h"

#include <algorithm>
#include <array>
#include <utility>

namespace carillon::liquid {

namespace {

constexpr std::size_t kLongestName = 64;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 13> kUrlAttributes{
    "href", "src",      "action", "formaction", "background", "poster",  "cite",
    "data", "longdesc", "srcset", "xlink:href", "manifest",   "codebase"};
constexpr std::array<std::string_view, 4> kRawElements{"script", "style", "title", "textarea"};
constexpr std::array<std::string_view, 3> kForbiddenSchemes{"javascript", "vbscript", "data"};

void add(std::string& name, char c) {
  if (name.size() < kLongestName) name += lower(c);
}

}  // namespace

bool HtmlPlace::in_url() const { return one_of(attribute_, kUrlAttributes); }

void HtmlPlace::end_tag() {
  at_ = one_of(tag_, kRawElements) ? At::kRaw : At::kText;
  matched_ = 0;
}

std::string HtmlPlace::feed_url(char c) {
  if (part_ == Part::kForbidden) return {};
  if (c == '?' || c == '#') {
    part_ = Part::kQuery;
  } else if (part_ <= Part::kScheme) {
    if (c == '/') {
      part_ = Part::kPath;
    } else if (c == ':') {
      if (from_value_) { return "the scheme of a link cannot come from a value; write https:// before it"; }
      part_ = one_of(seen_, kForbiddenSchemes) ? Part::kForbidden : Part::kPath;
    } else if (part_ == Part::kScheme || !is_space(c)) {
      part_ = Part::kScheme;
      add(seen_, c);
    }
  }
  return {};
}

std::string HtmlPlace::feed(std::string_view text) {
  for (const char c : text) {
    switch (at_) {
      case At::kText:
        if (c == '<') at_ = At::kOpen;
        break;
      case At::kOpen:
        if (c == '!') {
          at_ = At::kDeclaration;
          seen_.clear();
        } else if (c == '/' || is_letter(c)) {
          at_ = At::kTagName;
          tag_.assign(1, lower(c));
        } else if (c != '<') {
          at_ = At::kText;
        }
        break;
      case At::kDeclaration:
        if (c == '>') {
          at_ = At::kText;
        } else {
          add(seen_, c);
          if (seen_ == "--") {
            at_ = At::kComment;
            matched_ = 2;  // <!--> is one already
            seen_.clear();
          }
        }
        break;
      case At::kComment:
        if (seen_.size() < 3) add(seen_, c);
        if (c == '>' && (matched_ == 2 || seen_ == "[if")) {  // what [if mso]> shows is markup for some
          at_ = At::kText;
        } else {
          matched_ = c == '-' ? static_cast<std::uint8_t>(std::min(2, matched_ + 1)) : std::uint8_t{0};
        }
        break;
      case At::kRaw: {
        const std::string end = "</" + tag_;
        if (matched_ == end.size()) {
          if (is_space(c) || c == '>' || c == '/') {
            tag_ = end.substr(1);
            at_ = c == '>' ? At::kText : At::kInTag;
            break;
          }
          matched_ = 0;
        }
        matched_ = lower(c) == end[matched_] ? static_cast<std::uint8_t>(matched_ + 1)
                   : c == '<'                ? std::uint8_t{1}
                                             : std::uint8_t{0};
        break;
      }
      case At::kTagName:
        if (c == '>') {
          end_tag();
        } else if (is_space(c) || (c == '/' && !tag_.empty())) {
          at_ = At::kInTag;
        } else {
          add(tag_, c);
        }
        break;
      case At::kInTag:
      case At::kAfterName:
        if (c == '>') {
          end_tag();
        } else if (c == '=') {
          unknown_ = at_ == At::kInTag;
          at_ = At::kBeforeValue;
        } else if (is_space(c) || c == '/') {
          glued_ = false;
        } else {
          at_ = At::kAttributeName;
          attribute_.assign(1, lower(c));
          unknown_ = std::exchange(glued_, false);
        }
        break;
      case At::kAttributeName:
        if (c == '>') {
          end_tag();
        } else if (c == '=') {
          at_ = At::kBeforeValue;
        } else if (is_space(c) || c == '/') {
          at_ = At::kAfterName;
        } else {
          add(attribute_, c);
        }
        break;
      case At::kBeforeValue:
        if (c == '>') {
          end_tag();
        } else if (c == '"' || c == '\'') {
          at_ = At::kQuoted;
          quote_ = c;
          part_ = Part::kStart;
          from_value_ = false;
          seen_.clear();
        } else if (!is_space(c)) {
          at_ = At::kUnquoted;
        }
        break;
      case At::kQuoted:
        if (c == quote_) {
          at_ = At::kInTag;
        } else if (in_url()) {
          if (auto fault = feed_url(c); !fault.empty()) return fault;
        }
        break;
      case At::kUnquoted:
        if (c == '>') {
          end_tag();
        } else if (is_space(c)) {
          at_ = At::kInTag;
        }
        break;
    }
  }
  return {};
}

Mode HtmlPlace::mode() const {
  switch (at_) {
    case At::kText:
    case At::kComment:
      return Mode::kHtml;
    case At::kRaw:
      return tag_ == "script" ? Mode::kRefused : tag_ == "style" ? Mode::kCss : Mode::kHtml;
    case At::kQuoted:
      if (unknown_ || attribute_.starts_with("on") || attribute_ == "srcdoc") return Mode::kRefused;
      if (attribute_ == "style") return Mode::kCss;
      if (!in_url()) return Mode::kAttribute;
      switch (part_) {
        case Part::kStart:
          return Mode::kUrl;
        case Part::kScheme:
          return Mode::kUrlAmbiguous;
        case Part::kPath:
          return Mode::kUrlPath;
        case Part::kQuery:
          return Mode::kUrlQuery;
        case Part::kForbidden:
          return Mode::kRefused;
      }
      return Mode::kRefused;
    default:
      return Mode::kRefused;
  }
}

std::string HtmlPlace::refusal() const {
  if (at_ == At::kBeforeValue || at_ == At::kUnquoted) {
    return "a value in an attribute needs quotes around it: " + attribute_ + "=\"{{ ... }}\"";
  }
  if (at_ == At::kOpen) return "a value cannot follow \"<\"; write &lt; for the sign itself";
  return "a value cannot stand " + words() + ", where no escaping makes it safe";
}

void HtmlPlace::value_written() {
  if (at_ == At::kQuoted && in_url() && part_ <= Part::kScheme) {
    part_ = Part::kScheme;
    from_value_ = true;
  }
}

bool HtmlPlace::join(const HtmlPlace& other) {
  const auto within_tag = [](At at) { return at == At::kAttributeName || at == At::kAfterName; };
  if (at_ != other.at_) {
    const bool both =
        (at_ == At::kInTag || within_tag(at_)) && (other.at_ == At::kInTag || within_tag(other.at_));
    if (!both || tag_ != other.tag_) return false;
    at_ = At::kInTag;
    glued_ = true;
    return true;
  }
  switch (at_) {
    case At::kText:
    case At::kOpen:
    case At::kDeclaration:
    case At::kComment:
      return true;
    case At::kQuoted:
      if (attribute_ != other.attribute_ || quote_ != other.quote_ || unknown_ != other.unknown_)
        return false;
      if (part_ == Part::kForbidden || other.part_ == Part::kForbidden) {
        part_ = Part::kForbidden;
      } else if (part_ != other.part_) {
        // The stricter of the two is right for both; a scheme that one of them began is not known any more.
        if (part_ == Part::kScheme || other.part_ == Part::kScheme) from_value_ = true;
        part_ = part_ <= Part::kScheme || other.part_ <= Part::kScheme
                    ? (part_ == Part::kScheme || other.part_ == Part::kScheme ? Part::kScheme : Part::kStart)
                    : Part::kQuery;
      } else if (seen_ != other.seen_) {
        from_value_ = true;
      }
      from_value_ = from_value_ || other.from_value_;
      return true;
    case At::kAttributeName:
    case At::kAfterName:
      if (attribute_ != other.attribute_) {
        at_ = At::kInTag;
        glued_ = true;
      }
      return tag_ == other.tag_;
    case At::kBeforeValue:
      return attribute_ == other.attribute_;
    default:
      glued_ = glued_ || other.glued_;
      return tag_ == other.tag_;
  }
}

std::string HtmlPlace::words() const {
  switch (at_) {
    case At::kText:
      return "between tags";
    case At::kComment:
      return "inside a comment";
    case At::kRaw:
      return "inside <" + tag_ + ">";
    case At::kQuoted:
    case At::kUnquoted:
    case At::kBeforeValue:
      if (unknown_) return "inside an attribute whose name is not certain";
      if (part_ == Part::kForbidden && in_url()) return "inside a " + seen_ + ": link";
      return "inside the attribute " + attribute_;
    case At::kDeclaration:
      return "inside <!...>";
    case At::kOpen:
    case At::kTagName:
      return "inside the name of a tag";
    default:
      return "inside the tag <" + tag_ + ">, outside of its attributes";
  }
}

}  // namespace carillon::liquid
