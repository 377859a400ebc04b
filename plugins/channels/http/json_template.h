// A JSON body as the operator wrote it in TOML, its texts being templates. Immutable, so [any].
//
// What a message brings is always inside a JSON string, escaped: no value can change the body's shape.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <carillon/config.hpp>
#include <carillon/json_text.hpp>

#include "text_template.h"

namespace carillon::http_channel {

class JsonTemplate {
 public:
  // The error names the member.
  static Result<JsonTemplate> parse(const Doc& doc, const KnownName& known);

  // The list at `repeated` (a pointer such as "/recipients") holds one template, which is written for each of
  // `messages`; everything else is written with the first one's values.
  std::string render(const std::vector<Values>& messages, std::string_view repeated) const;
  // True when there is a list of one template at the pointer.
  bool repeats_at(std::string_view pointer) const;

 private:
  enum class Kind { kLiteral, kText, kList, kObject };
  void write(JsonText& out, const std::vector<Values>& messages, const Values& one,
             const JsonTemplate* repeated) const;
  const JsonTemplate* find(std::string_view pointer) const;
  bool is_left_out(const Values& values) const;

  Kind kind_ = Kind::kLiteral;
  std::string literal_ = "null";  // JSON
  TextTemplate text_;
  std::vector<std::pair<std::string, JsonTemplate>> members_;  // of lists without names
};

}  // namespace carillon::http_channel
