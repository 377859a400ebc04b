#include "store/session_pool.h"

namespace carillon::store {

SessionPool::SessionPool(const crl_storage& storage, void* self, std::size_t most,
                         std::chrono::milliseconds patience)
    : storage_(storage), self_(self), most_(most), patience_(patience) {}

Result<SessionPool::Loan> SessionPool::take() {
  std::unique_ptr<Session> session;
  {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_for(lock, patience_, [&] { return lent_ < most_; })) {
      return unavailable("storage is busy: no session came free in time", 1'000);
    }
    ++lent_;
    if (!idle_.empty()) {
      session = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (session == nullptr) {
    void* opened = nullptr;
    crl_error error = empty_error();
    const crl_status status = storage_.session_open(self_, &opened, &error);
    if (status != CRL_OK) {
      give_back(nullptr);
      return read_error(status, error);
    }
    session = std::make_unique<Session>(storage_, opened);
  }
  return Loan(*this, std::move(session));
}

void SessionPool::give_back(std::unique_ptr<Session> session) {
  {
    const std::scoped_lock lock(mutex_);
    --lent_;
    if (session != nullptr) idle_.push_back(std::move(session));
  }
  freed_.notify_one();
}

}  // namespace carillon::store
