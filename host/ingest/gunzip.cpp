#include <new>
#include <string>
#include <utility>

#include <zlib.h>

#include "ingest/byte_source.h"

namespace carillon::ingest {

namespace {

constexpr std::size_t kPiece = 128U << 10;
constexpr int kGzipOnly = 16 + MAX_WBITS;

class GzipSource final : public ByteSource {
 public:
  GzipSource(std::unique_ptr<ByteSource> packed, std::uint64_t most)
      : packed_(std::move(packed)), most_(most), buffer_(kPiece, '\0') {
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  Result<std::string_view> next() override {
    if (fault_.status != CRL_OK) return fault_;
    auto piece = unpack();
    if (!piece) fault_ = piece.error();
    return piece;
  }

 private:
  Result<std::string_view> unpack() {
    for (;;) {
      if (stream_.avail_in == 0) {
        auto more = packed_->next();
        if (!more) return more.error();
        if (more->empty()) {
          if (within_member_ || !any_) return invalid("the gzip ends too early; send it whole");
          return std::string_view{};
        }
        // zlib reads through a pointer to non-const, and writes nothing there.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(more->data()));
        stream_.avail_in = static_cast<uInt>(more->size());
      }
      if (!within_member_) {
        if (any_ && inflateReset(&stream_) != Z_OK) return internal_error("zlib cannot begin anew");
        within_member_ = any_ = true;
      }
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      const int done = inflate(&stream_, Z_NO_FLUSH);
      if (done == Z_STREAM_END) {
        within_member_ = false;
      } else if (done != Z_OK && done != Z_BUF_ERROR) {
        return invalid("the bytes are no sound gzip: " +
                       std::string(stream_.msg != nullptr ? stream_.msg : "unknown fault"));
      }
      const std::size_t made = buffer_.size() - stream_.avail_out;
      if (made > most_ - made_) {
        return invalid("the gzip unpacks to more than the " + std::to_string(most_) +
                       " bytes that are taken; send it in parts");
      }
      made_ += made;
      if (made > 0) return std::string_view(buffer_).substr(0, made);
    }
  }

  std::unique_ptr<ByteSource> packed_;
  const std::uint64_t most_;
  std::uint64_t made_ = 0;
  z_stream stream_{};
  std::string buffer_;
  Error fault_{CRL_OK};
  bool within_member_ = false, any_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> gunzip(std::unique_ptr<ByteSource> packed, std::uint64_t most) {
  return std::make_unique<GzipSource>(std::move(packed), most);
}

}  // namespace carillon::ingest
