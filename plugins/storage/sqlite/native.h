// The door to SOCI's SQLite backend, which wraps <sqlite3.h> in a namespace of its own: only native.cpp sees
// it.
#pragma once

#include <string>

#include <soci/soci.h>

struct sqlite3;

namespace carillon::sqlite {

soci::connection_parameters parameters_for(const std::string& path);

// The handle under a session; lives as long as the session.
::sqlite3* native(soci::session& session);

}  // namespace carillon::sqlite
