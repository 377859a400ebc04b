// A Connection whose session and transactions are SOCI's. The one header of the kit that knows SOCI.
#pragma once

#include <string>

#include <soci/soci.h>

#include "connection.h"

namespace carillon::sql {

class SociConnection : public Connection {
 public:
  Status begin(std::int32_t mode) override;
  Status commit() override;
  Status rollback() override;

 protected:
  // Throws soci::soci_error when the database cannot be opened.
  explicit SociConnection(const soci::connection_parameters& parameters) : session_(parameters) {}

  virtual std::string begin_text(std::int32_t mode) const = 0;
  virtual bool in_transaction() const = 0;
  // The last failure of the session, in the words and statuses of the storage ABI.
  virtual Error failure(const soci::soci_error& error) const = 0;

  soci::session& session() { return session_; }

 private:
  template <class Body>
  Status attempt(Body&& body);

  soci::session session_;
};

}  // namespace carillon::sql
