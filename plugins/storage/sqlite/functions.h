// The SQL functions that the dialect uses, beyond SQLite's own: crl_fold(), crl_json() and their kin.
//
// All are deterministic and answer NULL for a NULL argument. They appear in statements only, never in the
// schema, so any SQLite tool can open the file.
#pragma once

struct sqlite3;

namespace carillon::sqlite {

// Registers them on a connection; false when SQLite refused.
bool register_functions(::sqlite3* db);

}  // namespace carillon::sqlite
