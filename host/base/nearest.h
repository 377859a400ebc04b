// The word that somebody probably meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace carillon {

// The candidate with the fewest edits (a swap of neighbours is one) from `word`; empty when none is near
// enough to be a slip.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace carillon
