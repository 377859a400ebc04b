// What is asked of texts, asked of a dictionary. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/dictionary.h"

namespace carillon::index {

// By code, that of no text (0) too: 1 where an op (CRL_X_*) holds of the text, or of the packed set, and one
// of the literals; the ops that say so compare folded forms.
std::vector<std::uint8_t> codes_that_hold(std::uint16_t op, const Dictionary& words,
                                          const std::vector<std::string>& literals);

}  // namespace carillon::index
