// Mutations of a State. After an error the State may be half changed: drop it.
#pragma once

#include <cstdint>

#include <carillon/abi/storage.h>
#include <carillon/result.hpp>

#include "query.h"
#include "state.h"

namespace carillon::memory {

// How many rows changed. `now_us` is what NOW yields in conditions.
Result<std::uint64_t> write(State& state, const crl_mutation& mutation, std::int64_t now_us,
                            const Query::Cancelled& cancelled);

}  // namespace carillon::memory
