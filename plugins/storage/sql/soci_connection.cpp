#include "soci_connection.h"

namespace carillon::sql {

template <class Body>
Status SociConnection::attempt(Body&& body) {
  try {
    body();
    return {};
  } catch (const soci::soci_error& error) { return failure(error); }
}

Status SociConnection::begin(std::int32_t mode) {
  return attempt([&] { session_ << begin_text(mode); });
}

Status SociConnection::commit() {
  return attempt([&] { session_.commit(); });
}

Status SociConnection::rollback() {
  if (!in_transaction()) return {};
  return attempt([&] { session_.rollback(); });
}

}  // namespace carillon::sql
