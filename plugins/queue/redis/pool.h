// Connections for calls from any thread. While the server cannot be reached, it is asked again only after a
// pause that grows, so that a call fails at once instead of waiting for what is not there.
//
// Thread safety: all calls from any thread.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "connection.h"

namespace carillon::redis {

class Pool {
 public:
  explicit Pool(const Options& options) : options_(options) {}

  // A connection, back in the pool when the lease ends, unless it is broken.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_ != nullptr) pool_->give_back(std::move(connection_));
    }
    Connection* operator->() const { return connection_.get(); }
    Connection& operator*() const { return *connection_; }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  Result<Lease> lease();
  // A connection of the caller's own, with the same pauses.
  Result<std::unique_ptr<Connection>> open();
  // Closes what is idle.
  void clear();

 private:
  void give_back(std::unique_ptr<Connection> connection);

  const Options& options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;  // guarded by mutex_, as all below
  std::chrono::milliseconds pause_{0};
  std::chrono::steady_clock::time_point again_at_{};
  std::optional<Error> last_failure_;
};

}  // namespace carillon::redis
