// Expressions by chance over customers, their orders and the items, with literals that rows have.
#pragma once

#include <cstdint>
#include <string>

#include <carillon/expr.hpp>

namespace carillon::index::testing {

class Chance;

// Over customers; `now_us` is where times lie around.
Expr random_expr(Chance& chance, std::int64_t now_us);

// For messages.
std::string words(const Expr& expr);

}  // namespace carillon::index::testing
