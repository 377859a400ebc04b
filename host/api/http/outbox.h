// The sending side of one connection: a descriptor that it owns and the bytes the socket did not take yet.
//
// The descriptor is a duplicate of the peer's, so a late answer can reach neither another client that was
// given the peer's number nor a peer that is gone. Nothing here blocks and nothing raises SIGPIPE.
// Invariant: while unsent() is 0 nothing is buffered; once gone() nothing is sent or kept any more.
// Thread safety: none; its connection locks.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>

namespace boost::asio {
class io_context;
}

namespace carillon::http {

class Outbox {
 public:
  explicit Outbox(int owned_descriptor);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // Sends what goes at once, keeps the rest. `body` is taken only when a part of it has to wait.
  void write(std::string_view head, std::string& body);
  void write(std::string_view bytes);

  // Sends more of what is kept; true when some of it went.
  bool flush();

  std::size_t unsent() const { return unsent_; }
  bool gone() const { return gone_; }

  // Calls `ready` once, on the reactor's thread, when the socket takes bytes again or has failed.
  // finish_wait() must follow before the next wait.
  void wait_writable(boost::asio::io_context& context, std::function<void()> ready);
  void finish_wait();

  // Whether both directions of the socket are shut or it has an error.
  bool is_hung_up() const;

  // No more answers will follow: the client sees the end after what was sent.
  void end();
  // Drops what is unsent and shuts both directions; the thread that reads the socket notices.
  void kill();

 private:
  void keep(std::string bytes);

  int descriptor_;
  bool gone_ = false;
  std::size_t unsent_ = 0;
  std::size_t front_sent_ = 0;  // bytes of the first kept string that already went
  std::list<std::string> kept_;
  struct Wait;
  std::unique_ptr<Wait> wait_;
};

}  // namespace carillon::http
