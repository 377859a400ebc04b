#include "statement.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <errmsg.h>
#include <mysql.h>

#include "connection.h"
#include "failure.h"

namespace carillon::mysql {

namespace {

// An array is sent when it has this many bytes; the server handles larger ones no faster.
constexpr std::size_t kArrayBytes = 1024 * 1024;
constexpr std::size_t kSlack = 1024;  // of a message, beside the cells

std::optional<std::uint64_t> number_after(std::string_view text, std::string_view word) {
  const auto at = text.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + word.size());
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc() ? std::optional(n) : std::nullopt;
}

// What the kit calls touched: of an UPDATE the rows that matched, of an INSERT the rows that are new or
// different now. The server counts a row that it changed instead of inserting it twice; how many those were
// is in its summary, which it makes of several rows only.
std::uint64_t touched(std::uint64_t affected, const char* summary, bool upsert) {
  const std::string_view text = summary == nullptr ? "" : summary;
  if (const auto matched = number_after(text, "Rows matched:")) return *matched;
  if (!upsert) return affected;
  const auto changed = number_after(text, "Duplicates:");
  return changed ? affected - std::min(*changed, affected) : std::min<std::uint64_t>(affected, 1);
}

}  // namespace

MysqlStatement::~MysqlStatement() {
  reset(true);
  close();
}

void MysqlStatement::close() {
  if (statement_ != nullptr) mysql_stmt_close(statement_);
  statement_ = nullptr;
}

Error MysqlStatement::failed() {
  if (const unsigned number = mysql_stmt_errno(statement_); number != 0) {
    return connection_.failed(number, mysql_stmt_error(statement_));
  }
  // A connection that breaks while rows are read leaves its word with the connection, or none at all.
  ::st_mysql* const db = connection_.handle();
  if (const unsigned number = mysql_errno(db); number != 0)
    return connection_.failed(number, mysql_error(db));
  return connection_.failed(CR_SERVER_LOST, "the connection broke while rows were read");
}

Status MysqlStatement::prepare() {
  if (Status s = connection_.ready(this); !s) return s;
  if (statement_ != nullptr && generation_ == connection_.generation()) return {};
  close();
  statement_ = mysql_stmt_init(connection_.handle());
  if (statement_ == nullptr) return internal_error("no memory for a statement");
  generation_ = connection_.generation();
  const Killer::Call call(connection_.killer());
  if (mysql_stmt_prepare(statement_, sql_.data(), static_cast<unsigned long>(sql_.size())) == 0) return {};
  Error error = failed();
  close();
  return error;
}

Status MysqlStatement::bind(int i, const crl_value& value) {
  parameters_.set(static_cast<std::size_t>(i - 1), value);
  return {};
}

Result<bool> MysqlStatement::add_row() {
  const std::size_t most = connection_.max_packet();
  if (parameters_.row_bytes() + kSlack > most) return too_large(parameters_.row_bytes(), most);
  parameters_.add_row();
  const std::size_t next = parameters_.bytes() + parameters_.row_bytes();  // if the next one is like this
  return parameters_.rows() >= connection_.array_rows() || parameters_.bytes() >= kArrayBytes ||
         next + kSlack > most;
}

Status MysqlStatement::execute_once() {
  if (Status s = prepare(); !s) return s;
  const Killer::Call call(connection_.killer());
  if (connection_.interrupted()) return Error{CRL_E_CANCELLED, "the call was cancelled", 0, {}};
  if (!parameters_.attach(statement_, mysql_stmt_param_count(statement_))) return failed();
  if (mysql_stmt_execute(statement_) != 0) return failed();
  if (mysql_stmt_field_count(statement_) == 0) {
    affected_ = touched(mysql_stmt_affected_rows(statement_), mysql_info(connection_.handle()), upsert_);
    return {};
  }
  connection_.reading(this);
  return results_.open(statement_) ? Status() : Status(failed());
}

Status MysqlStatement::execute() {
  const std::size_t bytes = parameters_.bytes() + sql_.size();
  if (bytes + kSlack > connection_.max_packet()) return too_large(bytes, connection_.max_packet());
  Status done = execute_once();
  // Outside a transaction there are only reads, and steps of ensure() that may be repeated.
  if (!done && connection_.is_lost() && connection_.may_reconnect() && !connection_.interrupted()) {
    done = execute_once();
  }
  return done;
}

Result<bool> MysqlStatement::step() {
  if (!executed_) {
    if (Status s = execute(); !s) return s.error();
    executed_ = true;
  }
  if (!left_over_) return left_over_.error();
  if (statement_ == nullptr || mysql_stmt_field_count(statement_) == 0) return false;
  const Killer::Call call(connection_.killer());
  switch (results_.next(statement_)) {
    case Results::Next::kRow:
      return true;
    case Results::Next::kOverflow:
      return invalid("a sum does not fit in 64 bits");
    case Results::Next::kError:
      return failed();
    case Results::Next::kEnd:
      break;
  }
  if (connection_.reading() == this) connection_.reading(nullptr);
  return false;
}

crl_value MysqlStatement::column(int i, std::uint32_t type) {
  return results_.column(static_cast<std::size_t>(i), type);
}

void MysqlStatement::make_way() {
  const Killer::Call call(connection_.killer());
  if (!results_.drain(statement_)) left_over_ = failed();
}

void MysqlStatement::reset(bool forget) {
  if (connection_.reading() == this) connection_.reading(nullptr);
  if (executed_ && statement_ != nullptr) mysql_stmt_free_result(statement_);
  executed_ = false;
  left_over_ = Status();
  results_.close();
  parameters_.forget_rows();
  if (forget) parameters_.forget();
}

}  // namespace carillon::mysql
