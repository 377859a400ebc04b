// The file that tells the rejected rows of a job.
//
// Written at a place that the job's row names, so that what a repeated or undone transaction wrote is written
// over. For one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <carillon/result.hpp>

#include "base/issue.h"

namespace carillon::ingest {

class ImportReport {
 public:
  static Result<ImportReport> open(const std::filesystem::path& path);
  ~ImportReport();
  ImportReport(ImportReport&& other) noexcept;
  ImportReport& operator=(ImportReport&&) = delete;

  // Writes `text` at `at`, waits until it is on the disk, and answers where it ends.
  Result<std::int64_t> write(std::int64_t at, std::string_view text) const;

 private:
  explicit ImportReport(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

std::string_view report_header();
// One line for each reason.
void append_rejected(std::string& out, std::uint64_t line, const Issues& issues, std::string_view original);

}  // namespace carillon::ingest
