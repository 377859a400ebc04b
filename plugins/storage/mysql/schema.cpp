#include "schema.h"

#include <algorithm>
#include <cctype>

#include <carillon/abi/core.h>
#include <carillon/value.hpp>

namespace carillon::mysql {

namespace {

constexpr std::uint32_t kMostInKey = 3'072;     // bytes of all columns of an index
constexpr std::uint32_t kMostCharacters = 768;  // of a text that an index holds whole: 3072 bytes
constexpr std::uint32_t kPrefix = 191;
constexpr std::size_t kMostName = 64;

ColumnType text(std::uint32_t most) {
  return most > 0 && most <= kMostCharacters ? ColumnType{"varchar", most} : ColumnType{"longtext"};
}

std::string empty_of(const sql::Column& c) {
  switch (c.type) {
    case CRL_T_SET:
      return "(CHAR(31 USING utf8mb4))";
    case CRL_T_JSON:
      return "('null')";
    case CRL_T_TEXT:
    case CRL_T_BYTES:
      return "('')";
    default:
      return "0";
  }
}

std::string definition(const std::string& name, const ColumnType& type, bool required,
                       const std::string& collation) {
  std::string out = quoted(name) + " " + type.sql();
  if (is_character(type)) out += " CHARACTER SET utf8mb4 COLLATE " + collation;
  return out + (required ? " NOT NULL" : " NULL");
}

// Bytes that the column takes in an index; 0: it does not fit whole.
std::uint32_t key_bytes(const ColumnType& type) {
  if (type.name == "varchar") return 4 * type.length;
  if (type.name == "varbinary") return type.length;
  return type.name == "longtext" || type.name == "longblob" ? 0 : 8;
}

Status fits(const sql::Collection& c, const std::vector<std::string>& fields, const char* what) {
  std::uint32_t sum = 0;
  for (const auto& field : fields) {
    const std::uint32_t bytes = key_bytes(type_of(*c.find(field)));
    if (bytes == 0) {
      return invalid(c.name + "." + field + " is in " + what +
                     ", so the database must know how long it is: give it a max_len of at most 768");
    }
    sum += bytes;
  }
  if (sum <= kMostInKey) return {};
  return invalid(std::string(what) + " of " + c.name + " takes " + std::to_string(sum) +
                 " bytes, the database holds 3072 (4 for each of max_len): shorten its fields");
}

std::string columns_of(const sql::Collection& c, const sql::Index& index) {
  std::string out;
  for (const IndexPart& part : index_parts(c, index)) {
    out += (out.empty() ? "" : ", ") + quoted(part.column);
    if (part.prefix > 0) out += "(" + std::to_string(part.prefix) + ")";
  }
  return out;
}

// InnoDB keeps no bytes for a number that is missing: once it comes, the row outgrows its place, and its page
// is put together anew. This column holds those bytes meanwhile, so that a row keeps its length.
std::string room_for_missing(const sql::Collection& c) {
  constexpr const char* kRoom = "_room";
  std::string bytes;
  std::uint32_t most = 0;
  for (const sql::Column& column : c.columns) {
    const ColumnType type = type_of(column);
    const bool number = type.name == "bigint" || type.name == "double" || type.name == "tinyint";
    if (column.required || column.key || !number) continue;
    const std::uint32_t width = type.name == "tinyint" ? 1 : 8;
    bytes +=
        (bytes.empty() ? "" : " + ") + std::to_string(width) + " * (" + quoted(column.name) + " IS NULL)";
    most += width;
  }
  if (most == 0 || c.find(kRoom) != nullptr) return {};
  // Left out of SELECT *: by MySQL 8.0.23 and later, and by MariaDB, which each read their own comment.
  return quoted(kRoom) + " VARBINARY(" + std::to_string(most) + ") GENERATED ALWAYS AS (REPEAT(' ', " +
         bytes + ")) STORED /*!80023 INVISIBLE */ /*M!100303 INVISIBLE */, ";
}

}  // namespace

std::string ColumnType::sql() const {
  std::string out;
  for (const char c : name) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return length > 0 ? out + "(" + std::to_string(length) + ")" : out;
}

bool is_character(const ColumnType& type) { return type.name == "varchar" || type.name == "longtext"; }

ColumnType type_of(const sql::Column& c) {
  switch (c.type) {
    case CRL_T_F64:
      return {"double"};
    case CRL_T_BOOL:
      return {"tinyint"};
    case CRL_T_TEXT:
      return text(c.max_len);
    case CRL_T_SET:
      return text(c.max_len == 0 ? 0 : c.max_len + 1);  // a separator stands in front
    case CRL_T_JSON:
      return {"longtext"};
    case CRL_T_BYTES:
      return c.max_len > 0 && c.max_len <= kMostInKey ? ColumnType{"varbinary", c.max_len}
                                                      : ColumnType{"longblob"};
    default:
      return {"bigint"};
  }
}

// Folding changes bytes, never the number of characters.
ColumnType type_of_folded(const sql::Column& c) { return type_of(c); }

std::string quoted(std::string_view name) {
  std::string out = "`";
  for (const char c : name) {
    if (c == '`') out += '`';
    out += c;
  }
  return out + '`';
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + quoted(name);
  return out;
}

std::vector<IndexPart> index_parts(const sql::Collection& c, const sql::Index& index) {
  std::vector<IndexPart> out;
  std::vector<ColumnType> types;
  std::uint32_t sum = 0;
  bool whole = true;
  for (const auto& field : index.fields) {
    const sql::Column& column = *c.find(field);
    out.push_back({index.unique || column.folded.empty() ? column.name : column.folded});
    types.push_back(type_of(column));
    sum += key_bytes(types.back());
    whole = whole && key_bytes(types.back()) > 0;
  }
  if (index.unique || (whole && sum <= kMostInKey)) return out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool is_number = key_bytes(types[i]) == 8 && types[i].length == 0;
    if (!is_number && (types[i].length == 0 || types[i].length > kPrefix)) out[i].prefix = kPrefix;
  }
  return out;
}

std::string index_name(const sql::Collection& c, const sql::Index& index) {
  std::string name = (index.unique ? "ux_" : "ix_") + c.name;
  for (const IndexPart& part : index_parts(c, index)) name += "__" + part.column;
  if (name.size() <= kMostName) return name;
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const char ch : name) hash = (hash ^ static_cast<unsigned char>(ch)) * 0x100000001b3u;
  const std::string mark = std::to_string(hash);
  return name.substr(0, kMostName - mark.size() - 1) + "_" + mark;
}

Status check_widths(const sql::Collection& c) {
  if (Status s = fits(c, c.key, "the key"); !s) return s;
  for (const sql::Index& index : c.indexes) {
    if (!index.unique) continue;
    if (Status s = fits(c, index.fields, "a unique index"); !s) return s;
  }
  return {};
}

std::string create_table(const sql::Collection& c, const std::string& collation) {
  std::string out = "CREATE TABLE IF NOT EXISTS " + quoted(c.name) + " (";
  for (const sql::Column& column : c.columns) {
    out += definition(column.name, type_of(column), column.required, collation) + ", ";
    if (!column.folded.empty()) {
      out += definition(column.folded, type_of_folded(column), false, collation) + ", ";
    }
  }
  out += room_for_missing(c) + "PRIMARY KEY (" + quoted_list(c.key) + ")";
  for (const sql::Index& index : c.indexes) {
    out += std::string(index.unique ? ", UNIQUE KEY " : ", KEY ") + quoted(index_name(c, index)) + " (" +
           columns_of(c, index) + ")";
  }
  return out + ") ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE " + collation;
}

std::string add_column(const sql::Collection& c, const sql::Column& column, const std::string& collation) {
  std::string out = "ALTER TABLE " + quoted(c.name) + " ADD COLUMN " +
                    definition(column.name, type_of(column), column.required, collation);
  if (column.required) out += " DEFAULT " + empty_of(column);
  return out;
}

std::string add_folded_column(const sql::Collection& c, const sql::Column& column,
                              const std::string& collation) {
  return "ALTER TABLE " + quoted(c.name) + " ADD COLUMN " +
         definition(column.folded, type_of_folded(column), false, collation);
}

std::string create_index(const sql::Collection& c, const sql::Index& index) {
  return std::string("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX " + quoted(index_name(c, index)) +
         " ON " + quoted(c.name) + " (" + columns_of(c, index) + ")";
}

}  // namespace carillon::mysql
