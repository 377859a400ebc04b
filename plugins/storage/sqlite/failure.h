// SQLite's result codes as statuses of the storage ABI, with a sentence for a person. Never shows SQL.
#pragma once

#include <string>

#include <carillon/result.hpp>

struct sqlite3;

namespace carillon::sqlite {

// What went wrong last on `db`; `path` names the file in messages.
Error failure(::sqlite3* db, const std::string& path);

}  // namespace carillon::sqlite
