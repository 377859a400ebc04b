// What the columns of a CSV file mean: the names of the sender's header row become members of ours.
//
// Known without being told: our members in any case, with blanks or dashes for underscores, and words that
// other systems use for them ("Email Address", "Customer ID"). Anything else is told by a map. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <carillon/result.hpp>

namespace carillon::ingest {

enum class Noun { kCustomers, kOrders };

// Their name (in any case) -> a member of ours, or empty: the column is left out.
struct ColumnMap {
  std::vector<std::pair<std::string, std::string>> names{};
};

// "Their Name:name,Other:attributes.other,Notes:"; CRL_E_INVALID for what is not so.
Result<ColumnMap> parse_column_map(std::string_view text);

enum class ColumnKind { kText, kBoolean, kTags, kJson, kAttribute, kIgnored };

struct Column {
  std::string name;  // the member; of kAttribute the attribute's own name
  ColumnKind kind;
};

// CRL_E_INVALID: a column is unknown or named twice, or external_id is missing.
Result<std::vector<Column>> read_columns(Noun noun, const std::vector<std::string>& header,
                                         const ColumnMap& map);

}  // namespace carillon::ingest
