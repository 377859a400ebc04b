#include "session.h"

#include <deque>
#include <string>
#include <vector>

#include "query.h"
#include "write.h"

namespace carillon::memory {

namespace {

constexpr std::size_t kPageRows = 256;
constexpr std::size_t kPageBytes = 1024 * 1024;

Error wrong_state(const char* message) { return {CRL_E_STATE, message, 0, {}}; }

// Gathers rows, with copies of their texts, and hands them out by the page.
class Page {
 public:
  explicit Page(const crl_rows_sink& sink) : sink_(sink) {}

  bool add(Query::Cells row) {
    width_ = row.size();
    for (crl_value v : row) {
      if (v.is_null == 0 && reference::holds_text(v.type)) {
        bytes_ += v.v.s.len;
        v.v.s = str(texts_.emplace_back(view(v.v.s)));
      }
      cells_.push_back(v);
    }
    return cells_.size() < kPageRows * width_ && bytes_ < kPageBytes ? true : flush();
  }
  // False: the sink wants no more.
  bool flush() {
    if (cells_.empty()) return true;
    const bool more = sink_.page(sink_.ctx, cells_.data(), static_cast<std::uint32_t>(cells_.size() / width_),
                                 static_cast<std::uint32_t>(width_)) == 0;
    cells_.clear();
    texts_.clear();
    bytes_ = 0;
    return more;
  }

 private:
  const crl_rows_sink& sink_;
  std::vector<crl_value> cells_;
  std::deque<std::string> texts_;
  std::size_t width_ = 0, bytes_ = 0;
};

}  // namespace

Session::~Session() { leave(); }

void Session::cancel() noexcept {
  cancelled_ = true;
  database_.wake();
}

Status Session::begin(std::int32_t mode) {
  cancelled_ = false;
  return enter(mode);
}

Status Session::enter(std::int32_t mode) {
  if (mode_ != 0) return wrong_state("a transaction is open already: commit or roll back first");
  if (mode != CRL_TX_READ && mode != CRL_TX_WRITE) {
    return Error{CRL_E_UNSUPPORTED, "the transaction mode " + std::to_string(mode) + " is unknown", 0, {}};
  }
  if (mode == CRL_TX_WRITE) {
    if (Status s = database_.take_turn(cancelled_); !s) return s;
    next_ = *database_.current();
  } else {
    view_ = database_.current();
  }
  mode_ = mode;
  failed_ = false;
  return {};
}

void Session::leave() {
  if (mode_ == CRL_TX_WRITE) database_.end_turn();
  mode_ = 0;
  view_.reset();
  next_.reset();
}

Status Session::commit() {
  if (mode_ == 0) return wrong_state("there is no transaction to commit");
  if (failed_) return wrong_state("an earlier call of this transaction failed: roll back and begin anew");
  if (mode_ == CRL_TX_WRITE) database_.publish(std::move(*next_));
  leave();
  return {};
}

Status Session::rollback() {
  leave();
  return {};
}

Result<std::uint64_t> Session::mutate(const crl_mutation& mutation) {
  if (mode_ == CRL_TX_READ) return wrong_state("a reading transaction cannot write: begin it for writing");
  if (failed_) return wrong_state("an earlier call of this transaction failed: roll back and begin anew");
  cancelled_ = false;
  if (mode_ != 0) return write(mutation);
  if (Status s = enter(CRL_TX_WRITE); !s) return s.error();
  auto changed = write(mutation);
  if (changed) database_.publish(std::move(*next_));
  failed_ = false;  // nothing of it is left
  leave();
  return changed;
}

Result<std::uint64_t> Session::write(const crl_mutation& mutation) {
  failed_ = true;  // until it is done
  auto changed = memory::write(*next_, mutation, host().now_us(), [this] { return cancelled_.load(); });
  if (!changed) return changed;
  const std::size_t most = database_.most_bytes();
  if (most != 0 && next_->bytes() > most && mutation.verb != CRL_MUT_DELETE) {
    return Error{CRL_E_FULL,
                 "the store would hold more than the " + std::to_string(most >> 20) +
                     " MB that max_mb allows: raise it, or delete rows",
                 0,
                 {}};
  }
  failed_ = false;
  return changed;
}

Status Session::query(const crl_query& query, const crl_rows_sink& rows) {
  if ((query.flags & CRL_QUERY_LOCK) != 0 && mode_ != CRL_TX_WRITE)
    return wrong_state("rows can be locked in a writing transaction only");
  cancelled_ = false;
  // Held to the end, although the sink may write in the same transaction.
  const State seen = next_ ? *next_ : (view_ != nullptr ? *view_ : *database_.current());
  const auto made = Query::make(seen, query);
  if (!made) return made.error();
  Page page(rows);
  bool more = true;
  const auto cursor = (*made)->run([this] { return cancelled_.load(); },
                                   [&](Query::Cells row) {
                                     more = page.add(row);
                                     return more;
                                   });
  if (!cursor) return cursor.error();
  if (more && page.flush() && !cursor->empty() && rows.cursor != nullptr) rows.cursor(rows.ctx, str(*cursor));
  return {};
}

}  // namespace carillon::memory
