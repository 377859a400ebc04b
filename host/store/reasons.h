// The texts of the ledger's reason numbers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include <carillon/result.hpp>

#include "store/session.h"

namespace carillon::store {

using ReasonText = std::pair<std::int64_t, std::string>;

// Known numbers stay as they are.
Status put_reasons(Session& session, std::span<const ReasonText> reasons);

// Empty when the number is not known.
Result<std::string> get_reason(Session& session, std::int64_t id);

}  // namespace carillon::store
