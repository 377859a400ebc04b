// A session of the storage ABI: the state that its transaction reads, and the one that it writes.
//
// One thread at a time, but cancel().
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include <carillon/storage.hpp>

#include "database.h"

namespace carillon::memory {

class Session : public StorageSession {
 public:
  explicit Session(Database& database) : database_(database) {}
  ~Session() override;

  Status begin(std::int32_t mode) override;
  Status commit() override;
  Status rollback() override;
  Result<std::uint64_t> mutate(const crl_mutation& mutation) override;
  Status query(const crl_query& query, const crl_rows_sink& rows) override;
  void cancel() noexcept override;

 private:
  Status enter(std::int32_t mode);
  void leave();
  Result<std::uint64_t> write(const crl_mutation& mutation);

  Database& database_;
  std::atomic<bool> cancelled_ = false;
  std::int32_t mode_ = 0;              // CRL_TX_*, 0 outside a transaction
  bool failed_ = false;                // the transaction can only be rolled back
  std::shared_ptr<const State> view_;  // of a reading transaction
  std::optional<State> next_;          // of a writing one
};

}  // namespace carillon::memory
