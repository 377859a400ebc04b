// The rows of a running SELECT, one at a time, or kept in memory when the connection is needed for something
// else meanwhile. Text is good until the next row. Not thread-safe.
//
// Where the client library puts a row is told to it once, before the first: client libraries differ in what a
// change between two rows does. So each row is copied from there.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include <carillon/value.hpp>

struct st_mysql_stmt;

namespace carillon::mysql {

class Results {
 public:
  Results();
  ~Results();
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;

  // The statement was executed: makes room for its columns. False: the statement holds the error.
  bool open(::st_mysql_stmt* statement);
  enum class Next { kRow, kEnd, kOverflow, kError };
  // kOverflow: a sum has more than 64 bits.
  Next next(::st_mysql_stmt* statement);
  // Reads all that is left. False: the statement holds the error.
  bool drain(::st_mysql_stmt* statement);
  // Column i of the current row, as a cell of `type`.
  crl_value column(std::size_t i, std::uint32_t type) const;
  void close();

 private:
  struct Column;
  struct Columns;
  struct Cell;
  using Row = std::vector<Cell>;
  Next fetch(::st_mysql_stmt* statement, Row& into);

  std::unique_ptr<Columns> columns_;
  Row row_;  // the current one
  std::deque<Row> kept_;
};

}  // namespace carillon::mysql
