#include "ingest/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace carillon::ingest {

namespace {

constexpr std::size_t kPiece = 256U << 10;

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string_view text) : rest_(text) {}

  Result<std::string_view> next() override {
    const auto piece = rest_.substr(0, kPiece);
    rest_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::string_view rest_;
};

class FileSource final : public ByteSource {
 public:
  FileSource(int descriptor, bool owned) : descriptor_(descriptor), owned_(owned), buffer_(kPiece, '\0') {}
  ~FileSource() override {
    if (owned_) ::close(descriptor_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::string_view> next() override {
    for (;;) {
      const ssize_t n = ::pread(descriptor_, buffer_.data(), buffer_.size(), at_);
      if (n >= 0) {
        at_ += n;
        return std::string_view(buffer_).substr(0, static_cast<std::size_t>(n));
      }
      if (errno != EINTR)
        return internal_error(std::string("the file cannot be read: ") + std::strerror(errno));
    }
  }

 private:
  const int descriptor_;
  const bool owned_;
  std::string buffer_;
  off_t at_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> read_text(std::string_view text) { return std::make_unique<TextSource>(text); }

Result<std::unique_ptr<ByteSource>> read_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return Error{errno == ENOENT ? CRL_E_NOT_FOUND : CRL_E_INTERNAL,
                 "the file " + path.filename().string() + " cannot be opened: " + std::strerror(errno)};
  }
  return std::unique_ptr<ByteSource>(std::make_unique<FileSource>(descriptor, true));
}

std::unique_ptr<ByteSource> read_descriptor(int descriptor) {
  return std::make_unique<FileSource>(descriptor, false);
}

}  // namespace carillon::ingest
