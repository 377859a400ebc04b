// How a column's stored and new values combine: CRL_MERGE_* as assignments. Pure.
//
// ADD takes a missing side for nothing and leaves the total alone where it would overflow; MIN and MAX let a
// missing side lose; KEEP makes no assignment.
#pragma once

#include <functional>
#include <vector>

#include <carillon/result.hpp>

#include "catalog.h"
#include "dialect.h"

namespace carillon::sql {

struct MergeSides {
  std::function<Fragment(const std::string& column)> stored;
  // Of the i-th column; `folded`: of its folded copy.
  std::function<Fragment(std::size_t i, bool folded)> incoming;
};

// One CRL_MERGE_* for each column, null: all REPLACE.
Result<std::vector<Assignment>> merge_assignments(const Dialect& dialect, const Collection& collection,
                                                  const std::vector<const Column*>& columns,
                                                  const std::int32_t* merge, const MergeSides& sides);

}  // namespace carillon::sql
