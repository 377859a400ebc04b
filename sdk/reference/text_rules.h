// How text is folded and how JSON is read: the two rules of abi/expr.h that rest on other standards.
// Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cell.h"

namespace carillon::reference {

// Unicode simple case folding; bytes that are not UTF-8 stay.
std::string fold(std::string_view text);

// The scalar at an RFC 6901 pointer: TEXT, F64 or BOOL; nothing for null, objects, arrays and absence.
std::optional<OwnedCell> json_scalar(std::string_view json, std::string_view pointer);

}  // namespace carillon::reference
