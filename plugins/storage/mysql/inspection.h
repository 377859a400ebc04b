// What is in the database, and whether it is what a collection needs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "sql/catalog.h"
#include "sql/connection.h"

namespace carillon::mysql {

// None: there is no such table.
Result<std::vector<std::string>> column_names(sql::Connection& db, std::string_view table);

// CRL_E_CONFLICT names the first difference that would spoil reads or writes, and the remedy. Columns that
// are not there yet are no difference.
Status check_table(sql::Connection& db, const sql::Collection& c, const std::string& collation);

// Whether an index over these columns is there; CRL_E_CONFLICT when another one bears its name.
Result<bool> has_index(sql::Connection& db, const sql::Collection& c, const sql::Index& index);

}  // namespace carillon::mysql
