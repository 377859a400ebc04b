// Windows of time as leaves write them, beside their other members: within, older_than, since, until, before,
// after, on and period. All that are given must hold, so a Window is one span from its latest start to its
// earliest end; one that ends before it starts holds nothing.
//
// Dates and periods are of the organisation's calendar; `within` ends now, both of its ends included.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <carillon/segop.hpp>

// The members' JSON Schemas; an operator's own schema is a literal too, so this is text to paste.
#define CARILLON_WINDOW_SCHEMA                                                                              \
  R"("within":{"title":"Within the last","description":"back from now: 12h, 30d, 2w, 6mo or 2y",)"          \
  R"("type":"string","maxLength":20},)"                                                                     \
  R"("older_than":{"title":"More than ... ago","description":"30d, 6mo: before that long ago",)"            \
  R"("type":"string","maxLength":20},)"                                                                     \
  R"("since":{"title":"Since","description":"a date or time, included","type":"string","maxLength":40},)"   \
  R"("until":{"title":"Until","description":"a date or time, included","type":"string","maxLength":40},)"   \
  R"("before":{"title":"Before","description":"a date or time","type":"string","maxLength":40},)"           \
  R"("after":{"title":"After","description":"a date, all of it, or time","type":"string","maxLength":40},)" \
  R"("on":{"title":"On","description":"a day: 2025-01-31","type":"string","maxLength":10},)"                \
  R"("period":{"title":"In","description":"a span of the calendar","enum":["today","yesterday",)"           \
  R"("this_week","last_week","this_month","last_month","this_quarter","last_quarter","this_year",)"         \
  R"("last_year"]})"

namespace carillon::language {

class Window {
 public:
  // The members below `base`, a pointer: "" or "/first".
  static Result<Window> read(const Leaf& leaf, const std::string& base, const Lowering& to);

  bool is_open() const { return !from_ && !to_; }
  // On a field of the rows at hand that is a time. REQUIRES: not is_open().
  Lowering::Id lower(Lowering& to, std::string_view field) const;

  // " in the last 90 days since 1 June 2025": each part after a blank, in the order of the members above.
  static std::string words(const Leaf& leaf, const std::string& base);

 private:
  void start_at(std::int64_t us) { from_ = from_ ? std::max(*from_, us) : us; }
  void end_before(std::int64_t us) { to_ = to_ ? std::min(*to_, us) : us; }

  Status read_lengths(const Leaf& leaf, const std::string& base, const Lowering& to);
  Status read_moments(const Leaf& leaf, const std::string& base, const Lowering& to);
  Status read_period(const Leaf& leaf, const std::string& base, const Lowering& to);

  std::optional<std::int64_t> from_, to_;  // microseconds UTC; the end is not included
};

}  // namespace carillon::language
