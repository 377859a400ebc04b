// A prepared statement on the server. Owned by its connection's session; dies before the connection.
#pragma once

#include <cstdint>
#include <string>

#include "parameters.h"
#include "results.h"
#include "sql/connection.h"

struct st_mysql_stmt;

namespace carillon::mysql {

class MysqlConnection;

class MysqlStatement : public sql::Statement {
 public:
  MysqlStatement(MysqlConnection& connection, std::string sql)
      : connection_(connection),
        sql_(std::move(sql)),
        upsert_(sql_.find(" ON DUPLICATE KEY UPDATE ") != std::string::npos) {}
  ~MysqlStatement() override;

  Status prepare();

  Status bind(int i, const crl_value& value) override;
  Result<bool> add_row() override;
  Result<bool> step() override;
  crl_value column(int i, std::uint32_t type) override;
  std::uint64_t affected() override { return affected_; }
  void reset(bool forget) override;

  // Another statement wants the connection: takes the rows that are left into memory.
  void make_way();

 private:
  Status execute();
  Status execute_once();
  Error failed();
  void close();

  MysqlConnection& connection_;
  std::string sql_;
  bool upsert_;
  ::st_mysql_stmt* statement_ = nullptr;
  std::uint64_t generation_ = 0;
  Parameters parameters_;
  Results results_;
  Status left_over_;  // what went wrong in make_way()
  bool executed_ = false;
  std::uint64_t affected_ = 0;
};

}  // namespace carillon::mysql
