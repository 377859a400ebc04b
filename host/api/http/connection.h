// One client: reads its requests, has them answered one at a time and in order, and writes the answers.
//
// Three kinds of threads meet here. The socket thread (one for the connection's whole life) feeds bytes;
// a work thread runs the handler; the reactor's thread finishes writes and enforces the time-outs. Whoever
// turned `answering_` on owns the current request until the answer is settled, so handlers need no lock. An
// answer that comes later passes that ownership to the thread that gives it.
//
// Invariants: at most one request is being answered; answers leave in the order of the requests; the next
// request starts only when nothing of the last answer is unsent; a connection that ended keeps no buffers.
// Lifetime: shared by the peer, by the task that runs and by the wait for the socket. The descriptor is
// closed with the last of them.
#pragma once

#include <atomic>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "api/http/core.h"
#include "api/http/outbox.h"
#include "api/http/request_reader.h"
#include "api/http/work_pool.h"

namespace carillon::http {

class Connection final : public WorkPool::Task, public std::enable_shared_from_this<Connection> {
 public:
  // Takes over `owned_descriptor`, a non-blocking duplicate of the peer's.
  static std::shared_ptr<Connection> open(Core& core, int owned_descriptor, std::string peer);
  Connection(Core& core, int owned_descriptor, std::string peer);  // for open()
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Socket thread.
  void on_input(std::string_view bytes);
  void on_disconnect();
  // Answers `status` at once and ends: the server takes no further client.
  void refuse(int status, std::string detail);

  // Reactor thread.
  void on_tick(Ticks now);

  // Any thread, when the server stops: idle connections end, the others end after their answer.
  void begin_stop();
  void abort();
  bool is_busy() const;

  // Work thread.
  void run() override;

 private:
  struct Promise;
  enum class Life { kOpen, kLingering, kDead };
  enum class Reading { kIdle, kHead, kBody, kDone };
  using Lock = std::unique_lock<std::mutex>;

  // Reading (connection.cpp).
  void accept(Inbound inbound);
  void enqueue(Lock lock, Inbound inbound);
  void note_progress(std::size_t bytes);
  void discard(std::size_t bytes);
  void stop_reading();

  // Answering (connection_answer.cpp).
  void dispatch(bool here = false);
  void answer();
  void promise(const std::function<void(Answerer)>& later);
  void give(Response response, bool on_pool);
  void pump();
  Response call_handler();
  Response checked(Response response);
  Response error_answer(int status, std::string_view detail);
  bool deliver(Response response);
  void begin_stream(Response response, bool on_pool);
  bool settle();
  bool advance();
  void end_stream();
  std::string_view write_head(const Response& response, bool streamed, std::uint64_t length);

  // Sending and ending (connection_io.cpp).
  void wait_for_socket();
  void send_continue();
  void on_writable();
  void start_linger();
  void kill();

  Core& core_;
  const std::string peer_;

  // Socket thread only.
  RequestReader reader_;
  std::size_t discarded_ = 0;

  // Owner of the current request only.
  Inbound current_;
  std::string head_;
  BodySource source_;
  bool chunked_ = false;

  // Set under the mutex; read by the socket thread without it, to drop bytes quickly.
  std::atomic<bool> deaf_{false};

  mutable std::mutex mutex_;
  // All of the following under the mutex.
  Outbox outbox_;
  Life life_ = Life::kOpen;
  Reading reading_ = Reading::kIdle;
  bool answering_ = false;
  bool close_after_current_ = false;
  bool continue_due_ = false;
  bool disconnected_ = false;
  bool waiting_for_socket_ = false;
  bool settle_when_sent_ = false;
  bool stream_parked_ = false;
  std::list<Inbound> ready_;
  std::size_t ready_bytes_ = 0;
  Ticks read_deadline_ = 0, write_deadline_ = 0, linger_deadline_ = 0;
};

}  // namespace carillon::http
