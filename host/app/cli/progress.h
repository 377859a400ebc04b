// The line that says how far a long command is. Drawn on terminals only, and not more often than the eye
// follows. For one thread.
#pragma once

#include <cstdint>
#include <string>

#include "app/cli/process.h"
#include "base/clock.h"

namespace carillon::cli {

class Progress {
 public:
  // `console` and `clock` outlive it.
  Progress(Console& console, const Clock& clock, std::string label, std::uint64_t total_bytes);
  ~Progress();  // clears the line

  void advance(std::uint64_t rows, std::uint64_t bytes);

  // "customers   45%  12,000 rows  8,200 rows/s  3 s left"
  std::string line() const;

 private:
  std::int64_t elapsed_us() const { return clock_.now_us() - started_us_; }

  Console& console_;
  const Clock& clock_;
  const std::string label_;
  const std::uint64_t total_bytes_;
  const std::int64_t started_us_;
  std::int64_t drawn_us_ = 0;
  std::uint64_t rows_ = 0, bytes_ = 0;
};

// 1234567 as "1,234,567".
std::string grouped(std::uint64_t number);
// Microseconds as "4 s", "2 min 5 s", "1 h 12 min".
std::string duration_text(std::int64_t us);

}  // namespace carillon::cli
