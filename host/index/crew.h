// Threads that share the pieces of a piece of work.
//
// Thread safety: all calls from any thread; several may run work at once.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace carillon::index {

class Crew {
 public:
  // `threads` that work beside the caller; none: the caller does everything.
  explicit Crew(std::size_t threads);
  ~Crew();

  // Calls work(i) once for each i < n, on the caller's thread and others, and returns when all are done.
  // `work` does not throw.
  void run(std::size_t n, const std::function<void(std::size_t)>& work);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::index
