// One connection to the server, tuned for the kit. One thread, but interrupt().
//
// When the connection is lost, the transaction on it is lost as well: its calls answer CRL_E_UNAVAILABLE, and
// the next begin(), or the next query outside a transaction, connects anew. Statements prepare themselves
// again then. Rows are read as they come; a statement that is still being read makes way for the next one by
// keeping its rows in memory.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "killer.h"
#include "native.h"
#include "options.h"
#include "sql/soci_connection.h"

namespace carillon::mysql {

class MysqlStatement;

// What SOCI's session is made with must be there before it.
struct BackendsOfConnection {
  explicit BackendsOfConnection(const Options& options) : backends(options) {}
  Backends backends;
};

class MysqlConnection : private BackendsOfConnection, public sql::SociConnection {
 public:
  // `options` must outlive the connection.
  static Result<std::unique_ptr<MysqlConnection>> open(const Options& options);
  ~MysqlConnection() override;

  Result<std::unique_ptr<sql::Statement>> prepare(std::string_view sql) override;
  Status begin(std::int32_t mode) override;
  Status commit() override;
  Status rollback() override;
  std::size_t array_rows() const override { return arrays_ ? kArrayRows : 1; }
  int write_attempts() const override { return static_cast<int>(options_.write_attempts); }

  void interrupt() noexcept override;
  void arm() noexcept override { interrupted_ = false; }
  bool interrupted() const noexcept override { return interrupted_; }

  // One statement without parameters and without rows.
  Status run(const std::string& text);
  // The server answers.
  Status ping();
  bool is_mariadb() const { return mariadb_; }

  // For MysqlStatement.
  ::st_mysql* handle() const { return db_; }
  const Options& options() const { return options_; }
  std::size_t max_packet() const { return max_packet_; }
  Killer& killer() { return killer_; }
  // Changes with each new connection.
  std::uint64_t generation() const { return generation_; }
  // The connection is ready for a command of `next`; connects anew where nothing is lost by it.
  Status ready(MysqlStatement* next);
  // `statement` has rows to be read; null: none has.
  void reading(MysqlStatement* statement) { reading_ = statement; }
  MysqlStatement* reading() const { return reading_; }
  // What went wrong; remembers a lost connection.
  Error failed(unsigned number, std::string_view message);
  bool is_lost() const { return lost_; }
  bool may_reconnect() const { return !in_transaction_; }

 protected:
  std::string begin_text(std::int32_t mode) const override;
  bool in_transaction() const override { return in_transaction_; }
  Error failure(const soci::soci_error& error) const override;

 private:
  static constexpr std::size_t kArrayRows = 1'000;

  explicit MysqlConnection(const Options& options);
  Status connect_again();
  Status tune();
  Status isolate(bool serializable);
  Status execute(const char* text);  // without ready()
  Result<std::string> ask(const char* text);

  const Options& options_;
  Killer killer_;
  ::st_mysql* db_;
  MysqlStatement* reading_ = nullptr;
  std::uint64_t generation_ = 0;
  std::size_t max_packet_ = 0;
  bool mariadb_ = false;
  bool arrays_ = false;
  bool lost_ = false;
  bool in_transaction_ = false;
  bool serializable_ = false;  // how the session's transactions are isolated now
  std::atomic<bool> interrupted_{false};
};

}  // namespace carillon::mysql
