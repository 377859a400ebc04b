// MariaDB's and MySQL's side of the SQL kit: what both understand, from MariaDB 10.6 and MySQL 8.0 on.
//
// Immutable. Text compares by code point and trailing blanks count, through a collation without padding,
// which the two servers name differently.
#pragma once

#include <string>

#include "folding.h"
#include "sql/dialect.h"

namespace carillon::mysql {

class MysqlDialect : public sql::Dialect {
 public:
  // Asks the server what it needs to know.
  static Result<std::shared_ptr<const MysqlDialect>> learn(MysqlConnection& db);

  std::string quote(std::string_view name) const override;
  sql::Fragment fold(const sql::Fragment& text) const override;
  sql::Fragment contains(const sql::Fragment& text, const sql::Fragment& needle) const override;
  sql::Fragment starts_with(const sql::Fragment& text, const sql::Fragment& prefix) const override;
  sql::Fragment ends_with(const sql::Fragment& text, const sql::Fragment& suffix) const override;
  sql::Fragment concat(const sql::Fragment& a, const sql::Fragment& b) const override;
  sql::Fragment json_value(const sql::Fragment& json, const sql::Fragment& pointer,
                           std::uint32_t wanted) const override;
  sql::Fragment date_part(const sql::Fragment& days, std::int64_t part) const override;
  sql::Fragment arithmetic(char op, const sql::Fragment& a, const sql::Fragment& b) const override;
  sql::Fragment divide_rounded(const sql::Fragment& sum, const sql::Fragment& count) const override;
  sql::Fragment multiply_money(const sql::Fragment& a, const sql::Fragment& b) const override;
  sql::Fragment to_real(const sql::Fragment& whole) const override;
  sql::Fragment compare_mixed(std::string_view op, const sql::Fragment& a, std::uint32_t a_type,
                              const sql::Fragment& b, std::uint32_t b_type) const override;
  sql::Fragment same(const sql::Fragment& a, const sql::Fragment& b) const override;
  sql::Fragment least(const sql::Fragment& a, const sql::Fragment& b) const override;
  sql::Fragment greatest(const sql::Fragment& a, const sql::Fragment& b) const override;
  std::string_view scan_hint() const override { return " USE INDEX ()"; }
  std::string lock_clause() const override { return " FOR UPDATE"; }

  std::size_t rows_per_insert() const override { return 128; }
  std::string stored(const sql::Collection& c, std::string_view column) const override;
  std::string incoming(std::string_view column) const override;
  sql::Fragment on_conflict(const sql::Collection& c, const std::vector<std::string>& conflict,
                            const std::vector<sql::Assignment>& assignments) const override;
  sql::Fragment insert_select(const sql::Collection& c, const std::vector<std::string>& columns,
                              const sql::Fragment& select) const override;
  sql::Fragment limited(const sql::Collection& c, const sql::Fragment& head, const sql::Fragment& where,
                        const crl_value& limit) const override;

  std::string create_table(const sql::Collection& c) const override;
  Result<std::vector<std::string>> existing_columns(sql::Connection& db,
                                                    std::string_view table) const override;
  std::string add_column(const sql::Collection& c, const sql::Column& column) const override;
  std::string add_folded_column(const sql::Collection& c, const sql::Column& column) const override;
  std::string create_index(const sql::Collection& c, const sql::Index& index) const override;
  // Statistics lag behind a table that grows: for some seconds every lookup would read all of it.
  std::string lookup_hint(const sql::Collection& c, const sql::Column& column) const override;
  Status check_declaration(const sql::Collection& c) const override;
  Status check_table(sql::Connection& db, const sql::Collection& c) const override;
  Result<bool> has_index(sql::Connection& db, const sql::Collection& c,
                         const sql::Index& index) const override;
  bool is_done(const Error& error) const override;

 private:
  MysqlDialect(std::string collation, Folding folding)
      : collation_(std::move(collation)), folding_(std::move(folding)) {}

  std::string collation_;  // of all text
  Folding folding_;
};

}  // namespace carillon::mysql
