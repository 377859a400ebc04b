// The words of the text form, and which of them is which operator. Pure functions over static tables.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace carillon::ruletext {

// Between a field and one value. The first word for an operator is the one that is printed.
struct Comparison {
  std::string_view sign, op;
};
inline constexpr std::array kComparisons{
    Comparison{"=", "eq"},   Comparison{"==", "eq"},  Comparison{"!=", "ne"}, Comparison{"<>", "ne"},
    Comparison{">=", "gte"}, Comparison{"<=", "lte"}, Comparison{">", "gt"},  Comparison{"<", "lt"}};

std::string_view op_of_sign(std::string_view sign);  // empty: no sign
std::string_view sign_of_op(std::string_view op);    // empty: written in words

// In capitals as keywords are printed; ASCII only.
std::string capitals(std::string_view word);

// A name that cannot stand for itself, as the grammar would take it for a keyword.
bool is_reserved(std::string_view name);

// "30d", "6mo": digits and a unit of duration.
bool is_duration(std::string_view text);
// The unit of "90 days", "1 month"; empty when the word is none.
std::string_view duration_unit(std::string_view word);
// "2025-01-31", with or without a time and an offset. The form only; the calendar is the operator's.
bool is_date_or_time(std::string_view text);
// 1 to 12, by name ("december", "dec"); 0: no month.
int month_of(std::string_view word);

// Calls whose result is compared, `order_sum(within: 90d) > 5000`: their argument is called "is".
bool is_measure(std::string_view op);

// What may follow a field.
std::span<const std::string> words_after_field();

}  // namespace carillon::ruletext
