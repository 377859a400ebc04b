// Timer: one function, called once after a delay on a thread of the host.
//
// Thread safety: start() and cancel() are [any]. The function may call start() again, which makes a clock
// that ticks; it may call cancel() too, but must not destroy the Timer. The destructor cancels.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>

#include "abi/host.h"
#include "plugin.hpp"

namespace carillon {

class Timer {
 public:
  explicit Timer(std::function<void()> fire) : fire_(std::move(fire)) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { cancel(); }

  // Arms the timer. CRL_E_STATE when it is armed already or being cancelled; CRL_E_UNSUPPORTED when the host
  // has no timers.
  Status start(std::chrono::microseconds delay) {
    const auto* timers = host().service<crl_timer>(CRL_TIMER_ID);
    if (timers == nullptr) return Host::lacks(CRL_TIMER_ID);
    const std::lock_guard lock(mutex_);
    if (armed_) return Error{CRL_E_STATE, "the timer is armed already"};
    if (cancelling_ > 0) return Error{CRL_E_STATE, "the timer is being cancelled"};
    const crl_status status =
        timers->start(host().ctx(), std::max<std::int64_t>(0, delay.count()), &Timer::thunk, this, &id_);
    if (status != CRL_OK) return Error{status, "the host refused a timer"};
    armed_ = true;
    return {};
  }

  // After it returns the function neither runs nor will run, unless start() is called again. Called from
  // within the function it does not wait for that call.
  void cancel() noexcept {
    std::unique_lock lock(mutex_);
    if (!armed_ && running_ == 0) return;
    ++cancelling_;
    if (armed_) {
      const auto id = id_;
      lock.unlock();  // the function may be waiting for the lock, in start()
      const auto* timers = host().service<crl_timer>(CRL_TIMER_ID);
      const bool removed = timers == nullptr || timers->cancel(host().ctx(), id) == CRL_OK;
      lock.lock();
      if (removed) armed_ = false;
    }
    if (running_here() != this) idle_.wait(lock, [&] { return running_ == 0; });
    --cancelling_;
  }

 private:
  static const Timer*& running_here() {
    static thread_local const Timer* timer = nullptr;
    return timer;
  }
  static void thunk(void* self) { static_cast<Timer*>(self)->run(); }
  void run() noexcept {
    {
      const std::lock_guard lock(mutex_);
      armed_ = false;
      ++running_;
    }
    const Timer* outer = std::exchange(running_here(), this);
    guarded_void("timer", fire_);
    running_here() = outer;
    const std::lock_guard lock(mutex_);
    --running_;
    idle_.notify_all();
  }

  std::function<void()> fire_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::uint64_t id_ = 0;
  bool armed_ = false;
  int running_ = 0;
  int cancelling_ = 0;
};

}  // namespace carillon
