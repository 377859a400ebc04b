#include "inspection.h"

#include <algorithm>
#include <map>

#include <carillon/value.hpp>

#include "schema.h"

namespace carillon::mysql {

namespace {

struct Found {
  std::string name, type, collation;
  std::int64_t length = 0;
  bool nullable = true;
};

// Runs a query about the table; `row` takes each row.
template <class Row>
Status about_table(sql::Connection& db, const char* sql, std::string_view table, Row&& row) {
  auto statement = db.prepare(sql);
  if (!statement) return statement.error();
  if (Status s = (*statement)->bind(1, cell::text(table)); !s) return s;
  while (true) {
    auto more = (*statement)->step();
    if (!more) return more.error();
    if (!*more) return {};
    row(**statement);
  }
}

std::string text_at(sql::Statement& row, int i) {
  return std::string(cell::as_text(row.column(i, CRL_T_TEXT)));
}

Result<std::vector<Found>> columns(sql::Connection& db, std::string_view table) {
  std::vector<Found> out;
  const Status read = about_table(
      db,
      "SELECT COLUMN_NAME, LOWER(DATA_TYPE), COALESCE(COLLATION_NAME, ''), "
      "CAST(COALESCE(CHARACTER_MAXIMUM_LENGTH, 0) AS SIGNED), IS_NULLABLE = 'YES' "
      "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? "
      "ORDER BY ORDINAL_POSITION",
      table, [&](sql::Statement& row) {
        out.push_back({text_at(row, 0), text_at(row, 1), text_at(row, 2),
                       cell::as_int(row.column(3, CRL_T_I64)), cell::as_int(row.column(4, CRL_T_I64)) != 0});
      });
  if (!read) return read.error();
  return out;
}

struct FoundIndex {
  bool unique = false;
  std::vector<IndexPart> parts{};
};

Result<std::map<std::string, FoundIndex>> indexes(sql::Connection& db, std::string_view table) {
  std::map<std::string, FoundIndex> out;
  const Status read = about_table(
      db,
      "SELECT INDEX_NAME, NON_UNIQUE = 0, COLUMN_NAME, CAST(COALESCE(SUB_PART, 0) AS SIGNED) "
      "FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? "
      "ORDER BY INDEX_NAME, SEQ_IN_INDEX",
      table, [&](sql::Statement& row) {
        FoundIndex& index = out[text_at(row, 0)];
        index.unique = cell::as_int(row.column(1, CRL_T_I64)) != 0;
        index.parts.push_back(
            {text_at(row, 2), static_cast<std::uint32_t>(cell::as_int(row.column(3, CRL_T_I64)))});
      });
  if (!read) return read.error();
  return out;
}

Error differs(const sql::Collection& c, const std::string& what, const std::string& remedy) {
  return conflict("the table " + c.name + " was altered: " + what + "; " + remedy);
}

Status check_column(const sql::Collection& c, const std::string& name, const ColumnType& type, bool required,
                    const Found& found, const std::string& collation) {
  const auto modify = [&] {
    return "put it right with ALTER TABLE " + quoted(c.name) + " MODIFY " + quoted(name) + " " + type.sql() +
           (is_character(type) ? " CHARACTER SET utf8mb4 COLLATE " + collation : "") +
           (required ? " NOT NULL" : " NULL");
  };
  if (found.type != type.name) {
    return differs(c, "its column " + name + " is " + found.type + ", expected " + type.name, modify());
  }
  if (type.length > 0 && found.length < static_cast<std::int64_t>(type.length)) {
    return differs(c,
                   "its column " + name + " holds " + std::to_string(found.length) +
                       " characters, expected " + std::to_string(type.length),
                   modify());
  }
  if (is_character(type) && found.collation != collation) {
    return differs(c, "its column " + name + " is compared by " + found.collation + ", expected " + collation,
                   modify());
  }
  if (!required && !found.nullable) {
    return differs(c, "its column " + name + " is NOT NULL, but a row may lack it", modify());
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> column_names(sql::Connection& db, std::string_view table) {
  const auto found = columns(db, table);
  if (!found) return found.error();
  std::vector<std::string> out;
  for (const Found& column : *found) out.push_back(column.name);
  return out;
}

Status check_table(sql::Connection& db, const sql::Collection& c, const std::string& collation) {
  const auto found = columns(db, c.name);
  if (!found) return found.error();
  if (found->empty()) return {};
  const auto check = [&](const std::string& name, const ColumnType& type, bool required) -> Status {
    for (const Found& column : *found) {
      if (column.name == name) return check_column(c, name, type, required, column, collation);
    }
    return {};
  };
  for (const sql::Column& column : c.columns) {
    if (Status s = check(column.name, type_of(column), column.required); !s) return s;
    if (column.folded.empty()) continue;
    if (Status s = check(column.folded, type_of_folded(column), false); !s) return s;
  }
  const auto there = indexes(db, c.name);
  if (!there) return there.error();
  std::vector<std::string> key;
  if (const auto primary = there->find("PRIMARY"); primary != there->end()) {
    for (const IndexPart& part : primary->second.parts) key.push_back(part.column);
  }
  if (key == c.key) return {};
  return differs(c, "its primary key is (" + quoted_list(key) + "), expected (" + quoted_list(c.key) + ")",
                 "put the key back, or move the table away");
}

Result<bool> has_index(sql::Connection& db, const sql::Collection& c, const sql::Index& index) {
  const auto there = indexes(db, c.name);
  if (!there) return there.error();
  const auto wanted = index_parts(c, index);
  const auto serves = [&](const FoundIndex& found) {
    // A longer prefix, or the whole column, serves as well; uniqueness is of the whole.
    return found.unique == index.unique &&
           std::equal(found.parts.begin(), found.parts.end(), wanted.begin(), wanted.end(),
                      [](const IndexPart& a, const IndexPart& b) {
                        return a.column == b.column &&
                               (a.prefix == 0 || (b.prefix != 0 && a.prefix >= b.prefix));
                      });
  };
  for (const auto& [name, found] : *there) {
    if (serves(found)) return true;
  }
  const std::string name = index_name(c, index);
  if (const auto clash = there->find(name); clash != there->end()) {
    return differs(
        c,
        "its index " + name +
            (index.unique && !clash->second.unique ? " is not unique any more" : " covers other columns"),
        "drop it with DROP INDEX " + quoted(name) + " ON " + quoted(c.name) +
            ", and the next start makes it anew");
  }
  return false;
}

}  // namespace carillon::mysql
