// A prepared statement of SQLite. Owned by its connection's session; dies before the connection.
#pragma once

#include <string>

#include "sql/connection.h"

struct sqlite3;
struct sqlite3_stmt;

namespace carillon::sqlite {

class SqliteStatement : public sql::Statement {
 public:
  // Takes the statement over. `path` names the file in messages.
  SqliteStatement(::sqlite3* db, ::sqlite3_stmt* statement, const std::string& path)
      : db_(db), statement_(statement), path_(path) {}
  ~SqliteStatement() override;

  Status bind(int i, const crl_value& value) override;
  Result<bool> step() override;
  crl_value column(int i, std::uint32_t type) override;
  std::uint64_t affected() override;
  void reset(bool forget) override;

 private:
  ::sqlite3* db_;
  ::sqlite3_stmt* statement_;
  const std::string& path_;
};

}  // namespace carillon::sqlite
