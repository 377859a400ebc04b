// A body of many rows, each judged alone: good rows are stored, bad ones told with their line.
//
// Reading goes on while the rows read before are committed.
// Thread safety: all calls from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "ingest/byte_source.h"
#include "ingest/columns.h"
#include "ingest/ingest.h"

namespace carillon::ingest {

enum class Format { kJson, kNdjson, kCsv };

// A stream of rows and how it is to be read.
struct RowsInput {
  Noun noun = Noun::kCustomers;
  Format format = Format::kNdjson;
  std::unique_ptr<ByteSource> bytes{};
  ColumnMap columns{};  // of CSV
};

struct RowFault {
  std::uint64_t line = 0;  // at which the row starts, from 1
  std::string code, pointer, detail;
};

struct BulkReport {
  static constexpr std::size_t kMaxErrors = 1'000;
  std::uint64_t received = 0, created = 0, updated = 0, unchanged = 0, rejected = 0;
  std::vector<RowFault> errors;  // by line; the first kMaxErrors of them
};

// An Error means that no row was stored: the body as a whole is not readable (CRL_E_INVALID), or storage
// could not take the first rows. When storage fails later, the rows it did not take are rejected as
// "not_stored".
// When the bytes break off behind rows that are stored, the report ends with a fault "cut_off".
Result<BulkReport> ingest_bulk(Ingest& ingest, RowsInput input, const Clock& clock);
Result<BulkReport> ingest_bulk(Ingest& ingest, Noun noun, Format format, std::string_view body,
                               const Clock& clock);

}  // namespace carillon::ingest
