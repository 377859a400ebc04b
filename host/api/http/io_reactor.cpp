#include "api/http/io_reactor.h"

#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace carillon::http {
namespace {

Ticks read_clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

struct IoReactor::Loop {
  boost::asio::io_context context{1};
  boost::asio::steady_timer timer{context};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{context.get_executor()};
  std::thread thread;
};

IoReactor::IoReactor(std::chrono::milliseconds tick)
    : tick_(tick), now_(read_clock()), loop_(std::make_unique<Loop>()) {}

IoReactor::~IoReactor() { stop(); }

boost::asio::io_context& IoReactor::context() { return loop_->context; }

void IoReactor::start(std::function<void(Ticks)> on_tick) {
  on_tick_ = std::move(on_tick);
  arm_tick();
  loop_->thread = std::thread([this] { loop_->context.run(); });
}

void IoReactor::arm_tick() {
  loop_->timer.expires_after(tick_);
  loop_->timer.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const Ticks now = read_clock();
    now_.store(now, std::memory_order_relaxed);
    on_tick_(now);
    arm_tick();
  });
}

void IoReactor::stop() {
  loop_->context.stop();
  if (loop_->thread.joinable()) loop_->thread.join();
}

}  // namespace carillon::http
