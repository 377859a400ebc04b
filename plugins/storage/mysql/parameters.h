// The values bound to a prepared statement: one for each placeholder, or a whole array of rows.
//
// Text is borrowed until it is bound again or forget(). An array holds rows that add_row() kept; the server
// runs the statement once for each of them in one round trip. Not thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <carillon/value.hpp>

struct st_mysql_stmt;

namespace carillon::mysql {

class Parameters {
 public:
  Parameters();
  ~Parameters();
  Parameters(const Parameters&) = delete;
  Parameters& operator=(const Parameters&) = delete;

  // Parameter i, from 0.
  void set(std::size_t i, const crl_value& value);
  // Keeps what is bound as a row of the array.
  void add_row();
  std::size_t rows() const { return rows_; }
  // About how many bytes the server is sent.
  std::size_t bytes() const { return rows_ > 0 ? array_bytes_ : row_bytes(); }
  // What is bound now, as a row.
  std::size_t row_bytes() const;

  // Hands everything to the statement, which has `count` placeholders. True: accepted.
  bool attach(::st_mysql_stmt* statement, std::size_t count);

  void forget_rows();
  void forget();

 private:
  struct Binds;
  struct Column;
  void attach_row(std::size_t count);
  void attach_array(std::size_t count);

  std::vector<crl_value> row_;
  std::vector<Column> columns_;
  std::size_t rows_ = 0;
  std::size_t array_bytes_ = 0;
  std::unique_ptr<Binds> binds_;
};

}  // namespace carillon::mysql
