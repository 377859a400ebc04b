// Where in an HTML document a template's text has come to, and so how a value must be written there.
//
// Fed with the template's own text in its order; the branches of a condition begin at the same place and must
// end at one. A value belongs to nobody who may be trusted: where no escaping makes it harmless (scripts,
// event handlers, names of tags, attributes without quotes) it is refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace carillon::liquid {

// How a value is written.
enum class Mode : std::uint8_t {
  kPlain,
  kLine,
  kHtml,          // between tags
  kAttribute,     // in quotes
  kUrl,           // where a link begins: its scheme is checked
  kUrlAmbiguous,  // in a link of which no one knows yet whether it has a scheme: no colon
  kUrlPath,       // later in a link
  kUrlQuery,      // behind its ? or #: one component
  kCss,           // letters, digits and a few signs only
  kRefused
};

class HtmlPlace {
 public:
  // Answers a fault's message, or an empty text.
  std::string feed(std::string_view text);

  Mode mode() const;
  // Why mode() refuses.
  std::string refusal() const;
  // A value has been written here.
  void value_written();

  // Where both branches of a condition lead; false when that is not one place.
  bool join(const HtmlPlace& other);
  bool in_text() const { return at_ == At::kText; }
  // "inside the attribute href"
  std::string words() const;

 private:
  enum class At : std::uint8_t {
    kText,
    kOpen,         // after <
    kDeclaration,  // <!...
    kComment,
    kRaw,  // within script, style, title, textarea
    kTagName,
    kInTag,
    kAttributeName,
    kAfterName,
    kBeforeValue,
    kQuoted,
    kUnquoted
  };
  enum class Part : std::uint8_t { kStart, kScheme, kPath, kQuery, kForbidden };

  void end_tag();
  bool in_url() const;
  std::string feed_url(char c);

  At at_ = At::kText;
  Part part_ = Part::kStart;
  bool from_value_ = false;  // a value may be part of the link's scheme
  bool unknown_ = false;     // the attribute's name is not known
  bool glued_ = false;       // a name may have begun here already, in one branch of a condition
  char quote_ = 0;
  std::uint8_t matched_ = 0;  // kRaw: of "</name"; kComment: of its end
  std::string tag_, attribute_, seen_;
};

}  // namespace carillon::liquid
