// A file of rows, cut into requests of bounded size between rows.
//
// Reads as it goes: memory is one request's worth, whatever the file's size. A row that is larger than the
// bound travels alone. For one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <carillon/result.hpp>

namespace carillon::cli {

enum class RowFormat { kCsv, kNdjson };

// By the file's name: .csv, or .ndjson and .jsonl.
Result<RowFormat> format_of(const std::filesystem::path& file);

struct Batch {
  std::string body;              // CSV: with the header row
  std::uint64_t first_line = 0;  // line of the file at which the body's first row (not the header) starts
  std::uint64_t header_lines = 0;
  std::uint64_t rows = 0, bytes = 0;  // of the file; without the repeated header

  // The line of the file that a line of the body is; both count from 1.
  std::uint64_t file_line(std::uint64_t body_line) const;
};

class RowBatches {
 public:
  // REQUIRES: max_bytes > 0.
  RowBatches(std::filesystem::path file, RowFormat format, std::uint64_t max_bytes);

  std::uint64_t total_bytes() const { return total_bytes_; }
  // The next request, nullopt after the last. A file that cannot be read is an Error.
  Result<std::optional<Batch>> next();

 private:
  bool read_row(std::string& row);  // with its line end; false at the end of the file
  bool is_blank(const std::string& row) const;

  const std::filesystem::path file_;
  const RowFormat format_;
  const std::uint64_t max_bytes_;
  std::uint64_t total_bytes_ = 0;
  std::ifstream in_;
  std::string header_, held_;                  // held_: a row that did not fit into the batch before
  std::uint64_t header_lines_ = 0, line_ = 1;  // line_: at which the next unread row starts
  bool started_ = false;
};

}  // namespace carillon::cli
