// Stops what a connection is doing on its server, from another thread: KILL QUERY over a connection of its
// own.
//
// A kill may reach the server when the call it was meant for is over, and would then hit the next one. So a
// call ends only after a kill on its way is done, and absorb() tells that one may still be lying in wait.
#pragma once

#include <mutex>

#include "options.h"

struct st_mysql;

namespace carillon::mysql {

class Killer {
 public:
  // `options` must outlive the object.
  explicit Killer(const Options& options) : options_(options) {}

  // The connection's number on the server.
  void aim(unsigned long thread);

  class Call {
   public:
    explicit Call(Killer& killer);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    Killer& killer_;
  };

  // [any] Kills the call that runs now, if one does.
  void fire() noexcept;
  // Whether a kill was sent since it was asked last.
  bool absorb();

 private:
  const Options& options_;
  std::mutex mutex_;
  unsigned long thread_ = 0;
  int running_ = 0;
  bool fired_ = false;  // at the call that runs
  bool stray_ = false;
};

}  // namespace carillon::mysql
