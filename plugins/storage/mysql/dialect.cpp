#include "dialect.h"

#include <algorithm>

#include <carillon/abi/storage.h>

#include "inspection.h"
#include "json_path.h"
#include "numbers.h"
#include "schema.h"

namespace carillon::mysql {

using sql::Assignment;
using sql::Collection;
using sql::Column;
using sql::Connection;
using sql::Fragment;
using sql::Index;
using sql::join;

namespace {

// An error where it is evaluated: a row that an INSERT meets by another unique key than the one it may meet.
constexpr const char* kRefuse = "(SELECT 1 UNION SELECT 2)";

std::string qualified(const Collection& c, std::string_view column) {
  return quoted(c.name) + "." + quoted(column);
}

// Keeps the row as it is when it is met by these columns, and fails when it is met by others.
std::string met_by(const Collection& c, const std::vector<std::string>& columns) {
  const std::string key = qualified(c, c.key.front());
  const bool several =
      std::any_of(c.indexes.begin(), c.indexes.end(), [](const Index& i) { return i.unique; });
  if (!several) return key + " = " + key;
  std::string same;
  for (const auto& column : columns) {
    same += (same.empty() ? "" : " AND ") + qualified(c, column) + " <=> VALUES(" + quoted(column) + ")";
  }
  return key + " = IF(" + same + ", " + key + ", " + kRefuse + ")";
}

}  // namespace

Result<std::shared_ptr<const MysqlDialect>> MysqlDialect::learn(MysqlConnection& db) {
  std::string collation = db.is_mariadb() ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
  auto folding = Folding::learn(db, collation);
  if (!folding) return folding.error();
  return std::shared_ptr<const MysqlDialect>(
      new MysqlDialect(std::move(collation), std::move(folding).value()));
}

std::string MysqlDialect::quote(std::string_view name) const { return quoted(name); }

Fragment MysqlDialect::fold(const Fragment& t) const { return folding_.fold(t); }
Fragment MysqlDialect::contains(const Fragment& t, const Fragment& n) const {
  return join("(LOCATE(", n, ", ", t, ") > 0)");
}
Fragment MysqlDialect::starts_with(const Fragment& t, const Fragment& p) const {
  return join("(LOCATE(", p, ", ", t, ") = 1)");
}
Fragment MysqlDialect::ends_with(const Fragment& t, const Fragment& s) const {
  return join("(RIGHT(", t, ", CHAR_LENGTH(", s, ")) = ", s, ")");
}
Fragment MysqlDialect::concat(const Fragment& a, const Fragment& b) const {
  return join("CONCAT(", a, ", ", b, ")");
}

Fragment MysqlDialect::json_value(const Fragment& json, const Fragment& pointer, std::uint32_t wanted) const {
  // The pointer is a literal: the kit takes no other.
  const auto at = [&](const std::string& path) {
    return join("JSON_EXTRACT(", json, ", ", sql::bound_text(path), ")");
  };
  std::vector<Fragment> ways;
  for (const JsonPath& way : json_paths(cell::as_text(pointer.params.front().value))) {
    Fragment value = at(way.path);
    for (const auto& path : way.arrays) {
      value = join("IF(JSON_TYPE(", at(path), ") = 'ARRAY', ", value, ", NULL)");
    }
    ways.push_back(std::move(value));
  }
  const Fragment value = ways.size() == 1 ? ways.front() : join("COALESCE(", sql::list(ways, ", "), ")");
  switch (wanted) {
    case CRL_T_TEXT:
      return join("(CASE JSON_TYPE(", value, ") WHEN 'STRING' THEN JSON_UNQUOTE(", value, ") COLLATE ",
                  collation_, " END)");
    case CRL_T_BOOL:
      return join("(CASE CAST(", value, " AS CHAR) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)");
    default:
      return join("(CASE WHEN JSON_TYPE(", value,
                  ") IN ('INTEGER', 'DOUBLE', 'DECIMAL', 'UNSIGNED INTEGER') THEN CAST(", value,
                  " AS CHAR) + 0e0 END)");
  }
}

Fragment MysqlDialect::date_part(const Fragment& days, std::int64_t part) const {
  return part_of_date(days, part);
}
Fragment MysqlDialect::arithmetic(char op, const Fragment& a, const Fragment& b) const {
  return whole(op, a, b);
}
Fragment MysqlDialect::divide_rounded(const Fragment& sum, const Fragment& count) const {
  return quotient(sum, count);
}
Fragment MysqlDialect::multiply_money(const Fragment& a, const Fragment& b) const {
  return money_product(a, b);
}
Fragment MysqlDialect::to_real(const Fragment& whole) const { return join("(", whole, " + 0e0)"); }
Fragment MysqlDialect::compare_mixed(std::string_view op, const Fragment& a, std::uint32_t a_type,
                                     const Fragment& b, std::uint32_t b_type) const {
  return compare_exactly(op, a, a_type, b, b_type);
}

Fragment MysqlDialect::same(const Fragment& a, const Fragment& b) const {
  return join("(", a, " <=> ", b, ")");
}
Fragment MysqlDialect::least(const Fragment& a, const Fragment& b) const {
  return join("LEAST(", a, ", ", b, ")");
}
Fragment MysqlDialect::greatest(const Fragment& a, const Fragment& b) const {
  return join("GREATEST(", a, ", ", b, ")");
}

std::string MysqlDialect::stored(const Collection& c, std::string_view column) const {
  return qualified(c, column);
}
std::string MysqlDialect::incoming(std::string_view column) const { return "VALUES(" + quoted(column) + ")"; }

// The server changes a row only where a value differs.
Fragment MysqlDialect::on_conflict(const Collection& c, const std::vector<std::string>& conflict,
                                   const std::vector<Assignment>& assignments) const {
  std::vector<Fragment> sets{met_by(c, conflict)};
  for (const Assignment& a : assignments) sets.push_back(join(quoted(a.column), " = ", a.value));
  return join(" ON DUPLICATE KEY UPDATE ", sql::list(sets, ", "));
}

Fragment MysqlDialect::insert_select(const Collection& c, const std::vector<std::string>& columns,
                                     const Fragment& select) const {
  return join("INSERT INTO ", quoted(c.name), " (", quoted_list(columns), ") ", select,
              " ON DUPLICATE KEY UPDATE ", met_by(c, c.key));
}

Fragment MysqlDialect::limited(const Collection& c, const Fragment& head, const Fragment& where,
                               const crl_value& limit) const {
  return join(head, " WHERE ", where, " ORDER BY ", quoted_list(c.key), " LIMIT ", sql::bound(limit));
}

std::string MysqlDialect::create_table(const Collection& c) const {
  return mysql::create_table(c, collation_);
}
Result<std::vector<std::string>> MysqlDialect::existing_columns(Connection& db,
                                                                std::string_view table) const {
  return column_names(db, table);
}
std::string MysqlDialect::add_column(const Collection& c, const Column& column) const {
  return mysql::add_column(c, column, collation_);
}
std::string MysqlDialect::add_folded_column(const Collection& c, const Column& column) const {
  return mysql::add_folded_column(c, column, collation_);
}
std::string MysqlDialect::create_index(const Collection& c, const Index& index) const {
  return mysql::create_index(c, index);
}
Status MysqlDialect::check_declaration(const Collection& c) const { return check_widths(c); }
Status MysqlDialect::check_table(Connection& db, const Collection& c) const {
  return mysql::check_table(db, c, collation_);
}
std::string MysqlDialect::lookup_hint(const Collection& c, const Column& column) const {
  if (c.key.size() == 1 && c.key.front() == column.name) return " FORCE INDEX (PRIMARY)";
  return " FORCE INDEX (" + quote(index_name(c, {{column.name}, true})) + ")";
}

Result<bool> MysqlDialect::has_index(Connection& db, const Collection& c, const Index& index) const {
  return mysql::has_index(db, c, index);
}
// A table, column or index that another host has just made.
bool MysqlDialect::is_done(const Error& error) const {
  return error.vendor_code == "1050" || error.vendor_code == "1060" || error.vendor_code == "1061";
}

}  // namespace carillon::mysql
