// Points in time as a rule writes them: a calendar day, or an instant.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <carillon/segop.hpp>

#include "calendar.h"

namespace carillon::language {

// What a text names: from (included) to (excluded), in microseconds UTC. A day names all of itself, an
// instant the one microsecond; so "after 31 January" begins with February.
struct Span {
  std::int64_t from = 0, to = 0;
};

// "2025-01-31" as a day in `zone` (empty: the organisation's), or an RFC 3339 time.
Result<Span> read_span(const Leaf& leaf, std::string_view path, const Lowering& to,
                       std::string_view zone = {});
// All of one calendar day.
Result<Span> day_span(const Lowering& to, Civil day, std::string_view zone);
// "2025-01-31" alone.
Result<Civil> read_day(const Leaf& leaf, std::string_view path);

// "31 January 2025", or "31 January 2025 10:00 UTC"; the text itself when it is neither.
std::string moment_words(std::string_view text);

}  // namespace carillon::language
