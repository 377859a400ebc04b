// Makes a database look like the collections: creates tables, columns and indexes that are not there.
//
// Additive: nothing is dropped or rewritten, what the database has beyond the declaration stays. Safe to run
// again, and in two hosts at once: the whole of it is one writing transaction where the database's DDL
// allows, and each step is safe alone where not. The table carillon_schema remembers the versions.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include <carillon/abi/storage.h>
#include <carillon/result.hpp>

#include "catalog.h"
#include "session.h"

namespace carillon::sql {

// Answers the catalog that `known` becomes with these collections. The session must be outside a transaction.
Result<std::shared_ptr<const Catalog>> ensure_schema(const Dialect& dialect, std::unique_ptr<Connection> db,
                                                     const Catalog& known,
                                                     std::span<const crl_collection* const> collections);

}  // namespace carillon::sql
