// The storage plugin "sqlite": collections in one file, for everything that runs on one machine.
#include <filesystem>
#include <memory>
#include <mutex>

#include <carillon/storage.hpp>

#include "connection.h"
#include "dialect.h"
#include "options.h"
#include "sql/ensure.h"
#include "sql/session.h"

namespace carillon::sqlite {

namespace {

class SqliteStorage : public Storage {
 public:
  explicit SqliteStorage(const Config& config) : options_(config) {}

  Status start() override {
    std::error_code ignored;  // opening the file says it better
    const auto folder = std::filesystem::path(options_.path).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
    const bool crashed = left_by_a_crash();
    auto opened = SqliteConnection::open(options_);
    if (!opened) return opened.error();
    if (options_.integrity_check == "always" || (options_.integrity_check == "after_crash" && crashed)) {
      if (Status s = (*opened)->check(); !s) return s;
    }
    const std::lock_guard lock(mutex_);
    kept_open_ = std::move(opened).value();
    return {};
  }

  void stop() override {
    const std::lock_guard lock(mutex_);
    kept_open_.reset();  // the last connection to close writes the log back into the file
  }

  Status health() override {
    const std::lock_guard lock(mutex_);
    if (!kept_open_) return Error{CRL_E_STATE, "the storage is not started", 0, {}};
    auto statement = kept_open_->prepare("PRAGMA schema_version");
    if (!statement) return statement.error();
    auto row = (*statement)->step();
    return row ? Status() : Status(row.error());
  }

  crl_storage_caps caps() const override {
    crl_storage_caps caps{};
    caps.flags = CRL_STORAGE_SINGLE_WRITER;
    return caps;
  }

  Status ensure(std::span<const crl_collection* const> collections) override {
    auto db = SqliteConnection::open(options_);
    if (!db) return db.error();
    auto made = sql::ensure_schema(dialect(), std::move(db).value(), *catalog(), collections);
    if (!made) return made.error();
    const std::lock_guard lock(mutex_);
    catalog_ = std::move(made).value();
    return {};
  }

  Result<std::unique_ptr<StorageSession>> open_session() override {
    auto db = SqliteConnection::open(options_);
    if (!db) return db.error();
    return std::unique_ptr<StorageSession>(
        std::make_unique<sql::Session>(dialect(), std::move(db).value(), [this] { return catalog(); }));
  }

 private:
  // Who ends in order writes the log back into the file and removes it.
  bool left_by_a_crash() const {
    std::error_code none;
    const auto size = std::filesystem::file_size(options_.path + "-wal", none);
    return !none && size > 0;
  }

  std::shared_ptr<const sql::Catalog> catalog() const {
    const std::lock_guard lock(mutex_);
    return catalog_;
  }

  const Options options_;
  mutable std::mutex mutex_;  // guards what follows
  std::shared_ptr<const sql::Catalog> catalog_ = std::make_shared<sql::Catalog>();
  std::unique_ptr<SqliteConnection> kept_open_;
};

}  // namespace
}  // namespace carillon::sqlite

CARILLON_MODULE(carillon::storage<carillon::sqlite::SqliteStorage>(
    {.id = "sqlite",
     .name = "SQLite",
     .version = "1.0.0",
     .vendor = "Carillon",
     .license = "MIT",
     .description = "Keeps everything in one file next to the host; no server to run.",
     .config_schema = carillon::sqlite::kConfigSchema}))
