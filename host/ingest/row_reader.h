// Rows of a stream of bytes, one after the other, each as JSON whatever the format.
//
// A row that cannot be read is handed out with its faults, and the reader goes on behind it. Memory does not
// depend on the number of rows. For one thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "base/issue.h"
#include "base/json.h"
#include "ingest/rows.h"

namespace carillon::ingest {

class RowReader {
 public:
  virtual ~RowReader() = default;

  // Moves on to the next row; false at the end, and when the bytes cannot be read: status() tells which.
  bool next() { return advance(true); }
  // The same without a look into the row: it only counts.
  bool skip() { return advance(false); }

  // The row at hand, until next(). `value` is only good when there are no faults.
  std::uint64_t line() const { return line_; }
  const json::value& value() const { return *value_; }
  const Issues& faults() const { return faults_; }
  virtual std::string_view original() const = 0;  // as it was sent

  // Of the (unpacked) bytes, how many were read.
  virtual std::uint64_t position() const = 0;
  virtual const Status& status() const = 0;

 protected:
  virtual bool advance(bool parsed) = 0;

  // Ends the life of the value before; answers the memory for the one to come.
  json::storage_ptr reset() {
    value_.reset();
    memory_.release();
    faults_.clear();
    return &memory_;
  }

  std::uint64_t line_ = 0;
  Issues faults_;

 private:
  std::array<unsigned char, 16U << 10> first_block_;
  json::monotonic_resource memory_{first_block_.data(), first_block_.size()};

 protected:
  std::optional<json::value> value_;  // lies in memory_, so it is declared behind it
};

// CRL_E_INVALID: the bytes as a whole cannot be read.
Result<std::unique_ptr<RowReader>> open_rows(RowsInput input);

// The formats, each in its own file.
std::unique_ptr<RowReader> read_ndjson(std::unique_ptr<ByteSource> bytes);
Result<std::unique_ptr<RowReader>> read_json_array(std::unique_ptr<ByteSource> bytes);
Result<std::unique_ptr<RowReader>> read_csv(Noun noun, std::unique_ptr<ByteSource> bytes,
                                            const ColumnMap& columns);

}  // namespace carillon::ingest
