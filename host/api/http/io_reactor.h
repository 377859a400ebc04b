// One thread beside Pistache's: it waits for sockets that could not take all of an answer, and it ticks.
//
// Thread safety: now() and context() from any thread; start() and stop() from one.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace carillon::http {

// Milliseconds of a clock that never goes back.
using Ticks = std::int64_t;

class IoReactor {
 public:
  explicit IoReactor(std::chrono::milliseconds tick);
  ~IoReactor();

  // Runs `on_tick` on the reactor's thread once a tick.
  void start(std::function<void(Ticks now)> on_tick);
  // Joins the thread; no callback runs afterwards.
  void stop();

  // The time of the last tick; cheap, and at most one tick old while the reactor runs.
  Ticks now() const { return now_.load(std::memory_order_relaxed); }
  // When something that may last `span` from now is late, allowing for the age of now().
  Ticks deadline(std::chrono::milliseconds span) const { return now() + span.count() + tick_.count(); }

  boost::asio::io_context& context();

 private:
  struct Loop;
  void arm_tick();

  std::chrono::milliseconds tick_;
  std::atomic<Ticks> now_;
  std::function<void(Ticks)> on_tick_;
  std::unique_ptr<Loop> loop_;
};

}  // namespace carillon::http
