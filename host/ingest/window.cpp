#include "ingest/window.h"

namespace carillon::ingest {

bool Window::fill() {
  if (ended_) return false;
  auto more = source_->next();
  if (!more || more->empty()) {
    ended_ = true;
    if (!more) status_ = more.error();
    return false;
  }
  buffer_.erase(0, taken_);
  taken_ = 0;
  buffer_.append(*more);
  return true;
}

Window::Line Window::line() {
  settle();
  std::size_t looked = 0;
  for (;;) {
    const std::string_view text = ahead();
    const auto end = text.find('\n', looked);
    if (end < kMaxRowBytes) {
      lent_ = end + 1;
      return {text.substr(0, lent_), false};
    }
    if (text.size() > kMaxRowBytes) {
      cut_.assign(text.substr(0, kMaxRowBytes));
      skip_line();
      return {cut_, true};
    }
    looked = text.size();
    if (!fill()) {
      lent_ = ahead().size();
      return {ahead(), false};
    }
  }
}

void Window::skip_line() {
  for (;;) {
    const auto end = ahead().find('\n');
    if (end != std::string_view::npos) return take(end + 1);
    take(ahead().size());
    if (!fill()) return;
  }
}

}  // namespace carillon::ingest
