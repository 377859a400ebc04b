// The storage plugin "mysql": collections in a MariaDB or MySQL server, which several hosts may share.
#include <chrono>
#include <memory>
#include <mutex>
#include <random>
#include <thread>

#include <carillon/storage.hpp>

#include "connection.h"
#include "dialect.h"
#include "options.h"
#include "sql/ensure.h"
#include "sql/session.h"

namespace carillon::mysql {

namespace {

constexpr int kEnsureAttempts = 8;

// Two hosts that start at once may be in each other's way; and a table that seems altered may be one that
// another host is about to finish.
bool is_collision(const Error& error) {
  return error.status == CRL_E_CONFLICT || error.vendor_code == "1213" || error.vendor_code == "1205" ||
         error.vendor_code == "1412";
}

void pause(int attempt) {
  thread_local std::minstd_rand random(std::random_device{}());
  std::this_thread::sleep_for(std::chrono::milliseconds(random() % (20u << std::min(attempt, 5))));
}

class MysqlStorage : public Storage {
 public:
  explicit MysqlStorage(const Config& config) : options_(config) {}

  // The server may come later: ensure() says when it is not there.
  Status start() override { return {}; }

  void stop() override {
    const std::lock_guard lock(health_mutex_);
    kept_open_.reset();
  }

  Status health() override {
    const std::lock_guard lock(health_mutex_);
    if (!kept_open_) {
      auto opened = MysqlConnection::open(options_);
      if (!opened) return opened.error();
      kept_open_ = std::move(opened).value();
    }
    return kept_open_->ping();
  }

  crl_storage_caps caps() const override {
    crl_storage_caps caps{};
    caps.flags = CRL_STORAGE_SHARED;
    caps.max_sessions = static_cast<std::uint32_t>(options_.max_sessions);
    return caps;
  }

  Status ensure(std::span<const crl_collection* const> collections) override {
    for (int attempt = 1;; ++attempt) {
      Status done = ensure_once(collections);
      if (done || attempt == kEnsureAttempts || !is_collision(done.error())) return done;
      pause(attempt);
    }
  }

  Result<std::unique_ptr<StorageSession>> open_session() override {
    auto db = MysqlConnection::open(options_);
    if (!db) return db.error();
    auto dialect = dialect_for(**db);
    if (!dialect) return dialect.error();
    return std::unique_ptr<StorageSession>(
        std::make_unique<sql::Session>(**dialect, std::move(db).value(), [this] { return catalog(); }));
  }

 private:
  Status ensure_once(std::span<const crl_collection* const> collections) {
    auto db = MysqlConnection::open(options_);
    if (!db) return db.error();
    auto dialect = dialect_for(**db);
    if (!dialect) return dialect.error();
    auto made = sql::ensure_schema(**dialect, std::move(db).value(), *catalog(), collections);
    if (!made) return made.error();
    const std::lock_guard lock(mutex_);
    catalog_ = std::move(made).value();
    return {};
  }

  // Learnt from the first connection; sessions refer to it as long as the plugin lives.
  Result<const MysqlDialect*> dialect_for(MysqlConnection& db) {
    const std::lock_guard lock(mutex_);
    if (dialect_ == nullptr) {
      auto learnt = MysqlDialect::learn(db);
      if (!learnt) return learnt.error();
      dialect_ = std::move(learnt).value();
    }
    return dialect_.get();
  }

  std::shared_ptr<const sql::Catalog> catalog() const {
    const std::lock_guard lock(mutex_);
    return catalog_;
  }

  const Options options_;
  mutable std::mutex mutex_;  // guards what follows
  std::shared_ptr<const sql::Catalog> catalog_ = std::make_shared<sql::Catalog>();
  std::shared_ptr<const MysqlDialect> dialect_;
  std::mutex health_mutex_;  // guards what follows; sessions do not wait for a server that does not answer
  std::unique_ptr<MysqlConnection> kept_open_;
};

}  // namespace
}  // namespace carillon::mysql

CARILLON_MODULE(carillon::storage<carillon::mysql::MysqlStorage>(
    {.id = "mysql",
     .name = "MariaDB and MySQL",
     .version = "1.0.0",
     .vendor = "Carillon",
     .license = "MIT",
     .description = "Keeps everything in a MariaDB or MySQL server, which several hosts may share.",
     .config_schema = carillon::mysql::kConfigSchema}))
