// The expressions of conformance scripts: "(and (eq city \"Pune\") (gt spend $10))" over a collection.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/expr.hpp>
#include <carillon/result.hpp>

#include "spec.h"

namespace carillon::conformance {

using Collections = std::map<std::string, CollectionSpec, std::less<>>;

// Words, quoted texts (with their first quote), parentheses and bars of a line.
std::vector<std::string> tokens_of(std::string_view line);

Result<Expr> parse_expression(const Collections& all, const CollectionSpec& at, std::string_view text);

// A cell as it stands in a row, read as `type`.
Result<OwnedCell> parse_cell(std::uint32_t type, const std::string& token);

Result<std::uint32_t> parse_type(std::string_view word);

}  // namespace carillon::conformance
