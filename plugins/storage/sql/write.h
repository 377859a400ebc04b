// Mutations of the ABI, run on a connection inside a transaction that the caller holds.
//
// What counts as changed: INSERT and COPY, rows inserted; UPSERT, rows inserted or really different from what
// was stored; UPDATE and DELETE, rows matched (of those, `limit` at most).
#pragma once

#include <cstdint>

#include <carillon/abi/storage.h>
#include <carillon/result.hpp>

#include "catalog.h"
#include "dialect.h"
#include "statement_cache.h"

namespace carillon::sql {

struct WriteContext {
  const Dialect& dialect;
  const Catalog& catalog;
  Connection& db;
  StatementCache& statements;
};

// CRL_E_CONFLICT also when must_change is not met; the caller then rolls back.
Result<std::uint64_t> write(const WriteContext& context, const crl_mutation& mutation);

}  // namespace carillon::sql
