#include "functions.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include <carillon/abi/expr.h>
#include <carillon/value.hpp>

#include "json_pointer.h"
#include "sql/fold.h"
#include "sql/numeric.h"

namespace carillon::sqlite {

namespace {

std::string_view text_of(sqlite3_value* v) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(v));
  return text == nullptr ? std::string_view{}
                         : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(v)));
}

void answer_text(sqlite3_context* c, std::string_view text) {
  sqlite3_result_text64(c, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

// The shape of all functions: NULL in, NULL out; what throws (only memory can lack) is an error of the
// statement.
using Body = void (*)(sqlite3_context*, sqlite3_value**);
template <Body body>
void guard(sqlite3_context* c, int n, sqlite3_value** args) noexcept {
  for (int i = 0; i < n; ++i) {
    if (sqlite3_value_type(args[i]) == SQLITE_NULL) return sqlite3_result_null(c);
  }
  try {
    body(c, args);
  } catch (...) { sqlite3_result_error_nomem(c); }
}

void fold_text(sqlite3_context* c, sqlite3_value** args) { answer_text(c, sql::fold(text_of(args[0]))); }

void ends_with(sqlite3_context* c, sqlite3_value** args) {
  sqlite3_result_int(c, text_of(args[0]).ends_with(text_of(args[1])) ? 1 : 0);
}

void json_value(sqlite3_context* c, sqlite3_value** args) {
  const auto value = json_at(text_of(args[0]), text_of(args[1]));
  if (!value) return sqlite3_result_null(c);
  const int wanted = sqlite3_value_int(args[2]);
  if (wanted == CRL_T_TEXT) {
    const auto text = json_string(*value);
    return text ? answer_text(c, *text) : sqlite3_result_null(c);
  }
  if (wanted == CRL_T_BOOL) {
    if (*value == "true" || *value == "false") return sqlite3_result_int(c, *value == "true" ? 1 : 0);
    return sqlite3_result_null(c);
  }
  double number = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (error != std::errc() || end != value->data() + value->size() || !std::isfinite(number)) {
    return sqlite3_result_null(c);
  }
  sqlite3_result_double(c, number);
}

// Days since 1970 to a civil date, by Howard Hinnant's method: eras of 400 years that begin in March.
void date_part(sqlite3_context* c, sqlite3_value** args) {
  constexpr std::int64_t kMost = 3'652'425'000;  // ten million years: beyond it there is no date
  const std::int64_t days = sqlite3_value_int64(args[0]);
  if (days > kMost || days < -kMost) return sqlite3_result_null(c);
  const std::int64_t z = days + 719'468;
  const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
  const std::int64_t day_of_era = z - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t from_march = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * from_march + 2) / 5 + 1;
  const std::int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  switch (sqlite3_value_int(args[1])) {
    case CRL_PART_YEAR:
      return sqlite3_result_int64(c, year);
    case CRL_PART_MONTH:
      return sqlite3_result_int64(c, month);
    case CRL_PART_DAY:
      return sqlite3_result_int64(c, day);
    default:
      return sqlite3_result_int64(c, month * 100 + day);
  }
}

// SQLite turns a sum that overflows into a real number; here it is missing.
template <char op>
void whole(sqlite3_context* c, sqlite3_value** args) {
  const std::int64_t a = sqlite3_value_int64(args[0]);
  const std::int64_t b = sqlite3_value_int64(args[1]);
  std::int64_t out = 0;
  const bool overflow = op == '+'   ? __builtin_add_overflow(a, b, &out)
                        : op == '-' ? __builtin_sub_overflow(a, b, &out)
                                    : __builtin_mul_overflow(a, b, &out);
  overflow ? sqlite3_result_null(c) : sqlite3_result_int64(c, out);
}

__extension__ using Wide = __int128;

void answer_rounded(sqlite3_context* c, Wide dividend, Wide divisor) {
  if (divisor == 0) return sqlite3_result_null(c);
  if (divisor < 0) dividend = -dividend, divisor = -divisor;
  const Wide half = divisor / 2;
  const Wide out = dividend >= 0 ? (dividend + half) / divisor : -((-dividend + half) / divisor);
  if (out > std::numeric_limits<std::int64_t>::max() || out < std::numeric_limits<std::int64_t>::min()) {
    return sqlite3_result_null(c);
  }
  sqlite3_result_int64(c, static_cast<std::int64_t>(out));
}

void divide(sqlite3_context* c, sqlite3_value** args) {
  answer_rounded(c, sqlite3_value_int64(args[0]), sqlite3_value_int64(args[1]));
}

void multiply_money(sqlite3_context* c, sqlite3_value** args) {
  answer_rounded(c, static_cast<Wide>(sqlite3_value_int64(args[0])) * sqlite3_value_int64(args[1]),
                 Decimal::kScale);
}

crl_value number_of(sqlite3_value* v, int type) {
  if (type == CRL_T_F64) return cell::real(sqlite3_value_double(v));
  return cell::of_int(sqlite3_value_int64(v), static_cast<std::uint32_t>(type));
}

void compare(sqlite3_context* c, sqlite3_value** args) {
  const crl_value a = number_of(args[0], sqlite3_value_int(args[1]));
  const crl_value b = number_of(args[2], sqlite3_value_int(args[3]));
  sqlite3_result_int(c, sql::compare_exact(a, b));
}

struct Function {
  const char* name;
  int args;
  void (*call)(sqlite3_context*, int, sqlite3_value**);
};

constexpr Function kFunctions[] = {
    {"crl_fold", 1, &guard<fold_text>},           {"crl_ends_with", 2, &guard<ends_with>},
    {"crl_json", 3, &guard<json_value>},          {"crl_date_part", 2, &guard<date_part>},
    {"crl_add", 2, &guard<whole<'+'>>},           {"crl_sub", 2, &guard<whole<'-'>>},
    {"crl_mul", 2, &guard<whole<'*'>>},           {"crl_div", 2, &guard<divide>},
    {"crl_mul_money", 2, &guard<multiply_money>}, {"crl_cmp", 4, &guard<compare>},
};

}  // namespace

bool register_functions(::sqlite3* db) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  for (const Function& f : kFunctions) {
    const int rc =
        sqlite3_create_function_v2(db, f.name, f.args, kFlags, nullptr, f.call, nullptr, nullptr, nullptr);
    if (rc != SQLITE_OK) return false;
  }
  return true;
}

}  // namespace carillon::sqlite
