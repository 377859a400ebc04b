// What an SMTP server answers, and what it means for the message. [pure]
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

namespace carillon::smtp {

struct Reply {
  int code = 0;
  std::vector<std::string> lines;  // the texts after the code

  bool positive() const { return code >= 200 && code < 300; }
  bool intermediate() const { return code >= 300 && code < 400; }
  // The text in one line, cut to what a log can bear.
  std::string text() const;
  // "5.1.1" when the text begins with an enhanced status code of the same class (RFC 3463).
  std::string enhanced() const;
};

// Cuts replies out of the bytes that come in.
class ReplyReader {
 public:
  void feed(std::string_view bytes) { in_.append(bytes); }
  // The next whole reply; nullopt when more bytes are needed. An error: this is no SMTP.
  Result<std::optional<Reply>> next();
  bool empty() const { return in_.empty() && partial_.lines.empty(); }

 private:
  std::string in_;
  Reply partial_;
};

// A refusal as the host understands it: the status says whether it repeats, the vendor code is "550 5.1.1".
// REQUIRES: code >= 400.
Error refusal(const Reply& reply, std::string_view step, std::chrono::milliseconds greylist_pause);

// "try again in 5 minutes", "retry after 300 seconds", "in 300s": the time that a text names.
std::optional<std::chrono::milliseconds> wait_named_in(std::string_view text);

}  // namespace carillon::smtp
