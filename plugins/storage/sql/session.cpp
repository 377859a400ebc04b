#include "session.h"

#include "page.h"
#include "select.h"
#include "write.h"

namespace carillon::sql {

namespace {

Error wrong_state(const char* message) { return {CRL_E_STATE, message, 0, {}}; }

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
  db_->arm();
  const Status status = ((*db_).*how)();
  mode_ = 0;
  if (!status) (void)db_->rollback();
  return status;
}

Status Session::commit() {
  if (mode_ == 0) return wrong_state("there is no transaction to commit");
  if (failed_) return wrong_state("an earlier call of this transaction failed: roll back and begin anew");
  return leave(&Connection::commit);
}

Status Session::rollback() { return leave(&Connection::rollback); }

Result<std::uint64_t> Session::mutate(const crl_mutation& mutation) {
  if (mode_ == CRL_TX_READ) return wrong_state("a reading transaction cannot write: begin it for writing");
  if (failed_) return wrong_state("an earlier call of this transaction failed: roll back and begin anew");
  const bool own = mode_ == 0;
  db_->arm();
  if (own) {
    if (Status s = enter(CRL_TX_WRITE); !s) return s.error();
  }
  const auto catalog = catalog_();
  auto changed = write({dialect_, *catalog, *db_, statements_}, mutation);
  if (!own) {
    failed_ = !changed;
    return changed;
  }
  if (!changed) {
    (void)rollback();
    return changed;
  }
  if (Status s = commit(); !s) return s.error();
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
