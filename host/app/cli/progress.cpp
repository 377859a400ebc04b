#include "app/cli/progress.h"

#include <algorithm>
#include <ostream>
#include <utility>

namespace carillon::cli {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kBetweenDraws = kSecond / 10;
constexpr const char* kClearLine = "\r\033[K";

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

std::string duration_text(std::int64_t us) {
  const std::int64_t seconds = std::max<std::int64_t>(0, us / kSecond);
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds % 3600 / 60) + " min";
}

Progress::Progress(Console& console, const Clock& clock, std::string label, std::uint64_t total_bytes)
    : console_(console),
      clock_(clock),
      label_(std::move(label)),
      total_bytes_(total_bytes),
      started_us_(clock.now_us()) {}

Progress::~Progress() {
  if (console_.terminal()) console_.stream() << kClearLine << std::flush;
}

void Progress::advance(std::uint64_t rows, std::uint64_t bytes) {
  rows_ += rows;
  bytes_ += bytes;
  const std::int64_t now = clock_.now_us();
  if (!console_.terminal() || now - drawn_us_ < kBetweenDraws) return;
  drawn_us_ = now;
  console_.stream() << kClearLine << line() << std::flush;
}

std::string Progress::line() const {
  const double seconds = static_cast<double>(elapsed_us()) / kSecond;
  const double share = total_bytes_ == 0
                           ? 1.0
                           : std::min(1.0, static_cast<double>(bytes_) / static_cast<double>(total_bytes_));
  std::string text =
      label_ + "  " + std::to_string(static_cast<int>(share * 100)) + "%  " + grouped(rows_) + " rows";
  if (seconds <= 0) return text;
  text += "  " + grouped(static_cast<std::uint64_t>(static_cast<double>(rows_) / seconds)) + " rows/s";
  // An estimate from the first moments misleads.
  if (share > 0.01 && share < 1) {
    text +=
        "  " +
        duration_text(static_cast<std::int64_t>(static_cast<double>(elapsed_us()) * (1 - share) / share)) +
        " left";
  }
  return text;
}

}  // namespace carillon::cli
