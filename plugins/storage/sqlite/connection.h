// One connection to the database file, tuned and with the kit's functions. One thread, but interrupt().
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "options.h"
#include "sql/soci_connection.h"

struct sqlite3;

namespace carillon::sqlite {

class SqliteConnection : public sql::SociConnection {
 public:
  // `options` must outlive the connection.
  static Result<std::unique_ptr<SqliteConnection>> open(const Options& options);

  Result<std::unique_ptr<sql::Statement>> prepare(std::string_view sql) override;
  void interrupt() noexcept override;
  void arm() noexcept override { interrupted_ = false; }
  bool interrupted() const noexcept override { return interrupted_; }

  // Reads the whole file; an Error names it and the remedy.
  Status check();

 protected:
  std::string begin_text(std::int32_t mode) const override;
  bool in_transaction() const override;
  Error failure(const soci::soci_error& error) const override;

 private:
  explicit SqliteConnection(const Options& options);
  Status tune();
  Status pragma(const std::string& text, std::string_view expected = {});
  static int wait(void* self, int attempts) noexcept;

  const Options& options_;
  ::sqlite3* db_;
  std::atomic<bool> interrupted_{false};
  std::chrono::steady_clock::time_point waiting_since_{};
};

}  // namespace carillon::sqlite
