// Everything that one storage holds, put into another.
//
// The source is read in one instant; a host may go on writing to it, but what it writes is not copied. Rows
// go over in transactions of thousands, in order of key, so memory does not grow with them. Thread safety:
// one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include <carillon/result.hpp>

#include "store/database.h"

namespace carillon::upkeep {

// Told after each batch: the collection, its rows copied so far, its rows in all.
using CopyProgress = std::function<void(std::string_view collection, std::uint64_t rows, std::uint64_t of)>;

// `over`: rows that are there already, as after a copy that broke off, are replaced; otherwise the target
// must be empty (CRL_E_CONFLICT names the collection that is not). REQUIRES: both have the schema.
Result<std::uint64_t> copy_all(store::Database& from, store::Database& to, bool over,
                               const CopyProgress& progress);

}  // namespace carillon::upkeep
