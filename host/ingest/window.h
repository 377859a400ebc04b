// The part of a stream of bytes that is looked at: filled at its end, taken from its front.
//
// Views of it end with the next fill() or take(). For one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <carillon/result.hpp>

#include "ingest/byte_source.h"

namespace carillon::ingest {

// The longest row that is kept; a longer one is a fault of its own and takes no memory.
inline constexpr std::size_t kMaxRowBytes = 1U << 20;

class Window {
 public:
  explicit Window(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  std::string_view ahead() const { return std::string_view(buffer_).substr(taken_); }
  // False at the end of the bytes, and when they cannot be read: status() tells which.
  bool fill();
  void take(std::size_t n) {
    taken_ += n;
    position_ += n;
  }

  struct Line {
    std::string_view text;  // with its line feed, when it has one
    bool cut = false;       // it was longer than kMaxRowBytes; the rest is left out
  };
  // The next line; an empty one at the end.
  Line line();

  std::uint64_t position() const { return position_; }  // bytes taken
  const Status& status() const { return status_; }

 private:
  // Drops what the last line() lent.
  void settle() {
    take(lent_);
    lent_ = 0;
  }
  void skip_line();

  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t taken_ = 0, lent_ = 0;
  std::uint64_t position_ = 0;
  std::string cut_;
  Status status_;
  bool ended_ = false;
};

}  // namespace carillon::ingest
