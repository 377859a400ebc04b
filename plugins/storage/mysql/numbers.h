// Arithmetic that is exact or missing, in the SQL that MariaDB and MySQL share. Pure.
//
// The server's own whole numbers raise an error where they do not fit, and its division rounds at a few
// places; so everything is computed in DECIMAL, whose 65 digits hold any product of two, and fitted.
#pragma once

#include <cstdint>
#include <string_view>

#include "sql/fragment.h"

namespace carillon::mysql {

sql::Fragment whole(char op, const sql::Fragment& a, const sql::Fragment& b);
sql::Fragment quotient(const sql::Fragment& sum, const sql::Fragment& count);
sql::Fragment money_product(const sql::Fragment& a, const sql::Fragment& b);
// `op` between numbers of different types, by exact value.
sql::Fragment compare_exactly(std::string_view op, const sql::Fragment& a, std::uint32_t a_type,
                              const sql::Fragment& b, std::uint32_t b_type);
// CRL_PART_* of days since 1970.
sql::Fragment part_of_date(const sql::Fragment& days, std::int64_t part);

}  // namespace carillon::mysql
