// Whether a rule selects a customer.
#pragma once

#include <string>
#include <string_view>

#include "audience/evaluator.h"
#include "audience/operator_plugins.h"
#include "base/time_text.h"

namespace carillon::audience::testing {

inline std::int64_t at(std::string_view time) { return parse_time(time).value(); }

inline bool selects(std::string_view rule, const store::Customer& customer, std::int64_t now_us = 0,
                    const std::string& zone = "UTC") {
  return holds(compiled(rule, now_us, zone)->where, CustomerRecord(customer), now_us);
}

}  // namespace carillon::audience::testing
