// CSV as RFC 4180 has it, cut into rows of texts; the door to libcsv.
//
// Also takes: a byte order mark, LF for CRLF, blank lines between rows, and one of , ; tab | as delimiter,
// whichever the first line has most of. For one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/byte_source.h"

namespace carillon::ingest {

class CsvText {
 public:
  explicit CsvText(std::unique_ptr<ByteSource> bytes);
  ~CsvText();

  // The next row; false at the end, and when the bytes cannot be read: status() tells which.
  bool next();

  std::uint64_t line() const;                     // at which the row at hand starts, from 1
  const std::vector<std::string>& cells() const;  // of the row at hand
  bool broken() const;    // the row at hand has a quote in the wrong place, or none at its end
  bool too_long() const;  // the row at hand has more than kMaxRowBytes; its cells are not all there
  bool utf8() const;      // the row at hand is UTF-8
  std::string_view original() const;  // the row at hand as it was sent
  std::uint64_t position() const;     // bytes read
  const Status& status() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::ingest
