// Unicode simple case folding: how every comparison of text in Carillon ignores case. Accents stay.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carillon {

std::string fold(std::string_view text);

// Unicode simple upper and lower case, without regard to language.
std::string upper(std::string_view text);
std::string lower(std::string_view text);

// The length in code points; a byte that is not UTF-8 counts as one.
std::size_t code_points(std::string_view text);
// The first `n` code points.
std::string_view first_code_points(std::string_view text, std::size_t n);

}  // namespace carillon
