#include "killer.h"

#include <exception>
#include <utility>

#include <mysql.h>

#include "native.h"

namespace carillon::mysql {

void Killer::aim(unsigned long thread) {
  const std::lock_guard lock(mutex_);
  thread_ = thread;
  stray_ = false;
}

Killer::Call::Call(Killer& killer) : killer_(killer) {
  const std::lock_guard lock(killer_.mutex_);
  if (killer_.running_++ == 0) killer_.fired_ = false;
}

Killer::Call::~Call() {
  const std::lock_guard lock(killer_.mutex_);
  --killer_.running_;
}

void Killer::fire() noexcept {
  try {
    const std::lock_guard lock(mutex_);
    if (running_ == 0 || fired_ || thread_ == 0) return;
    fired_ = true;
    stray_ = true;
    const Backends backends(options_);
    soci::session session(backends, {});
    const std::string text = "KILL QUERY " + std::to_string(thread_);
    // Refused when the connection is gone, which is as good.
    (void)mysql_query(native(session), text.c_str());
  } catch (const std::exception&) {
    // The server takes no connection: the call ends by itself, and then says that it was cancelled.
  }
}

bool Killer::absorb() {
  const std::lock_guard lock(mutex_);
  return std::exchange(stray_, false);
}

}  // namespace carillon::mysql
