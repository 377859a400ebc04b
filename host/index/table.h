// Rows in memory: typed columns by name, and for each row a run of the rows of another table that belong to
// it.
//
// A text or a set is a number of its column's dictionary; a set is a packed text (carillon/value.hpp), so
// that what is asked of sets is asked once for each combination of members. F64 is kept by its bits.
// Not thread-safe while written.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/abi/core.h>

#include "index/dictionary.h"
#include "index/ints.h"

namespace carillon::index {

struct Column {
  explicit Column(std::uint32_t column_type) : type(column_type) {
    if (type == CRL_T_TEXT || type == CRL_T_SET) words = std::make_unique<Dictionary>();
  }
  // The cell as a number of this column. REQUIRES: of its type, and not missing.
  std::int64_t code(const crl_value& cell);
  void push(const crl_value& cell);
  void set(RowId row, const crl_value& cell);
  // Of a column that is complete: gives up what it does not need, and makes what helps to ask.
  void settle() {
    values.shrink();
    if (type == CRL_T_TIME) values.sketch();
  }
  // The rows of another column of this type.
  void append(const Column& other);
  // What each code of this column, 0 among them, is called in another dictionary. REQUIRES: of TEXT or SET.
  std::vector<std::int64_t> codes_in(Dictionary& other) const;
  std::size_t bytes() const { return values.bytes() + (words ? words->bytes() : 0); }

  std::uint32_t type;
  Ints values;
  std::unique_ptr<Dictionary> words;  // of TEXT and SET
};

class Table;

// The rows of `table` that belong to each row: `count` of them from `first`.
struct Run {
  std::unique_ptr<Table> table;
  Ints first, count;
  const Column* falling =
      nullptr;  // of `table`: does not rise along the rows of one run; nullptr: none is known
};

class Table {
 public:
  std::size_t size = 0;
  std::map<std::string, Column, std::less<>> columns;
  std::map<std::string, Run, std::less<>> runs;  // by relation

  const Column* column(std::string_view name) const {
    const auto found = columns.find(name);
    return found == columns.end() ? nullptr : &found->second;
  }
  const Run* run(std::string_view relation) const {
    const auto found = runs.find(relation);
    return found == runs.end() ? nullptr : &found->second;
  }
  std::size_t bytes() const;
};

}  // namespace carillon::index
