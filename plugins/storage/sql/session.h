// A session of the storage ABI over one connection.
//
// Outside a transaction every mutation runs in one of its own, and is repeated when the connection says that
// this may cure it. After an error in a write inside a transaction
// only rollback() is answered, so nothing half-done can be committed. One thread at a time, but cancel().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <carillon/storage.hpp>

#include "catalog.h"
#include "connection.h"
#include "dialect.h"
#include "statement_cache.h"

namespace carillon::sql {

class Session : public StorageSession {
 public:
  using CatalogSource = std::function<std::shared_ptr<const Catalog>()>;

  Session(const Dialect& dialect, std::unique_ptr<Connection> db, CatalogSource catalog);
  ~Session() override;

  Status begin(std::int32_t mode) override;
  Status commit() override;
  Status rollback() override;
  Result<std::uint64_t> mutate(const crl_mutation& mutation) override;
  Status query(const crl_query& query, const crl_rows_sink& rows) override;
  void cancel() noexcept override;

  Connection& connection() { return *db_; }

 private:
  Status enter(std::int32_t mode);  // begin() within a call that has armed the connection
  Status leave(Status (Connection::*how)());
  Result<std::uint64_t> mutate_alone(const crl_mutation& mutation);

  const Dialect& dialect_;
  std::unique_ptr<Connection> db_;
  CatalogSource catalog_;
  StatementCache statements_;
  std::int32_t mode_ = 0;  // CRL_TX_*, 0 outside a transaction
  bool failed_ = false;    // the transaction can only be rolled back
};

}  // namespace carillon::sql
