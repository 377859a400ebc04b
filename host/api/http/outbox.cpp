#include "api/http/outbox.h"

#include <array>
#include <cerrno>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace carillon::http {
namespace {

enum class Sent { kSome, kWouldBlock, kFailed };

Sent send_parts(int descriptor, iovec* parts, std::size_t count, std::size_t& bytes) {
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = count;
  for (;;) {
    const ssize_t sent = ::sendmsg(descriptor, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      bytes = static_cast<std::size_t>(sent);
      return Sent::kSome;
    }
    if (errno == EINTR) continue;
    return errno == EAGAIN || errno == EWOULDBLOCK ? Sent::kWouldBlock : Sent::kFailed;
  }
}

iovec part_of(std::string_view bytes) { return {const_cast<char*>(bytes.data()), bytes.size()}; }

}  // namespace

struct Outbox::Wait {
  explicit Wait(boost::asio::io_context& context) : descriptor(context) {}
  // The number is lent to Asio while a wait is under way, so that it wakes for nothing else.
  boost::asio::posix::stream_descriptor descriptor;
};

Outbox::Outbox(int owned_descriptor) : descriptor_(owned_descriptor) {}

Outbox::~Outbox() {
  finish_wait();
  ::close(descriptor_);
}

void Outbox::write(std::string_view head, std::string& body) {
  if (gone_) return;
  std::size_t sent = 0;
  if (unsent_ == 0) {
    std::array<iovec, 2> parts = {part_of(head), part_of(body)};
    if (send_parts(descriptor_, parts.data(), body.empty() ? 1 : 2, sent) == Sent::kFailed) return kill();
  }
  if (sent < head.size()) keep(std::string(head.substr(sent)));
  if (sent == head.size() + body.size() || body.empty()) return;
  const std::size_t body_sent = sent > head.size() ? sent - head.size() : 0;
  if (kept_.empty()) front_sent_ = body_sent;
  unsent_ += body.size() - body_sent;
  kept_.push_back(std::move(body));
}

void Outbox::write(std::string_view bytes) {
  std::string none;
  write(bytes, none);
}

void Outbox::keep(std::string bytes) {
  unsent_ += bytes.size();
  kept_.push_back(std::move(bytes));
}

bool Outbox::flush() {
  bool progress = false;
  while (!gone_ && !kept_.empty()) {
    std::array<iovec, 16> parts{};
    std::size_t count = 0;
    for (const std::string& kept : kept_) {
      if (count == parts.size()) break;
      parts[count] = part_of(std::string_view(kept).substr(count == 0 ? front_sent_ : 0));
      ++count;
    }
    std::size_t sent = 0;
    const Sent outcome = send_parts(descriptor_, parts.data(), count, sent);
    if (outcome == Sent::kWouldBlock) break;
    if (outcome == Sent::kFailed) {
      kill();
      break;
    }
    progress = progress || sent > 0;
    unsent_ -= sent;
    front_sent_ += sent;
    while (!kept_.empty() && front_sent_ >= kept_.front().size()) {
      front_sent_ -= kept_.front().size();
      kept_.pop_front();
    }
  }
  return progress;
}

void Outbox::wait_writable(boost::asio::io_context& context, std::function<void()> ready) {
  if (!wait_) wait_ = std::make_unique<Wait>(context);
  boost::system::error_code error;
  if (!wait_->descriptor.is_open()) wait_->descriptor.assign(descriptor_, error);
  if (error) {
    // The reactor cannot watch the descriptor (it ran out of some resource): the client is given up.
    kill();
    return;
  }
  wait_->descriptor.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                               [ready = std::move(ready)](const boost::system::error_code&) { ready(); });
}

void Outbox::finish_wait() {
  if (wait_ && wait_->descriptor.is_open()) wait_->descriptor.release();
}

bool Outbox::is_hung_up() const {
  pollfd poll_entry{descriptor_, 0, 0};
  return ::poll(&poll_entry, 1, 0) > 0 && (poll_entry.revents & (POLLHUP | POLLERR)) != 0;
}

void Outbox::end() { ::shutdown(descriptor_, SHUT_WR); }

void Outbox::kill() {
  gone_ = true;
  kept_.clear();
  unsent_ = front_sent_ = 0;
  ::shutdown(descriptor_, SHUT_RDWR);
}

}  // namespace carillon::http
