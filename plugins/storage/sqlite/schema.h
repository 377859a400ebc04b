// SQLite's DDL for collections. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/catalog.h"

namespace carillon::sqlite {

std::string quoted(std::string_view name);
std::string quoted_list(const std::vector<std::string>& names);

// A composite key without unbounded columns makes the table a B-tree of its own (WITHOUT ROWID).
std::string create_table(const sql::Collection& c);
// A required column gets an empty value in the rows that are there already.
std::string add_column(const sql::Collection& c, const sql::Column& column);
// Over folded copies where there are any, unless it is unique. Named after what it covers.
std::string create_index(const sql::Collection& c, const sql::Index& index);

}  // namespace carillon::sqlite
