#include "schema.h"

#include <algorithm>

#include <carillon/abi/core.h>
#include <carillon/value.hpp>

namespace carillon::sqlite {

namespace {

const char* type_of(const sql::Column& c) {
  switch (c.type) {
    case CRL_T_F64:
      return "REAL";
    case CRL_T_TEXT:
    case CRL_T_JSON:
    case CRL_T_SET:
      return "TEXT";
    case CRL_T_BYTES:
      return "BLOB";
    default:
      return "INTEGER";
  }
}

std::string empty_of(const sql::Column& c) {
  switch (c.type) {
    case CRL_T_TEXT:
      return "''";
    case CRL_T_SET:
      return std::string("'") + kSetEnd + "'";
    case CRL_T_JSON:
      return "'null'";
    case CRL_T_BYTES:
      return "x''";
    default:
      return "0";
  }
}

bool is_unbounded(const sql::Column& c) {
  const bool text =
      c.type == CRL_T_TEXT || c.type == CRL_T_JSON || c.type == CRL_T_SET || c.type == CRL_T_BYTES;
  return text && c.max_len == 0;
}

}  // namespace

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + quoted(name);
  return out;
}

std::string create_table(const sql::Collection& c) {
  const bool rowid_key = c.key.size() == 1 && c.find(c.key[0])->type == CRL_T_I64;
  std::string out = "CREATE TABLE IF NOT EXISTS " + quoted(c.name) + " (";
  for (const sql::Column& column : c.columns) {
    out += quoted(column.name) + " " + type_of(column);
    if (rowid_key && column.key) out += " PRIMARY KEY";
    if (column.required) out += " NOT NULL";
    out += ", ";
    if (!column.folded.empty()) out += quoted(column.folded) + " TEXT, ";
  }
  if (rowid_key) {
    out.resize(out.size() - 2);
    return out + ")";
  }
  out += "PRIMARY KEY (" + quoted_list(c.key) + "))";
  const bool small = std::none_of(c.columns.begin(), c.columns.end(), is_unbounded);
  if (c.key.size() > 1 && small) out += " WITHOUT ROWID";
  return out;
}

std::string add_column(const sql::Collection& c, const sql::Column& column) {
  std::string out =
      "ALTER TABLE " + quoted(c.name) + " ADD COLUMN " + quoted(column.name) + " " + type_of(column);
  if (column.required) out += " NOT NULL DEFAULT " + empty_of(column);
  return out;
}

std::string create_index(const sql::Collection& c, const sql::Index& index) {
  std::string name = (index.unique ? "ux_" : "ix_") + c.name;
  std::vector<std::string> columns;
  for (const auto& field : index.fields) {
    const sql::Column& column = *c.find(field);
    columns.push_back(index.unique || column.folded.empty() ? column.name : column.folded);
    name += "__" + columns.back();
  }
  return std::string("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX IF NOT EXISTS " + quoted(name) +
         " ON " + quoted(c.name) + " (" + quoted_list(columns) + ")";
}

}  // namespace carillon::sqlite
