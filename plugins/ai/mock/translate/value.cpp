#include "translate/value.h"

#include <carillon/value.hpp>

namespace carillon::translate {

bool Compare::money() const {
  for (const auto& [op, number] : parts) {
    if (number.money || number.scaled) return true;
  }
  return false;
}

Value of_word(std::string word) {
  Value out;
  out.type = Value::Type::kWord;
  out.word = std::move(word);
  return out;
}

Value of_number(Number number) {
  Value out;
  out.type = Value::Type::kNumber;
  out.number = number;
  return out;
}

Value of_compare(Compare compare) {
  Value out;
  out.type = Value::Type::kCompare;
  out.compare = std::move(compare);
  return out;
}

Value of_length(Length length) {
  Value out;
  out.type = Value::Type::kLength;
  out.length = std::move(length);
  return out;
}

Value of_days(Days days) {
  Value out;
  out.type = Value::Type::kDays;
  out.days = std::move(days);
  return out;
}

Value of_window(Window window) {
  Value out;
  out.type = Value::Type::kWindow;
  out.window = std::move(window);
  return out;
}

Value of_names(Names names) {
  Value out;
  out.type = Value::Type::kNames;
  out.names = std::move(names);
  return out;
}

Value of_rule(std::string field, Rule rule) {
  Value out;
  out.type = Value::Type::kRule;
  out.word = std::move(field);
  out.rule = std::move(rule);
  return out;
}

std::string number_text(std::int64_t units) { return to_text(Decimal{units}); }

}  // namespace carillon::translate
