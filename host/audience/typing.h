// Which operations of expressions take which types, and what comes out. Pure.
#pragma once

#include <cstdint>
#include <span>

#include <carillon/abi/expr.h>
#include <carillon/result.hpp>

namespace carillon::audience {

// The type of `op` over arguments of these types; the Error says what it would take. Not for LIT, FIELD,
// JSON_PATH and relations, which the builder makes itself.
Result<std::uint32_t> result_type(std::uint32_t op, std::span<const std::uint32_t> types);

// The type of an aggregate of values of a type (0: no value); EXISTS too.
Result<std::uint32_t> aggregate_type(std::uint32_t op, std::uint32_t value_type);

bool is_number(std::uint32_t type);

}  // namespace carillon::audience
