#include "connection.h"

#include <algorithm>

#include <sqlite3.h>

#include <carillon/abi/storage.h>

#include "failure.h"
#include "functions.h"
#include "native.h"
#include "statement.h"

namespace carillon::sqlite {

namespace {

// A connection is used by one thread at a time, so SQLite need not lock it for each call, nor count its
// memory under a lock that all share. Where somebody else has started SQLite in this process before, it goes
// on locking.
void expect_one_thread_a_connection() {
  static const bool once = [] {
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return true;
  }();
  static_cast<void>(once);
}

}  // namespace

SqliteConnection::SqliteConnection(const Options& options)
    : SociConnection(parameters_for(options.path)), options_(options), db_(native(session())) {}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const Options& options) {
  expect_one_thread_a_connection();
  try {
    std::unique_ptr<SqliteConnection> made(new SqliteConnection(options));
    if (Status s = made->tune(); !s) return s.error();
    return made;
  } catch (const soci::soci_error& error) {
    return internal_error("the database file " + options.path + " cannot be opened (" +
                          error.get_error_message() +
                          "): its folder must exist and be writable for this user");
  }
}

Status SqliteConnection::tune() {
  sqlite3_extended_result_codes(db_, 1);
  sqlite3_busy_handler(db_, &SqliteConnection::wait, this);
  if (!register_functions(db_)) return sqlite::failure(db_, options_.path);
  // WAL: readers and the writer do not wait for each other. A larger checkpoint interval saves syncs in bulk
  // loads; the size limit gives the space back. No mmap: each session's mapping would count as memory of the
  // process, and the page cache of the system serves all sessions anyway.
  if (Status s = pragma("PRAGMA journal_mode = WAL", "wal"); !s) return s;
  const std::string tuning[] = {
      std::string("PRAGMA synchronous = ") + (options_.full_sync ? "FULL" : "NORMAL"),
      "PRAGMA foreign_keys = ON",
      "PRAGMA cache_size = -" + std::to_string(options_.cache_mb * 1024),
      "PRAGMA mmap_size = 0",
      "PRAGMA wal_autocheckpoint = 4000",
      "PRAGMA journal_size_limit = 67108864",
      "PRAGMA trusted_schema = OFF",
  };
  for (const auto& text : tuning) {
    if (Status s = pragma(text); !s) return s;
  }
  if (options_.max_mb == 0) return {};
  auto size = prepare("PRAGMA page_size");
  if (!size) return size.error();
  if (auto row = (*size)->step(); !row) return row.error();
  const std::int64_t page = std::max<std::int64_t>(512, (*size)->column(0, CRL_T_I64).v.i);
  return pragma("PRAGMA max_page_count = " + std::to_string(options_.max_mb * 1024 * 1024 / page));
}

Status SqliteConnection::pragma(const std::string& text, std::string_view expected) {
  auto statement = prepare(text);
  if (!statement) return statement.error();
  auto row = (*statement)->step();
  if (!row) return row.error();
  if (expected.empty()) return {};
  const std::string found(*row ? cell::as_text((*statement)->column(0, CRL_T_TEXT)) : std::string_view{});
  if (found == expected) return {};
  return internal_error("the database file " + options_.path + " stays in journal mode \"" + found +
                        "\" instead of \"" + std::string(expected) +
                        "\": put it on a local disk, not on a network share");
}

Status SqliteConnection::check() {
  auto statement = prepare("PRAGMA quick_check(1)");
  if (!statement) return statement.error();
  auto row = (*statement)->step();
  if (!row) return row.error();
  const std::string found(cell::as_text((*statement)->column(0, CRL_T_TEXT)));
  if (found == "ok") return {};
  return internal_error("the database file " + options_.path + " is damaged (" + found +
                        "): restore it from a backup, or save what is readable with "
                        "`sqlite3 FILE .recover | sqlite3 NEW`");
}

Result<std::unique_ptr<sql::Statement>> SqliteConnection::prepare(std::string_view text) {
  ::sqlite3_stmt* statement = nullptr;
  const int rc = sqlite3_prepare_v3(db_, text.data(), static_cast<int>(text.size()),
                                    SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (rc != SQLITE_OK) return sqlite::failure(db_, options_.path);
  return std::unique_ptr<sql::Statement>(std::make_unique<SqliteStatement>(db_, statement, options_.path));
}

void SqliteConnection::interrupt() noexcept {
  interrupted_ = true;
  sqlite3_interrupt(db_);
}

std::string SqliteConnection::begin_text(std::int32_t mode) const {
  return mode == CRL_TX_WRITE ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED";
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

Error SqliteConnection::failure(const soci::soci_error&) const { return sqlite::failure(db_, options_.path); }

// The busy handler: waits in growing steps until the time is up or the call is cancelled.
int SqliteConnection::wait(void* self, int attempts) noexcept {
  auto& me = *static_cast<SqliteConnection*>(self);
  const auto now = std::chrono::steady_clock::now();
  if (attempts == 0) me.waiting_since_ = now;
  const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(now - me.waiting_since_).count();
  if (me.interrupted_ || waited >= me.options_.busy_timeout_ms) return 0;
  sqlite3_sleep(std::min(1 + attempts, 20));
  return 1;
}

}  // namespace carillon::sqlite
