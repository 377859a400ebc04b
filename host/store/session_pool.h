// Sessions of a storage plugin, opened as they are needed and lent to one user at a time.
//
// A session whose transaction ended badly is dropped, so a
// broken connection is replaced by the next use.
// Thread safety: all calls from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include <carillon/abi/storage.h>
#include <carillon/result.hpp>

#include "store/session.h"

namespace carillon::store {

class SessionPool {
 public:
  SessionPool(const crl_storage& storage, void* self, std::size_t most, std::chrono::milliseconds patience);

  // A session on loan; goes back to the pool with this object.
  class Loan {
   public:
    Loan(SessionPool& pool, std::unique_ptr<Session> session) : pool_(&pool), session_(std::move(session)) {}
    Loan(Loan&&) = default;
    Loan& operator=(Loan&&) = delete;
    ~Loan() {
      if (session_ != nullptr || broken_) pool_->give_back(broken_ ? nullptr : std::move(session_));
    }
    Session& operator*() { return *session_; }
    void drop() {
      broken_ = true;
      session_.reset();
    }

   private:
    SessionPool* pool_;
    std::unique_ptr<Session> session_;
    bool broken_ = false;
  };

  // CRL_E_UNAVAILABLE when none came free within the patience.
  Result<Loan> take();

 private:
  void give_back(std::unique_ptr<Session> session);

  const crl_storage& storage_;
  void* self_;
  const std::size_t most_;
  const std::chrono::milliseconds patience_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Session>> idle_;  // guarded by mutex_, as lent_
  std::size_t lent_ = 0;
};

}  // namespace carillon::store
