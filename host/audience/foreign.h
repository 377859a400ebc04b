// Rules as other systems write them, turned into ours. Understands the six shapes that are common:
//   {operator, conditions: [{field, operator, value}]}     {combinator, rules: [..], not?}
//   {operator, rules: [..]}                                {ruleOperator, rules: [{key | field, operator,
//   value}]} {op, conditions: [{field, comparator, value}]}         {operator, conditions: [{field, op: "gt",
//   value}]}
// nested and mixed; camelCase names, numbers in texts, "30 days ago", operators as signs or in words.
// Whether the result means something is the compiler's to say. Pure.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/issue.h"
#include "base/json.h"

namespace carillon::audience {

struct Imported {
  struct Origin {
    std::string pointer, given;  // into the rule, into what was given
  };
  json::value rule;
  std::vector<Origin> origins;

  // Where the part of the rule that a pointer leads to came from.
  std::string origin_of(std::string_view pointer) const;
};

// Issues name what cannot be turned, with pointers into what was given.
std::variant<Imported, Issues> import_rule(const json::value& given);

}  // namespace carillon::audience
