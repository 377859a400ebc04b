// Unicode simple case folding: how text is compared when case is ignored. Accents stay, nothing is
// normalised.
#pragma once

#include <string>
#include <string_view>

namespace carillon::sql {

// Replaces out by the folded text; reuses its memory, since this runs once for each cell that is written.
void fold_into(std::string_view text, std::string& out);

inline std::string fold(std::string_view text) {
  std::string out;
  fold_into(text, out);
  return out;
}

}  // namespace carillon::sql
