#include "native.h"

#include <soci/sqlite3/soci-sqlite3.h>

namespace carillon::sqlite {

soci::connection_parameters parameters_for(const std::string& path) {
  return {soci::sqlite3, "dbname=\"" + path + "\""};
}

::sqlite3* native(soci::session& session) {
  auto* backend = static_cast<soci::sqlite3_session_backend*>(session.get_backend());
  return reinterpret_cast<::sqlite3*>(backend->conn_);
}

}  // namespace carillon::sqlite
