// What databases say differently. Everything else of the algebra is the same SQL for all of them.
//
// A Dialect has no state; every function is pure. Fragments come in as expressions that may be missing (NULL)
// and, unless a function says otherwise, a missing argument makes a missing result. To add a database: one
// Dialect, one Connection with its Statement, and a plugin.cpp that opens sessions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "catalog.h"
#include "connection.h"
#include "fragment.h"

namespace carillon::sql {

struct Assignment {
  std::string column;  // unquoted
  Fragment value;
  bool derived = false;  // a folded copy: changes only with its field
};

class Dialect {
 public:
  virtual ~Dialect() = default;

  virtual std::string quote(std::string_view name) const = 0;

  // Text. All compare code points; folding happens before.
  virtual Fragment fold(const Fragment& text) const = 0;
  virtual Fragment contains(const Fragment& text, const Fragment& needle) const = 0;
  virtual Fragment starts_with(const Fragment& text, const Fragment& prefix) const = 0;
  virtual Fragment ends_with(const Fragment& text, const Fragment& suffix) const = 0;
  virtual Fragment concat(const Fragment& a, const Fragment& b) const = 0;

  // The value at an RFC 6901 pointer where the stored JSON type is the wanted one (TEXT, F64, BOOL), else
  // NULL.
  virtual Fragment json_value(const Fragment& json, const Fragment& pointer, std::uint32_t wanted) const = 0;
  // CRL_PART_* of days since 1970.
  virtual Fragment date_part(const Fragment& days, std::int64_t part) const = 0;

  // Whole numbers: '+', '-', '*'; NULL when the result does not fit in 64 bits.
  virtual Fragment arithmetic(char op, const Fragment& a, const Fragment& b) const = 0;
  // sum / count, and money x money / 10000, rounded half away from zero.
  virtual Fragment divide_rounded(const Fragment& sum, const Fragment& count) const = 0;
  virtual Fragment multiply_money(const Fragment& a, const Fragment& b) const = 0;
  virtual Fragment to_real(const Fragment& whole) const = 0;
  // `op` is a comparison sign; both sides are numbers of the given, different types; exact by value.
  virtual Fragment compare_mixed(std::string_view op, const Fragment& a, std::uint32_t a_type,
                                 const Fragment& b, std::uint32_t b_type) const = 0;

  // Equal, or both missing; never NULL.
  virtual Fragment same(const Fragment& a, const Fragment& b) const = 0;
  // The smaller or greater of the two, NULL when one is NULL.
  virtual Fragment least(const Fragment& a, const Fragment& b) const = 0;
  virtual Fragment greatest(const Fragment& a, const Fragment& b) const = 0;

  // Follows the table of a SELECT whose rows are looked up by `column`, a key or unique by itself, for
  // databases that may read the whole of a table that was small a moment ago.
  virtual std::string lookup_hint(const Collection&, const Column&) const { return {}; }
  // Follows a table whose rows are read as they lie, whatever index would give them an order.
  virtual std::string_view scan_hint() const = 0;

  // Appended to a SELECT whose rows must stay as they are.
  virtual std::string lock_clause() const = 0;

  // Writes. How many rows a prepared INSERT of many rows should hold, a power of two; 1: bind and run again
  // for each row. Where the connection takes arrays of rows, this is not asked.
  virtual std::size_t rows_per_insert() const = 0;
  // In the values of an upsert's assignments: what is stored, and what came in.
  virtual std::string stored(const Collection& c, std::string_view column) const = 0;
  virtual std::string incoming(std::string_view column) const = 0;
  // Follows INSERT ... VALUES (...). Touches a row only where an assignment changes it. Assignments see the
  // old row where the database allows; a folded copy is assigned before its field.
  virtual Fragment on_conflict(const Collection& c, const std::vector<std::string>& conflict,
                               const std::vector<Assignment>& assignments) const = 0;
  // INSERT ... SELECT that leaves rows alone whose key is there.
  virtual Fragment insert_select(const Collection& c, const std::vector<std::string>& columns,
                                 const Fragment& select) const = 0;
  // `head` ("UPDATE t SET ..." or "DELETE FROM t") on at most `limit` rows in key order.
  virtual Fragment limited(const Collection& c, const Fragment& head, const Fragment& where,
                           const crl_value& limit) const = 0;

  // Schema. Each statement is safe to run when its work is already done by another host.
  virtual std::string create_table(const Collection& c) const = 0;
  virtual Result<std::vector<std::string>> existing_columns(
      Connection& db, std::string_view table) const = 0;  // none: no table
  virtual std::string add_column(const Collection& c, const Column& column) const = 0;
  virtual std::string add_folded_column(const Collection& c, const Column& column) const = 0;
  virtual std::string create_index(const Collection& c, const Index& index) const = 0;
  // What the database cannot hold, such as a key that is too wide.
  virtual Status check_declaration(const Collection&) const { return {}; }
  // CRL_E_CONFLICT names how the table that is there differs from what the collection needs.
  virtual Status check_table(Connection&, const Collection&) const { return {}; }
  // For databases that cannot be told to make an index only if it is not there.
  virtual Result<bool> has_index(Connection&, const Collection&, const Index&) const { return false; }
  // A statement failed because what it makes is there already: another host was faster.
  virtual bool is_done(const Error&) const { return false; }
};

}  // namespace carillon::sql
