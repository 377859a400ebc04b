// HTML cut into tags and texts, forgivingly. Private to the library.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carillon::liquid {

struct Piece {
  enum class Kind { kText, kOpen, kClose, kOther };  // kOther: comments and declarations
  Kind kind = Kind::kText;
  std::string_view text;  // kText; of tags what stands behind the name
  std::string name;       // of tags, in lower case, at most 16 bytes
  bool closed = false;    // <br/>
};

class Markup {
 public:
  explicit Markup(std::string_view html) : rest_(html) {}
  // False at the end.
  bool next(Piece& piece);
  // Behind the closing tag of a script or a style.
  void skip_past(std::string_view name);

 private:
  bool tag(Piece& piece);

  std::string_view rest_;
  bool no_more_tags_ = false;
};

// The value of an attribute, its entities not read; nullopt when it is not there.
std::optional<std::string_view> attribute_of(std::string_view attributes, std::string_view name);

// Appends a text with its entities read.
void write_shown(std::string_view text, std::string& out);

}  // namespace carillon::liquid
