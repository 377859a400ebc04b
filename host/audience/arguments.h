// A leaf's arguments against its operator's JSON Schema, with every fault named.
//
// Understands what operators' forms are made of: type, enum, required, properties, items, minimum, maximum,
// minLength, maxLength (in bytes), minItems, maxItems. Members that the schema does not list are faults,
// unless it says additionalProperties: true. Other keywords are left to the operator's own lower(). Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/issue.h"
#include "base/json.h"

namespace carillon::audience {

// `leaf` is the whole leaf at `pointer`; its members `op` and, where `takes_field`, `field` are not looked
// at.
void check_arguments(const json::object& leaf, const json::value& schema, std::string_view pointer,
                     bool takes_field, Issues& issues);

// "a text", "the number 5", "a list": what was found, for people.
std::string found_words(const json::value& value);

}  // namespace carillon::audience
