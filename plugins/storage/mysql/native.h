// The door between SOCI and the client library: a backend of ours for SOCI's sessions. Only .cpp files
// include <mysql.h>.
//
// SOCI brings a backend for MySQL, but that one always asks the server to count found rows as changed ones,
// which makes an upsert that changed nothing look like an insert, and it cannot verify a server's
// certificate. Sessions, transactions and connecting anew are SOCI's here as everywhere; statements go by the
// native handle, so this backend makes none.
#pragma once

#include <soci/soci.h>

#include "options.h"

struct st_mysql;

namespace carillon::mysql {

class Backends : public soci::backend_factory {
 public:
  // `options` must outlive every session made.
  explicit Backends(const Options& options) : options_(options) {}
  soci::details::session_backend* make_session(const soci::connection_parameters&) const override;

 private:
  const Options& options_;
};

// The handle under a session; lives as long as the session is connected.
::st_mysql* native(soci::session& session);

// The server's or client library's number for what went wrong; 0: it was neither's.
unsigned error_number(const soci::soci_error& error);

}  // namespace carillon::mysql
