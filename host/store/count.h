// How many rows of a collection a predicate selects.
#pragma once

#include <cstdint>
#include <string_view>

#include <carillon/expr.hpp>
#include <carillon/result.hpp>

#include "store/session.h"

namespace carillon::store {

// `where` may be null: all rows.
Result<std::int64_t> count_rows(Session& session, std::string_view collection, const Expr* where,
                                std::int64_t now_us = 0);

}  // namespace carillon::store
