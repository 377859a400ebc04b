// Numbers of rules: read without losing a digit, written so that they are read as the same. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace carillon::ruletext {

// "12", "-0.5", "1e9". A whole number stays whole; a fraction becomes a double where that prints as the same
// digits, else a text of exactly these digits, which operators take for an amount. nullopt: out of range.
std::optional<json::value> read_number(std::string_view digits);

// REQUIRES: value.is_number(). nullopt for infinities, which a text cannot say.
std::optional<std::string> number_text(const json::value& value);

}  // namespace carillon::ruletext
