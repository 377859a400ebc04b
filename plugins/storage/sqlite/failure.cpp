#include "failure.h"

#include <cerrno>
#include <string_view>

#include <sqlite3.h>

#include <carillon/host.hpp>

namespace carillon::sqlite {

namespace {

constexpr std::uint32_t kRetryMs = 50;

Error full(const std::string& path) {
  return {CRL_E_FULL,
          "no space is left for " + path + ": free some on its disk, or raise max_mb; nothing was written",
          0,
          {}};
}

// "UNIQUE constraint failed: customers.email" -> "customers.email"
std::string subject(::sqlite3* db) {
  const std::string_view message = sqlite3_errmsg(db);
  const auto colon = message.find(": ");
  return std::string(colon == std::string_view::npos ? message : message.substr(colon + 2));
}

Error constraint(::sqlite3* db, int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return conflict("another row has the same " + subject(db));
    case SQLITE_CONSTRAINT_NOTNULL:
      return invalid(subject(db) + " is required, but a row lacks it");
    default:
      return invalid("a row breaks a rule of the database file: " + subject(db));
  }
}

}  // namespace

Error failure(::sqlite3* db, const std::string& path) {
  const int code = sqlite3_extended_errcode(db);
  const std::string reason = sqlite3_errstr(code);
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return unavailable("the database " + path + " is being written by someone else; try again", kRetryMs);
    case SQLITE_CONSTRAINT:
      return constraint(db, code);
    case SQLITE_FULL:
      return full(path);
    case SQLITE_INTERRUPT:
      return {CRL_E_CANCELLED, "the call was cancelled", 0, {}};
    case SQLITE_TOOBIG:
      return invalid("a text or blob is larger than SQLite can hold (1 GB)");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return internal_error("the database file " + path + " is damaged (" + reason +
                            "): restore it from a backup, or save what is readable with "
                            "`sqlite3 FILE .recover | sqlite3 NEW`");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return internal_error("the database file " + path + " cannot be opened for writing (" + reason +
                            "): its folder must exist and both must be writable for this user");
    case SQLITE_IOERR: {
      const int cause = sqlite3_system_errno(db);
      if (cause == ENOSPC || cause == EDQUOT) return full(path);
      return unavailable("reading or writing " + path + " failed (" + reason + "): check the disk", kRetryMs);
    }
    default:
      break;
  }
  const std::string_view message = sqlite3_errmsg(db);
  if (message == "integer overflow") return invalid("a sum does not fit in 64 bits");
  host().error("SQLite refused a statement", {{"reason", message}, {"file", path}});
  return internal_error("SQLite refused a statement on " + path + " (" + reason +
                        "); the log has the details");
}

}  // namespace carillon::sqlite
