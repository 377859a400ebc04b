#include "session.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "page.h"
#include "select.h"
#include "write.h"

namespace carillon::sql {

namespace {

Error wrong_state(const char* message) { return {CRL_E_STATE, message, 0, {}}; }

// Doubles from two milliseconds, with jitter: writes that collided do not collide again.
void back_off(int attempt) {
  thread_local std::minstd_rand random(std::random_device{}());
  const auto most = 2'000u << std::min(attempt, 6);
  std::this_thread::sleep_for(std::chrono::microseconds(most / 2 + random() % most));
}

}  // namespace

Session::Session(const Dialect& dialect, std::unique_ptr<Connection> db, CatalogSource catalog)
    : dialect_(dialect), db_(std::move(db)), catalog_(std::move(catalog)), statements_(*db_) {}

Session::~Session() {
  if (mode_ != 0) (void)rollback();
}

void Session::cancel() noexcept { db_->interrupt(); }

Status Session::begin(std::int32_t mode) {
  db_->arm();
  return enter(mode);
}

Status Session::enter(std::int32_t mode) {
  if (mode_ != 0) return wrong_state("a transaction is open already: commit or roll back first");
  if (mode != CRL_TX_READ && mode != CRL_TX_WRITE) {
    return Error{CRL_E_UNSUPPORTED, "the transaction mode " + std::to_string(mode) + " is unknown", 0, {}};
  }
  if (Status s = db_->begin(mode); !s) {
    // Cancelled while it waited for another writer, which the database reports as being busy.
    return db_->interrupted() ? Status(Error{CRL_E_CANCELLED, "the call was cancelled", 0, {}}) : s;
  }
  mode_ = mode;
  failed_ = false;
  return {};
}

Status Session::leave(Status (Connection::*how)()) {
  const Status status = ((*db_).*how)();
  mode_ = 0;
  if (!status) (void)db_->rollback();
  return status;
}

Status Session::commit() {
  if (mode_ == 0) return wrong_state("there is no transaction to commit");
  if (failed_) return wrong_state("an earlier call of this transaction failed: roll back and begin anew");
  db_->arm();
  return leave(&Connection::commit);
}

Status Session::rollback() {
  db_->arm();
  return leave(&Connection::rollback);
}

Result<std::uint64_t> Session::mutate(const crl_mutation& mutation) {
  if (mode_ == CRL_TX_READ) return wrong_state("a reading transaction cannot write: begin it for writing");
  if (failed_) return wrong_state("an earlier call of this transaction failed: roll back and begin anew");
  db_->arm();
  if (mode_ != 0) {
    const auto catalog = catalog_();
    auto changed = write({dialect_, *catalog, *db_, statements_}, mutation);
    failed_ = !changed;
    return changed;
  }
  for (int attempt = 1;; ++attempt) {
    auto changed = mutate_alone(mutation);
    const bool again = !changed && changed.error().status == CRL_E_UNAVAILABLE &&
                       attempt < db_->write_attempts() && !db_->interrupted();
    if (!again) return changed;
    back_off(attempt);
  }
}

// In a transaction of its own. Answers CRL_E_UNAVAILABLE only when nothing was committed.
Result<std::uint64_t> Session::mutate_alone(const crl_mutation& mutation) {
  if (Status s = enter(CRL_TX_WRITE); !s) return s.error();
  const auto catalog = catalog_();
  auto changed = write({dialect_, *catalog, *db_, statements_}, mutation);
  if (!changed) {
    (void)leave(&Connection::rollback);
    return changed;
  }
  if (Status s = leave(&Connection::commit); !s) return s.error();
  return changed;
}

Status Session::query(const crl_query& query, const crl_rows_sink& rows) {
  if ((query.flags & CRL_QUERY_LOCK) != 0 && mode_ != CRL_TX_WRITE) {
    return wrong_state("rows can be locked in a writing transaction only");
  }
  db_->arm();
  const auto catalog = catalog_();
  Compiler compiler(dialect_, *catalog, query.now_us);
  auto select = build_select(dialect_, *catalog, compiler, query);
  if (!select) return select.error();
  Fragment text = select_text(*select, select->items.size(), 1);
  if ((query.flags & CRL_QUERY_LOCK) != 0) text += Fragment(dialect_.lock_clause());
  auto statement = statements_.take(text);
  if (!statement) return statement.error();
  return read_pages(*db_, **statement, *select, rows);
}

}  // namespace carillon::sql
