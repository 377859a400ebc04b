// Unicode simple case folding: how every comparison of text in Carillon ignores case. Accents stay.
#pragma once

#include <string>
#include <string_view>

namespace carillon {

std::string fold(std::string_view text);

}  // namespace carillon
