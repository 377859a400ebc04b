#include "api/http/head_scanner.h"

#include "api/http/ascii.h"

namespace carillon::http {

void HeadScanner::reset() { *this = HeadScanner(limit_); }

HeadScanner::Outcome HeadScanner::bad(int status, std::string_view detail) {
  status_ = status;
  detail_ = detail;
  return Outcome::kBad;
}

HeadScanner::Outcome HeadScanner::scan(std::string_view bytes, std::size_t& taken) {
  taken = bytes.size();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (++seen_ > limit_) {
      return lines_ == 0 ? bad(414, "the request line is longer than the limit of a request's head")
                         : bad(431, "the header fields are larger than the limit of a request's head");
    }
    if (after_cr_) {
      after_cr_ = false;
      if (c != '\n') return bad(400, "a carriage return is not followed by a line feed");
      if (line_length_ > 0) {
        ++lines_;
        line_length_ = 0;
        continue;
      }
      if (lines_ > 0) {
        taken = i + 1;
        return Outcome::kDone;
      }
      if (leading_ > 0) return bad(400, "the request starts with more than one empty line");
      leading_ = 2;
      continue;
    }
    if (c == '\r') {
      after_cr_ = true;
      continue;
    }
    if (c == '\n') return bad(400, "a line ends with a line feed alone; CR LF is required");
    if (is_control(c) && (c != '\t' || lines_ == 0))
      return bad(400, "a control character in the request's head");
    if (line_length_ == 0 && lines_ > 0 && (c == ' ' || c == '\t'))
      return bad(400, "a folded header line; send each field on one line");
    ++line_length_;
  }
  return Outcome::kMore;
}

}  // namespace carillon::http
