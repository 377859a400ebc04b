// What was sent lately under a limit, by all hosts together: one row a limit, replaced by compare-and-set.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <carillon/result.hpp>

#include "store/session.h"

namespace carillon::store {

struct RateRow {
  std::int64_t version = 0;  // 0: there is none yet
  std::string used;
};

Result<RateRow> read_rate(Session& session, std::string_view name);
// CRL_E_CONFLICT: the row is no longer of that version.
Status write_rate(Session& session, std::string_view name, std::int64_t version, std::string_view used);

}  // namespace carillon::store
