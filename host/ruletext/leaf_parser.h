// One condition of a rule, from its first word to its last.
//
// After a fault of the reader the answer means nothing.
#pragma once

#include <string>

#include "base/json.h"
#include "ruletext/reader.h"

namespace carillon::ruletext {

class LeafParser {
 public:
  explicit LeafParser(Reader& in) : in_(in) {}

  // Most often a leaf. Some words mean a small rule: `age = 30`, `city NOT CONTAINS "x"`.
  json::value condition();

 private:
  json::value after_field(const std::string& field);
  json::value negated_word(const std::string& field);
  json::value has(json::object leaf);
  json::value is(json::object leaf);
  json::value moment(json::object leaf, std::string_view op);
  json::value anniversary(json::object leaf);
  json::value aged(json::object leaf, std::string_view op);
  json::value age();
  json::value ranked();
  json::value quintile();
  json::value call();
  json::value measured(json::object leaf);
  void unknown_word(const std::string& field);

  void argument(json::object& leaf, json::object& compared, bool first);
  void member(json::object& into, json::object& compared);
  json::value value(int depth);
  json::value scalar(std::string_view expected);
  json::value text(std::string_view expected);
  json::value number(std::string_view expected);
  json::array list();
  json::array range();
  json::value duration();
  bool at_comparison(std::size_t ahead) const;
  json::object comparison();

  Reader& in_;
  int depth_ = 0;
  bool thousands_ = true;  // whether "10,000" is a slip and not two of a list
};

}  // namespace carillon::ruletext
