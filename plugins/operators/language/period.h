// Spans of the calendar that are named from today: "this_week", "last_quarter". Weeks start on Monday. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carillon::language {

// Days since 1970, the end not included.
struct Days {
  std::int64_t from = 0, to = 0;
};

// nullopt for a name that is no period.
std::optional<Days> period_days(std::string_view name, std::int64_t today);

// "today, yesterday, this_week, ..."
std::string period_names();

}  // namespace carillon::language
