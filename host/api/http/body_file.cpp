#include "api/http/body_file.h"

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace carillon::http {

std::shared_ptr<BodyFile> BodyFile::create(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  return descriptor < 0 ? nullptr : std::make_shared<BodyFile>(descriptor);
}

BodyFile::~BodyFile() { ::close(descriptor_); }

bool BodyFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    size_ += static_cast<std::uint64_t>(n);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool BodyFile::keep_as(const std::filesystem::path& path) const {
  const std::string self = "/proc/self/fd/" + std::to_string(descriptor_);
  return ::fsync(descriptor_) == 0 &&
         ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
}

}  // namespace carillon::http
