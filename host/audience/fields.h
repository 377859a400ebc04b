// The fields that a rule may name. Pure functions over static tables.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "audience/audience.h"

namespace carillon::audience {

inline constexpr std::string_view kAttributes = "attributes.";

// What a rule means by a name: a column, or a path into the free attributes.
struct FieldRef {
  std::string_view column;
  std::uint32_t type = 0;
  std::string pointer;  // of an attribute: RFC 6901 into the column
};

// nullopt for names that no customer has. "attributes." must be followed by names between dots.
std::optional<FieldRef> resolve_field(std::string_view name);

// In words: "total spend", "loyalty tier" for "attributes.loyalty.tier", `attribute "city"` for what would be
// taken for a field.
std::string field_title(std::string_view name);

// The catalogue's name that was probably meant; empty when none is near.
std::string nearest_field(std::string_view name);

// "text", "a whole number": a type for people.
std::string_view type_words(std::uint32_t type);

}  // namespace carillon::audience
