#include "raw_client.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/http/ascii.h"

namespace carillon::http::testing {

RawClient::RawClient(std::uint16_t port, int receive_buffer) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_buffer > 0)
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), ended_(other.ended_), buffer_(std::move(other.buffer_)) {}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::send_bytewise(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [this](char c) { return send(std::string_view(&c, 1)); });
}

void RawClient::end_sending() { ::shutdown(socket_, SHUT_WR); }

void RawClient::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

bool RawClient::fill(Deadline deadline) {
  if (ended_ || socket_ < 0) return false;
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd entry{socket_, POLLIN, 0};
  if (left.count() < 0 || ::poll(&entry, 1, static_cast<int>(left.count())) <= 0) return false;
  std::array<char, 16384> chunk{};
  const ssize_t got = ::recv(socket_, chunk.data(), chunk.size(), 0);
  if (got <= 0) {
    ended_ = true;
    return false;
  }
  buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  return true;
}

std::optional<std::string> RawClient::read_line(Deadline deadline) {
  for (;;) {
    if (const auto end = buffer_.find("\r\n"); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 2);
      return line;
    }
    if (!fill(deadline)) return std::nullopt;
  }
}

bool RawClient::read_exactly(std::size_t bytes, std::string& out, Deadline deadline) {
  while (buffer_.size() < bytes)
    if (!fill(deadline)) return false;
  out.append(buffer_, 0, bytes);
  buffer_.erase(0, bytes);
  return true;
}

std::optional<Answer> RawClient::read_answer(bool to_head, std::chrono::milliseconds wait) {
  const Deadline deadline = std::chrono::steady_clock::now() + wait;
  const auto status_line = read_line(deadline);
  if (!status_line || status_line->size() < 12 || !status_line->starts_with("HTTP/1.1 ")) return std::nullopt;
  Answer answer;
  answer.status = std::atoi(status_line->c_str() + 9);
  for (;;) {
    const auto line = read_line(deadline);
    if (!line) return std::nullopt;
    if (line->empty()) break;
    const auto colon = line->find(": ");
    if (colon == std::string::npos) return std::nullopt;
    answer.headers.emplace_back(line->substr(0, colon), line->substr(colon + 2));
  }
  if (to_head || answer.status == 100 || answer.status == 204 || answer.status == 304) return answer;
  if (equals_ignoring_case(answer.header("Transfer-Encoding"), "chunked")) {
    for (;;) {
      const auto size_line = read_line(deadline);
      if (!size_line) return std::nullopt;
      const std::size_t size = std::strtoull(size_line->c_str(), nullptr, 16);
      if (!read_exactly(size, answer.body, deadline)) return std::nullopt;
      if (read_line(deadline) != "") return std::nullopt;
      if (size == 0) return answer;
    }
  }
  if (const auto length = answer.header("Content-Length"); !length.empty()) {
    if (!read_exactly(std::strtoull(std::string(length).c_str(), nullptr, 10), answer.body, deadline))
      return std::nullopt;
    return answer;
  }
  while (fill(deadline)) {}
  if (!ended_) return std::nullopt;
  answer.body = std::exchange(buffer_, {});
  return answer;
}

bool RawClient::sees_end(std::chrono::milliseconds wait) {
  const Deadline deadline = std::chrono::steady_clock::now() + wait;
  while (!ended_ && buffer_.empty() && fill(deadline)) {}
  return ended_ && buffer_.empty();
}

std::string RawClient::read_some(std::size_t bytes, std::chrono::milliseconds wait) {
  const Deadline deadline = std::chrono::steady_clock::now() + wait;
  while (buffer_.size() < bytes && fill(deadline)) {}
  const std::size_t count = std::min(bytes, buffer_.size());
  std::string out = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return out;
}

}  // namespace carillon::http::testing
