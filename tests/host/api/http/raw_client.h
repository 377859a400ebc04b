// A client that sends the bytes it is given and reads answers strictly by their framing.
//
// Every wait has a deadline; what does not come in time is reported as absent.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/message.h"

namespace carillon::http::testing {

struct Answer {
  int status = 0;
  Headers headers;
  std::string body;
  std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

class RawClient {
 public:
  // `receive_buffer` above 0 asks for a small receive window, to be a slow reader.
  explicit RawClient(std::uint16_t port, int receive_buffer = 0);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;

  bool connected() const { return socket_ >= 0; }
  // False when the server no longer takes bytes.
  bool send(std::string_view bytes);
  // One segment for each byte, as far as the system lets us say so.
  bool send_bytewise(std::string_view bytes);
  void end_sending();
  // Closes with a reset instead of a regular end.
  void reset();

  // The next answer; nothing when the connection ends or `wait` is over first. `to_head`: the answer has no
  // body whatever its fields say.
  std::optional<Answer> read_answer(bool to_head = false, std::chrono::milliseconds wait = kWait);
  // True when the server ended the connection and sent nothing more before.
  bool sees_end(std::chrono::milliseconds wait = kWait);
  // Reads so many bytes of whatever comes, less at the end or after the wait.
  std::string read_some(std::size_t bytes, std::chrono::milliseconds wait = kWait);

  static constexpr std::chrono::milliseconds kWait{10'000};

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  bool fill(Deadline deadline);
  std::optional<std::string> read_line(Deadline deadline);
  bool read_exactly(std::size_t bytes, std::string& out, Deadline deadline);

  int socket_ = -1;
  bool ended_ = false;
  std::string buffer_;
};

}  // namespace carillon::http::testing
