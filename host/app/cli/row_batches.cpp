#include "app/cli/row_batches.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace carillon::cli {
namespace {

std::uint64_t lines_in(const std::string& row) {
  return static_cast<std::uint64_t>(std::count(row.begin(), row.end(), '\n'));
}

}  // namespace

Result<RowFormat> format_of(const std::filesystem::path& file) {
  std::string extension = file.extension().string();
  for (char& c : extension) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (extension == ".csv") return RowFormat::kCsv;
  if (extension == ".ndjson" || extension == ".jsonl") return RowFormat::kNdjson;
  return invalid(file.string() + ": found the ending \"" + extension +
                 "\", expected .csv, .ndjson or .jsonl; a JSON array becomes NDJSON by `jq -c '.[]'`");
}

std::uint64_t Batch::file_line(std::uint64_t body_line) const {
  if (body_line <= header_lines) return body_line;
  return first_line + (body_line - header_lines - 1);
}

RowBatches::RowBatches(std::filesystem::path file, RowFormat format, std::uint64_t max_bytes)
    : file_(std::move(file)), format_(format), max_bytes_(max_bytes), in_(file_, std::ios::binary) {
  std::error_code ignored;
  const std::uintmax_t size = std::filesystem::file_size(file_, ignored);
  total_bytes_ = ignored ? 0 : size;
}

bool RowBatches::read_row(std::string& row) {
  row.clear();
  std::string line;
  bool quoted = false;
  // In CSV a line end inside quotes belongs to the row; doubled quotes cancel out.
  while (std::getline(in_, line)) {
    row += line;
    if (!in_.eof()) row += '\n';
    if (format_ == RowFormat::kNdjson) return true;
    quoted = quoted != (std::count(line.begin(), line.end(), '"') % 2 == 1);
    if (!quoted) return true;
  }
  return !row.empty();
}

bool RowBatches::is_blank(const std::string& row) const {
  return row.find_first_not_of(" \t\r\n") == std::string::npos;
}

Result<std::optional<Batch>> RowBatches::next() {
  if (!in_.is_open() || in_.bad())
    return unavailable(file_.string() + ": cannot be read; check its permissions");
  if (!std::exchange(started_, true) && format_ == RowFormat::kCsv) {
    if (!read_row(header_) || is_blank(header_)) {
      return invalid(file_.string() + ": found no header, expected the fields' names in the first line");
    }
    header_lines_ = lines_in(header_);
    line_ += header_lines_;
  }
  Batch batch;
  batch.header_lines = header_lines_;
  batch.body = header_;
  std::string row = std::exchange(held_, {});
  while (!row.empty() || read_row(row)) {
    if (batch.bytes == 0) batch.first_line = line_;
    if (batch.rows > 0 && batch.body.size() + row.size() > max_bytes_) {
      held_ = std::move(row);
      break;
    }
    batch.body += row;
    batch.bytes += row.size();
    line_ += lines_in(row);
    // A blank line stays in the body, so that lines keep their numbers, but it is no row.
    if (!is_blank(row)) ++batch.rows;
    row.clear();
  }
  if (batch.rows == 0) return std::optional<Batch>();
  return std::optional<Batch>(std::move(batch));
}

}  // namespace carillon::cli
