#include "statement.h"

#include <cmath>

#include <sqlite3.h>

#include "failure.h"

namespace carillon::sqlite {

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

Status SqliteStatement::bind(int i, const crl_value& v) {
  int rc = SQLITE_OK;
  if (v.is_null != 0) {
    rc = sqlite3_bind_null(statement_, i);
  } else {
    // A null pointer would bind NULL, which is not the empty text.
    const char* text = "";
    switch (v.type) {
      case CRL_T_F64:
        rc = sqlite3_bind_double(statement_, i, v.v.f);
        break;
      case CRL_T_TEXT:
      case CRL_T_JSON:
      case CRL_T_SET:
        if (v.v.s.len > 0) text = v.v.s.ptr;
        rc = sqlite3_bind_text64(statement_, i, text, v.v.s.len, SQLITE_STATIC, SQLITE_UTF8);
        break;
      case CRL_T_BYTES:
        if (v.v.s.len > 0) text = v.v.s.ptr;
        rc = sqlite3_bind_blob64(statement_, i, text, v.v.s.len, SQLITE_STATIC);
        break;
      default:
        rc = sqlite3_bind_int64(statement_, i, v.v.i);
    }
  }
  return rc == SQLITE_OK ? Status() : Status(failure(db_, path_));
}

Result<bool> SqliteStatement::step() {
  switch (sqlite3_step(statement_)) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      return failure(db_, path_);
  }
}

// The value is looked up once; its connection is used by one thread at a time, which is what a value that
// SQLite does not protect asks for. A text is read like bytes, since the copy that ends it with a zero is not
// needed: the database is UTF-8, and what is not stored as text is turned into it all the same.
crl_value SqliteStatement::column(int i, std::uint32_t type) {
  ::sqlite3_value* const value = sqlite3_column_value(statement_, i);
  if (sqlite3_value_type(value) == SQLITE_NULL) return cell::null(type);
  switch (type) {
    case CRL_T_F64: {
      const double f = sqlite3_value_double(value);
      return std::isfinite(f) ? cell::real(f) : cell::null(type);
    }
    case CRL_T_TEXT:
    case CRL_T_JSON:
    case CRL_T_SET:
    case CRL_T_BYTES: {
      const void* bytes = sqlite3_value_blob(value);
      const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
      return cell::text({static_cast<const char*>(bytes), size}, type);
    }
    case CRL_T_BOOL:
      return cell::boolean(sqlite3_value_int64(value) != 0);
    default:
      return cell::of_int(sqlite3_value_int64(value), type);
  }
}

std::uint64_t SqliteStatement::affected() { return static_cast<std::uint64_t>(sqlite3_changes64(db_)); }

void SqliteStatement::reset(bool forget) {
  sqlite3_reset(statement_);
  if (forget) sqlite3_clear_bindings(statement_);
}

}  // namespace carillon::sqlite
