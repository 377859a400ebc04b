// One connection to a database, and the prepared statements on it.
//
// SOCI opens the connection and runs its transactions (soci_connection.h). Cells do not go through SOCI: its
// dynamic rows take types from declared columns, which computed columns lack, and it binds no more than one
// row at a time by copying; so a dialect binds and reads typed cells on the session's native handle. One
// thread at a time, but interrupt().
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <carillon/result.hpp>
#include <carillon/value.hpp>

namespace carillon::sql {

class Statement {
 public:
  virtual ~Statement() = default;
  // Parameter i, from 1. Text is borrowed until it is bound again or reset() with forget. SETs come as
  // stored.
  virtual Status bind(int i, const crl_value& value) = 0;
  // Where the connection takes arrays: keeps the bound values as one more row of the next step(), so their
  // text is borrowed until then. True: the array is full, step now.
  virtual Result<bool> add_row() { return true; }
  // True: a row is there to be read. False: done.
  virtual Result<bool> step() = 0;
  // Column i of the row, from 0, as a cell of `type`; text is borrowed until the next step() or reset().
  virtual crl_value column(int i, std::uint32_t type) = 0;
  // Rows that the last finished INSERT, UPDATE or DELETE touched.
  virtual std::uint64_t affected() = 0;
  // Ready to be stepped again; `forget` also drops the bound values.
  virtual void reset(bool forget) = 0;
};

class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  virtual Result<std::unique_ptr<Statement>> prepare(std::string_view sql) = 0;
  virtual Status begin(std::int32_t mode) = 0;  // CRL_TX_*
  virtual Status commit() = 0;
  virtual Status rollback() = 0;  // fine without a transaction

  // How many rows a statement may be given as an array (Statement::add_row); 1: none.
  virtual std::size_t array_rows() const { return 1; }
  // How often a write outside a transaction is tried when it is unavailable before its commit.
  virtual int write_attempts() const { return 1; }

  // [any] Makes a running call answer CRL_E_CANCELLED.
  virtual void interrupt() noexcept = 0;
  // A call begins: an interrupt() that came between calls is forgotten.
  virtual void arm() noexcept = 0;
  virtual bool interrupted() const noexcept = 0;
};

}  // namespace carillon::sql
