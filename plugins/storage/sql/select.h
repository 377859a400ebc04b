// A query of the ABI as one SELECT.
//
// The order is made total by the key (of a grouped query: by the fields it groups by), ascending. Missing
// values are the least: first in ascending, last in descending order, as every index keeps them. A cursor
// becomes a condition on the order fields, so a page costs the same wherever it starts. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <carillon/abi/storage.h>
#include <carillon/result.hpp>

#include "catalog.h"
#include "dialect.h"
#include "expression.h"

namespace carillon::sql {

struct Select {
  std::vector<Value> items;  // what is selected: the visible columns, then what only the cursor needs
  std::size_t visible = 0;
  std::vector<std::size_t> cursor_at;  // where in items the order values stand
  std::string order;                   // describes the order, for encode_cursor()
  Fragment tail;                       // from " FROM" up to, not including, the limit
  std::uint64_t limit = 0;             // 0: all
};

// `compiler` must outlive the Select.
Result<Select> build_select(const Dialect& dialect, const Catalog& catalog, Compiler& compiler,
                            const crl_query& query);

// SELECT items..., the tail and, where there is one, the limit plus `extra` rows.
Fragment select_text(const Select& select, std::size_t items, std::uint64_t extra);

}  // namespace carillon::sql
