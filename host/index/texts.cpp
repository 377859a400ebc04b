#include "index/texts.h"

#include <algorithm>
#include <string_view>

#include <carillon/abi/expr.h>
#include <carillon/comparison.hpp>
#include <carillon/value.hpp>

#include "base/fold.h"
#include "index/numbers.h"

namespace carillon::index {

namespace {

// A member of a packed set.
bool has_member(std::string_view packed, std::string_view member) {
  while (!packed.empty()) {
    const auto end = packed.find(kSetEnd);
    if (packed.substr(0, end) == member) return true;
    if (end == std::string_view::npos) return false;
    packed.remove_prefix(end + 1);
  }
  return false;
}

// What a text op says of a text, as it is and folded, and a literal, likewise.
bool text_holds(std::uint16_t op, std::string_view text, std::string_view folded, std::string_view literal,
                std::string_view literal_folded) {
  switch (op) {
    case CRL_X_EQ_CI:
    case CRL_X_IN_CI:
      return folded == literal_folded;
    case CRL_X_STARTS_WITH_CI:
      return folded.starts_with(literal_folded);
    case CRL_X_ENDS_WITH_CI:
      return folded.ends_with(literal_folded);
    case CRL_X_CONTAINS_CI:
      return folded.find(literal_folded) != std::string_view::npos;
    case CRL_X_HAS:
      return has_member(folded, literal_folded);
    default:
      return is_so(op, text.compare(literal));
  }
}

}  // namespace

std::vector<std::uint8_t> codes_that_hold(std::uint16_t op, const Dictionary& words,
                                          const std::vector<std::string>& literals) {
  std::vector<std::string> folded;
  for (const std::string& literal : literals) folded.push_back(fold(literal));
  std::vector<std::uint8_t> out(words.size() + 1, 0);
  for (std::uint32_t code = 1; code <= words.size(); ++code) {
    for (std::size_t i = 0; i < literals.size() && out[code] == 0; ++i) {
      out[code] = text_holds(op, words.text(code), words.folded(code), literals[i], folded[i]) ? 1 : 0;
    }
  }
  return out;
}

}  // namespace carillon::index
