#include "numbers.h"

#include <string>

#include <carillon/abi/expr.h>
#include <carillon/value.hpp>

namespace carillon::mysql {

namespace {

using sql::Fragment;
using sql::join;

Fragment wide(const Fragment& v) { return join("CAST(", v, " AS DECIMAL(65,0))"); }

// NULL unless least - 1 < v < most + 1; v is evaluated where it stands once.
Fragment within(const Fragment& v, const std::string& below, const std::string& above) {
  return join("NULLIF(NULLIF(GREATEST(LEAST(", v, ", ", above, "), ", below, "), ", above, "), ", below, ")");
}

Fragment fitted(const Fragment& v) {
  return join("CAST(", within(v, "-9223372036854775809", "9223372036854775808"), " AS SIGNED)");
}

constexpr const char* kTwo26 = "67108864e0";
constexpr const char* kTwo32 = "4294967296e0";

// The whole part of a DOUBLE as an exact DECIMAL; far beyond 64 bits any large number of its sign will do.
Fragment whole_part(const Fragment& f) {
  const Fragment high = join("FLOOR(", f, " / ", kTwo32, ")");
  return join("(CAST(GREATEST(LEAST(", high,
              ", 1e18), -1e18) AS SIGNED) * CAST(4294967296 AS DECIMAL(20,0)) + ", "CAST(FLOOR(", f, ") - ",
              high, " * ", kTwo32, " AS SIGNED))");
}

// Two fragments whose comparison as numbers is that of a DOUBLE with a whole number or money; every step is
// exact: the whole parts are taken away first, and the rest is split so that its products fit in 53 bits.
struct Sides {
  Fragment real, other;
};

Sides sides(const Fragment& f, const Fragment& n, bool money) {
  const Fragment rest = join("(", f, " - FLOOR(", f, "))");
  if (!money) return {rest, join("(", wide(n), " - ", whole_part(f), ")")};
  const Fragment high = join("(FLOOR(", rest, " * ", kTwo26, ") / ", kTwo26, ")");
  return {join("((", high, " * 1e4) - (", wide(n), " - 10000 * ", whole_part(f), "))"),
          join("((", high, " - ", rest, ") * 1e4)")};
}

}  // namespace

Fragment whole(char op, const Fragment& a, const Fragment& b) {
  const char sign[] = {' ', op, ' ', '\0'};
  return fitted(join(wide(a), sign, wide(b)));
}

// Thirty places keep every tie a tie: a quotient of 64-bit numbers that is none is further from it.
Fragment quotient(const Fragment& sum, const Fragment& count) {
  return fitted(join("ROUND(CAST(", sum, " AS DECIMAL(60,30)) / ", count, ")"));
}

Fragment money_product(const Fragment& a, const Fragment& b) {
  return fitted(join("ROUND(CAST(", a, " AS DECIMAL(30,0)) * CAST(", b, " AS DECIMAL(30,0)) * 0.0001)"));
}

Fragment compare_exactly(std::string_view op, const Fragment& a, std::uint32_t a_type, const Fragment& b,
                         std::uint32_t b_type) {
  const std::string sign(op);
  if (a_type == CRL_T_F64) {
    const Sides s = sides(a, b, b_type == CRL_T_DECIMAL);
    return join("(", s.real, sign, s.other, ")");
  }
  if (b_type == CRL_T_F64) {
    const Sides s = sides(b, a, a_type == CRL_T_DECIMAL);
    return join("(", s.other, sign, s.real, ")");
  }
  const auto units = [](const Fragment& v, std::uint32_t type) {
    return type == CRL_T_DECIMAL ? wide(v) : join("10000 * ", wide(v));
  };
  return join("(", units(a, a_type), sign, units(b, b_type), ")");
}

// The calendar repeats every 400 years: the day is looked up in those from 2000 on, where the server's
// calendar is at home, and the year is moved back.
Fragment part_of_date(const Fragment& days, std::int64_t part) {
  constexpr const char* kCycle = "146097";
  const std::string to_zero = std::to_string(146'097LL * 30'000 - 10'957);  // 30,000 cycles before 2000
  const std::string day_2000 = "730485";                                    // of 2000-01-01 in FROM_DAYS
  const Fragment from = join("(", within(wide(days), "-3652425001", "3652425001"), " + ", to_zero, ")");
  const Fragment date = join("FROM_DAYS(", day_2000, " + MOD(", from, ", ", kCycle, "))");
  switch (part) {
    case CRL_PART_YEAR:
      return join("(YEAR(", date, ") + 400 * (", from, " DIV ", kCycle, " - 30000))");
    case CRL_PART_MONTH:
      return join("MONTH(", date, ")");
    case CRL_PART_DAY:
      return join("DAYOFMONTH(", date, ")");
    default:
      return join("CAST(DATE_FORMAT(", date, ", '%m%d') AS SIGNED)");
  }
}

}  // namespace carillon::mysql
