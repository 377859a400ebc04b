#include "connection.h"

#include <charconv>

#include <mysql.h>

#include <carillon/abi/storage.h>

#include "failure.h"
#include "statement.h"

namespace carillon::mysql {

namespace {

bool takes_arrays(::st_mysql* db) {
  unsigned long extended = 0;  // the upper half of the capabilities
  return mariadb_get_infov(db, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &extended) == 0 &&
         (extended & (MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32)) != 0;
}

}  // namespace

MysqlConnection::MysqlConnection(const Options& options)
    : BackendsOfConnection(options),
      SociConnection({backends, {}}),
      options_(options),
      killer_(options),
      db_(native(session())) {}

MysqlConnection::~MysqlConnection() = default;

Result<std::unique_ptr<MysqlConnection>> MysqlConnection::open(const Options& options) {
  try {
    std::unique_ptr<MysqlConnection> made(new MysqlConnection(options));
    if (Status s = made->tune(); !s) return s.error();
    return made;
  } catch (const soci::soci_error& error) {
    return mysql::failure(error_number(error), error.get_error_message(), options);
  }
}

Status MysqlConnection::tune() {
  ++generation_;
  lost_ = false;
  in_transaction_ = false;
  serializable_ = false;
  reading_ = nullptr;
  killer_.aim(mysql_thread_id(db_));
  mariadb_ = mariadb_connection(db_) != 0;
  arrays_ = options_.bulk && mariadb_ && takes_arrays(db_);
  // Text compares by code point, and a trailing blank counts. Instants are numbers; the zone is for people
  // who look into the tables.
  const std::string tuning[] = {
      std::string("SET NAMES utf8mb4 COLLATE ") + (mariadb_ ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin"),
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', "
      "innodb_lock_wait_timeout = " +
          std::to_string(options_.lock_wait_timeout_s) +
          ", net_write_timeout = 600, max_sort_length = 4096, autocommit = 1",
      "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
  };
  for (const auto& text : tuning) {
    if (Status s = execute(text.c_str()); !s) return s;
  }
  const auto most = ask("SELECT @@max_allowed_packet");
  if (!most) return most.error();
  std::from_chars(most->data(), most->data() + most->size(), max_packet_);
  return {};
}

Status MysqlConnection::connect_again() {
  try {
    db_ = nullptr;
    session().reconnect();
    db_ = native(session());
  } catch (const soci::soci_error& error) {
    lost_ = true;
    return mysql::failure(error_number(error), error.get_error_message(), options_);
  }
  return tune();
}

Status MysqlConnection::ready(MysqlStatement* next) {
  if (lost_ && in_transaction_) {
    return unavailable("the connection to the " + options_.where() + " was lost within a transaction");
  }
  if (reading_ != nullptr && reading_ != next) {
    MysqlStatement* const before = std::exchange(reading_, nullptr);
    before->make_way();
  }
  if (lost_) return connect_again();
  // A kill that came too late for its call would hit this one.
  if (reading_ == nullptr && killer_.absorb()) (void)mysql_query(db_, "DO 0");
  return {};
}

Status MysqlConnection::execute(const char* text) {
  const Killer::Call call(killer_);
  if (mysql_query(db_, text) != 0) return failed(mysql_errno(db_), mysql_error(db_));
  return {};
}

Status MysqlConnection::run(const std::string& text) {
  if (Status s = ready(nullptr); !s) return s;
  Status done = execute(text.c_str());
  if (done || !lost_ || in_transaction_) return done;
  if (Status s = ready(nullptr); !s) return s;
  return execute(text.c_str());
}

Result<std::string> MysqlConnection::ask(const char* text) {
  if (Status s = execute(text); !s) return s.error();
  MYSQL_RES* rows = mysql_store_result(db_);
  if (rows == nullptr) return failed(mysql_errno(db_), mysql_error(db_));
  const char* const* row = mysql_fetch_row(rows);
  std::string out = row == nullptr || row[0] == nullptr ? "" : row[0];
  mysql_free_result(rows);
  return out;
}

Status MysqlConnection::ping() { return run("DO 0"); }

Error MysqlConnection::failed(unsigned number, std::string_view message) {
  if (mysql::is_lost(number)) {
    lost_ = true;
    reading_ = nullptr;
  }
  if (interrupted_ && (number == kInterrupted || lost_))
    return {CRL_E_CANCELLED, "the call was cancelled", 0, {}};
  return mysql::failure(number, message, options_);
}

Result<std::unique_ptr<sql::Statement>> MysqlConnection::prepare(std::string_view text) {
  auto made = std::make_unique<MysqlStatement>(*this, std::string(text));
  Status prepared = made->prepare();
  if (!prepared && lost_ && !in_transaction_) prepared = made->prepare();
  if (!prepared) return prepared.error();
  return std::unique_ptr<sql::Statement>(std::move(made));
}

// Reads see one snapshot. Writes are serializable: what they have read stays as it is until they end, and two
// that would break each other's assumptions become a deadlock, which one of them repeats.
std::string MysqlConnection::begin_text(std::int32_t mode) const {
  return mode == CRL_TX_WRITE ? "START TRANSACTION" : "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
}

// For the whole session, which most often begins transactions of one kind only: a question less for each.
Status MysqlConnection::isolate(bool serializable) {
  if (serializable == serializable_) return {};
  Status done = execute(serializable ? "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE"
                                     : "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  if (done) serializable_ = serializable;
  return done;
}

Status MysqlConnection::begin(std::int32_t mode) {
  for (bool again = true;; again = false) {
    Status done = ready(nullptr);
    if (done) done = isolate(mode == CRL_TX_WRITE);
    if (done) done = execute(begin_text(mode).c_str());
    if (done) in_transaction_ = true;
    if (done || !lost_ || !again) return done;
  }
}

Status MysqlConnection::commit() {
  if (Status s = ready(nullptr); !s) return s;
  Status done = SociConnection::commit();
  if (done) {
    in_transaction_ = false;
    return done;
  }
  if (mysql::is_lost(mysql_errno(db_))) {
    lost_ = true;
    return Error{CRL_E_UNKNOWN,
                 "the connection to the " + options_.where() +
                     " was lost during a commit: it may have happened or not",
                 0,
                 {}};
  }
  return done;
}

Status MysqlConnection::rollback() {
  if (!in_transaction_) return {};
  if (!lost_) {
    if (Status s = ready(nullptr); !s) return s;
    const Killer::Call call(killer_);
    const Status done = SociConnection::rollback();
    if (!done && !mysql::is_lost(mysql_errno(db_))) return done;
    lost_ = !done;  // the server rolls back what a lost connection held
  }
  in_transaction_ = false;
  return {};
}

Error MysqlConnection::failure(const soci::soci_error& error) const {
  return mysql::failure(error_number(error), error.get_error_message(), options_);
}

void MysqlConnection::interrupt() noexcept {
  interrupted_ = true;
  killer_.fire();
}

}  // namespace carillon::mysql
