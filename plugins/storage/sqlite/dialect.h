// SQLite's side of the SQL kit.
//
// Whole numbers of every kind are INTEGER, a single I64 key is the rowid. Rows are written one at a time by a
// prepared statement, which for an embedded database is the fastest way.
#pragma once

#include "sql/dialect.h"

namespace carillon::sqlite {

const sql::Dialect& dialect();

}  // namespace carillon::sqlite
