// The DDL of collections for MariaDB and MySQL. Pure.
//
// Whole numbers of every kind are BIGINT, truth values TINYINT. Text of at most 768 bytes is VARCHAR and fits
// into an index whole; longer text, sets and JSON are LONGTEXT, which keeps them byte by byte. An index that
// is not unique covers the beginning of what does not fit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "sql/catalog.h"

namespace carillon::mysql {

std::string quoted(std::string_view name);
std::string quoted_list(const std::vector<std::string>& names);

// A column as the database tells it: "bigint", "varchar" with its length, ...
struct ColumnType {
  std::string name;
  std::uint32_t length = 0;  // of varchar and varbinary
  std::string sql() const;   // in capitals, as DDL has it
};
ColumnType type_of(const sql::Column& column);
ColumnType type_of_folded(const sql::Column& column);
bool is_character(const ColumnType& type);

struct IndexPart {
  std::string column;
  std::uint32_t prefix = 0;  // characters or bytes of it; 0: all
};
std::string index_name(const sql::Collection& c, const sql::Index& index);
std::vector<IndexPart> index_parts(const sql::Collection& c, const sql::Index& index);

// Whether keys and unique indexes fit; CRL_E_INVALID names the field.
Status check_widths(const sql::Collection& c);

std::string create_table(const sql::Collection& c, const std::string& collation);
// A required column gets an empty value in the rows that are there already.
std::string add_column(const sql::Collection& c, const sql::Column& column, const std::string& collation);
std::string add_folded_column(const sql::Collection& c, const sql::Column& column,
                              const std::string& collation);
std::string create_index(const sql::Collection& c, const sql::Index& index);

}  // namespace carillon::mysql
