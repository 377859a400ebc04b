// Explained conditions on who a customer is: fields, attributes, tags, age, birthday, segments. For one
// thread and one text.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "translate/explained_parts.h"
#include "translate/lexicon.h"

namespace carillon::translate {

class ExplainedFields : protected ExplainedParts {
 protected:
  ExplainedFields(std::string_view text, std::span<const std::string> attributes, const Lexicon& lexicon)
      : ExplainedParts(text), attributes_(attributes), lexicon_(lexicon) {}

  Read tagged();
  Read in_segment();
  Read aged();
  Read birthday();
  // The name of the field or attribute whose title comes next.
  std::optional<std::string> field_name();
  std::optional<std::string> attribute();
  Read field();
  Read presence(const std::string& name);
  Read part_of_text(const std::string& name);
  Read around_now(const std::string& name);
  Read beside(const std::string& name);
  Read compared(const std::string& name);
  // "more than 5", "between 1 May 2025 and 3 May 2025"
  Read ordered_value(const std::string& name);
  Read equal(const std::string& name);

 private:
  std::span<const std::string> attributes_;
  const Lexicon& lexicon_;
};

}  // namespace carillon::translate
