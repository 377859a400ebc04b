// Finds the end of a request's head, byte by byte, and refuses what a lenient parser would let pass.
//
// Refused here: a line feed without its carriage return (and the reverse), control characters, folded
// header lines, a head above the limit. The verdict depends on the bytes alone, not on how they were split.
// Thread safety: none; one scanner belongs to one connection's reading side.
#pragma once

#include <cstddef>
#include <string_view>

namespace carillon::http {

class HeadScanner {
 public:
  enum class Outcome { kMore, kDone, kBad };

  explicit HeadScanner(std::size_t limit) : limit_(limit) {}

  // Looks at bytes that follow those already seen. `taken` is how many belong to the head, all of them
  // unless the outcome is kDone.
  Outcome scan(std::string_view bytes, std::size_t& taken);

  // After kBad: the status to answer with, and what was wrong.
  int status() const { return status_; }
  std::string_view detail() const { return detail_; }

  // One empty line before a request line is tolerated; so many bytes of the head are not part of it.
  std::size_t leading() const { return leading_; }
  // Whether the request line has been seen whole.
  bool has_request_line() const { return lines_ > 0; }

  void reset();

 private:
  Outcome bad(int status, std::string_view detail);

  std::size_t limit_;
  std::size_t seen_ = 0, leading_ = 0, lines_ = 0, line_length_ = 0;
  bool after_cr_ = false;
  int status_ = 0;
  std::string_view detail_;
};

}  // namespace carillon::http
