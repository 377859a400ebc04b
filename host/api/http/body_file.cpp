#include "api/http/body_file.h"

#include <cerrno>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace carillon::http {

namespace {

constexpr std::size_t kPiece = 1U << 20;

// For file systems that know no files without a name.
int make_and_unlink(const std::filesystem::path& folder) {
  std::string name = (folder / "body-XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor >= 0) ::unlink(name.c_str());
  return descriptor;
}

}  // namespace

std::shared_ptr<BodyFile> BodyFile::create(const std::filesystem::path& folder) {
  int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) descriptor = make_and_unlink(folder);
  return descriptor < 0 ? nullptr : std::make_shared<BodyFile>(descriptor);
}

BodyFile::~BodyFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

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
  if (::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0)
    return ::fsync(descriptor_) == 0;
  return errno != EEXIST && copy_to(path);
}

bool BodyFile::copy_to(const std::filesystem::path& path) const {
  BodyFile copy(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  std::string piece(kPiece, '\0');
  while (copy.descriptor_ >= 0) {
    const ssize_t n = ::pread(descriptor_, piece.data(), piece.size(), static_cast<off_t>(copy.size_));
    if (n < 0 && errno == EINTR) continue;
    if (n == 0) return ::fsync(copy.descriptor_) == 0;
    if (n < 0 || !copy.append(std::string_view(piece).substr(0, static_cast<std::size_t>(n)))) break;
  }
  if (copy.descriptor_ >= 0) ::unlink(path.c_str());
  return false;
}

}  // namespace carillon::http
