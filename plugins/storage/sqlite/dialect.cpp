#include "dialect.h"

#include <algorithm>

#include <carillon/abi/storage.h>

#include "schema.h"

namespace carillon::sqlite {

namespace {

using sql::Assignment;
using sql::Collection;
using sql::Column;
using sql::Connection;
using sql::Fragment;
using sql::Index;
using sql::join;

std::string numeral(std::uint32_t type) { return std::to_string(type); }

class SqliteDialect : public sql::Dialect {
 public:
  std::string quote(std::string_view name) const override { return quoted(name); }

  Fragment fold(const Fragment& t) const override { return join("crl_fold(", t, ")"); }
  Fragment contains(const Fragment& t, const Fragment& n) const override {
    return join("(instr(", t, ", ", n, ") > 0)");
  }
  Fragment starts_with(const Fragment& t, const Fragment& p) const override {
    return join("(instr(", t, ", ", p, ") = 1)");
  }
  Fragment ends_with(const Fragment& t, const Fragment& s) const override {
    return join("crl_ends_with(", t, ", ", s, ")");
  }
  Fragment concat(const Fragment& a, const Fragment& b) const override {
    return join("(", a, " || ", b, ")");
  }

  Fragment json_value(const Fragment& json, const Fragment& pointer, std::uint32_t wanted) const override {
    return join("crl_json(", json, ", ", pointer, ", ", numeral(wanted), ")");
  }
  Fragment date_part(const Fragment& days, std::int64_t part) const override {
    return join("crl_date_part(", days, ", ", std::to_string(part), ")");
  }

  Fragment arithmetic(char op, const Fragment& a, const Fragment& b) const override {
    return join(op == '+' ? "crl_add(" : (op == '-' ? "crl_sub(" : "crl_mul("), a, ", ", b, ")");
  }
  Fragment divide_rounded(const Fragment& sum, const Fragment& count) const override {
    return join("crl_div(", sum, ", ", count, ")");
  }
  Fragment multiply_money(const Fragment& a, const Fragment& b) const override {
    return join("crl_mul_money(", a, ", ", b, ")");
  }
  Fragment to_real(const Fragment& whole) const override { return join("CAST(", whole, " AS REAL)"); }
  Fragment compare_mixed(std::string_view op, const Fragment& a, std::uint32_t a_type, const Fragment& b,
                         std::uint32_t b_type) const override {
    return join("(crl_cmp(", a, ", ", numeral(a_type), ", ", b, ", ", numeral(b_type), ")", op, "0)");
  }

  Fragment same(const Fragment& a, const Fragment& b) const override { return join("(", a, " IS ", b, ")"); }
  Fragment least(const Fragment& a, const Fragment& b) const override {
    return join("min(", a, ", ", b, ")");
  }
  Fragment greatest(const Fragment& a, const Fragment& b) const override {
    return join("max(", a, ", ", b, ")");
  }

  std::string_view scan_hint() const override { return " NOT INDEXED"; }
  // A writing transaction is the only one: nobody else can change what it has read.
  std::string lock_clause() const override { return ""; }

  std::size_t rows_per_insert() const override { return 1; }
  std::string stored(const Collection& c, std::string_view column) const override {
    return quoted(c.name) + "." + quoted(column);
  }
  std::string incoming(std::string_view column) const override { return "excluded." + quoted(column); }

  Fragment on_conflict(const Collection& c, const std::vector<std::string>& conflict,
                       const std::vector<Assignment>& assignments) const override {
    const std::string head = " ON CONFLICT (" + quoted_list(conflict) + ") DO ";
    if (assignments.empty()) return head + "NOTHING";
    std::vector<Fragment> sets;
    std::vector<Fragment> differs;
    for (const Assignment& a : assignments) {
      sets.push_back(join(quoted(a.column), " = ", a.value));
      if (!a.derived) differs.push_back(join(stored(c, a.column), " IS NOT ", a.value));
    }
    return join(head, "UPDATE SET ", sql::list(sets, ", "), " WHERE ", sql::list(differs, " OR "));
  }

  Fragment insert_select(const Collection& c, const std::vector<std::string>& columns,
                         const Fragment& select) const override {
    return join("INSERT INTO ", quoted(c.name), " (", quoted_list(columns), ") ", select, " ON CONFLICT (",
                quoted_list(c.key), ") DO NOTHING");
  }

  Fragment limited(const Collection& c, const Fragment& head, const Fragment& where,
                   const crl_value& limit) const override {
    const std::string key = quoted_list(c.key);
    return join(head, " WHERE (", key, ") IN (SELECT ", key, " FROM ", quoted(c.name), " WHERE ", where,
                " ORDER BY ", key, " LIMIT ", sql::bound(limit), ")");
  }

  std::string create_table(const Collection& c) const override { return sqlite::create_table(c); }
  Result<std::vector<std::string>> existing_columns(Connection& db, std::string_view table) const override {
    auto statement = db.prepare("SELECT name FROM pragma_table_info(?)");
    if (!statement) return statement.error();
    if (Status s = (*statement)->bind(1, cell::text(table)); !s) return s.error();
    std::vector<std::string> out;
    while (true) {
      auto row = (*statement)->step();
      if (!row) return row.error();
      if (!*row) return out;
      out.emplace_back(cell::as_text((*statement)->column(0, CRL_T_TEXT)));
    }
  }
  std::string add_column(const Collection& c, const Column& column) const override {
    return sqlite::add_column(c, column);
  }
  std::string add_folded_column(const Collection& c, const Column& column) const override {
    return "ALTER TABLE " + quoted(c.name) + " ADD COLUMN " + quoted(column.folded) + " TEXT";
  }
  std::string create_index(const Collection& c, const Index& index) const override {
    return sqlite::create_index(c, index);
  }
};

}  // namespace

const sql::Dialect& dialect() {
  static const SqliteDialect dialect;
  return dialect;
}

}  // namespace carillon::sqlite
