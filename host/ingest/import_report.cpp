#include "ingest/import_report.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "ingest/csv_write.h"

namespace carillon::ingest {

Result<ImportReport> ImportReport::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return internal_error("the report " + path.string() + " cannot be written: " + std::strerror(errno));
  return ImportReport(descriptor);
}

ImportReport::~ImportReport() {
  if (descriptor_ >= 0) ::close(descriptor_);
}
ImportReport::ImportReport(ImportReport&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

Result<std::int64_t> ImportReport::write(std::int64_t at, std::string_view text) const {
  if (text.empty()) return at;
  while (!text.empty()) {
    const ssize_t n = ::pwrite(descriptor_, text.data(), text.size(), at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      return Error{errno == ENOSPC ? CRL_E_FULL : CRL_E_INTERNAL,
                   std::string("the report of rejected rows cannot be written: ") + std::strerror(errno)};
    }
    at += n;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fdatasync(descriptor_) != 0)
    return internal_error(std::string("the report of rejected rows cannot be kept: ") + std::strerror(errno));
  return at;
}

std::string_view report_header() { return "line,code,pointer,detail,row\n"; }

void append_rejected(std::string& out, std::uint64_t line, const Issues& issues, std::string_view original) {
  for (const Issue& issue : issues) {
    out += std::to_string(line);
    for (const std::string_view cell : {std::string_view(issue.code), std::string_view(issue.pointer),
                                        std::string_view(issue.detail), original}) {
      out += ',';
      append_cell(out, cell);
    }
    out += '\n';
  }
}

}  // namespace carillon::ingest
