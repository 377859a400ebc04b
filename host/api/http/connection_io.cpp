// How a connection waits for its socket, runs out of time, and ends.
#include <utility>

#include "api/http/connection.h"

namespace carillon::http {
namespace {

// A parked stream goes on when the socket has taken all but this.
constexpr std::size_t kStreamResume = 64 * 1024;

}  // namespace

// Under the lock, while something is unsent.
void Connection::wait_for_socket() {
  if (waiting_for_socket_) return;
  waiting_for_socket_ = true;
  write_deadline_ = core_.reactor.deadline(core_.options.write_timeout);
  outbox_.wait_writable(core_.reactor.context(), [self = shared_from_this()] { self->on_writable(); });
  if (outbox_.gone()) waiting_for_socket_ = false;
}

// Under the lock, while nothing is being answered.
void Connection::send_continue() {
  continue_due_ = false;
  outbox_.write("HTTP/1.1 100 Continue\r\n\r\n");
  if (outbox_.unsent() > 0) wait_for_socket();
}

void Connection::on_writable() {
  Lock lock(mutex_);
  waiting_for_socket_ = false;
  const bool progress = outbox_.flush();
  if (outbox_.unsent() > 0) {
    const Ticks deadline = write_deadline_;
    wait_for_socket();
    if (!progress) write_deadline_ = deadline;
  } else {
    outbox_.finish_wait();
  }
  if (stream_parked_ && outbox_.unsent() < kStreamResume) {
    stream_parked_ = false;
    core_.pool.resume(shared_from_this());
  }
  if (settle_when_sent_ && outbox_.unsent() == 0) {
    settle_when_sent_ = false;
    if (!advance()) return;
    lock.unlock();
    dispatch();
  }
}

void Connection::on_tick(Ticks now) {
  Lock lock(mutex_);
  if (life_ == Life::kDead) return;
  if (outbox_.unsent() > 0 && now > write_deadline_) return kill();
  if (life_ == Life::kLingering) {
    if (now > linger_deadline_) kill();
    return;
  }
  if (now <= read_deadline_) return;
  if (reading_ == Reading::kHead || reading_ == Reading::kBody) {
    Inbound late;
    late.error = {408, reading_ == Reading::kHead ? "the request's head did not come in time"
                                                  : "the request's body did not come in time"};
    late.request.peer = peer_;
    enqueue(std::move(lock), std::move(late));
  } else if (reading_ == Reading::kIdle && !answering_) {
    start_linger();
  }
}

void Connection::begin_stop() {
  const Lock lock(mutex_);
  if (life_ == Life::kOpen && !answering_ && reading_ == Reading::kIdle) start_linger();
}

void Connection::abort() {
  const Lock lock(mutex_);
  kill();
}

bool Connection::is_busy() const {
  const Lock lock(mutex_);
  return life_ == Life::kOpen && (answering_ || reading_ == Reading::kHead || reading_ == Reading::kBody);
}

// Under the lock: the answers are out; the client gets time to read them before the socket is closed,
// since closing over unread input would make the kernel throw them away.
void Connection::start_linger() {
  life_ = Life::kLingering;
  linger_deadline_ = core_.reactor.deadline(core_.options.linger_timeout);
  stop_reading();
  outbox_.end();
}

// Under the lock. A wait for the socket that is under way wakes up and finds the outbox gone.
void Connection::kill() {
  life_ = Life::kDead;
  stop_reading();
  if (!outbox_.gone()) outbox_.kill();
}

}  // namespace carillon::http
