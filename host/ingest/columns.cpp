#include "ingest/columns.h"

#include <algorithm>
#include <array>
#include <optional>

#include "ingest/members.h"
#include "ingest/parse.h"

namespace carillon::ingest {

namespace {

constexpr std::string_view kAttribute = "attributes.";
constexpr std::size_t kMaxColumns = 500;

using Alias = std::pair<std::string_view, std::string_view>;

constexpr std::array kCustomerAliases{
    Alias{"customer_id", "external_id"}, Alias{"full_name", "name"},
    Alias{"customer_name", "name"},      Alias{"e_mail", "email"},
    Alias{"email_address", "email"},     Alias{"mobile", "phone"},
    Alias{"phone_number", "phone"},      Alias{"mobile_number", "phone"},
    Alias{"telephone", "phone"},         Alias{"town", "city"},
    Alias{"country_code", "country"},    Alias{"sex", "gender"},
    Alias{"time_zone", "timezone"},      Alias{"date_of_birth", "birth_date"},
    Alias{"birthday", "birth_date"},     Alias{"dob", "birth_date"},
    Alias{"signup_date", "created_at"},
};

constexpr std::array kOrderAliases{
    Alias{"order_id", "external_id"},
    Alias{"order_number", "external_id"},
    Alias{"customer_id", "customer_external_id"},
    Alias{"total", "amount"},
    Alias{"order_total", "amount"},
    Alias{"order_amount", "amount"},
    Alias{"total_amount", "amount"},
    Alias{"order_status", "status"},
    Alias{"order_date", "ordered_at"},
    Alias{"date", "ordered_at"},
    Alias{"line_items", "items"},
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// An attribute's own name, behind the dot, stays as it is.
std::string plain_name(std::string_view text) {
  std::string out(trimmed(text));
  const auto dot = out.find('.');
  for (std::size_t i = 0; i < std::min(dot, out.size()); ++i) {
    out[i] = out[i] == ' ' || out[i] == '-' ? '_' : lower(out[i]);
  }
  return out;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string_view> members_of(Noun noun) {
  return noun == Noun::kCustomers ? customer_members() : order_members();
}

std::optional<Column> column_of(const std::string& name, Noun noun) {
  if (noun == Noun::kCustomers && name.starts_with(kAttribute) && name.size() > kAttribute.size()) {
    return Column{name.substr(kAttribute.size()), ColumnKind::kAttribute};
  }
  const auto members = members_of(noun);
  if (std::find(members.begin(), members.end(), name) == members.end()) return std::nullopt;
  if (name == "tags") return Column{name, ColumnKind::kTags};
  if (name == "consent_email" || name == "consent_sms") return Column{name, ColumnKind::kBoolean};
  if (name == "attributes" || name == "items" || name == "customer") return Column{name, ColumnKind::kJson};
  return Column{name, ColumnKind::kText};
}

template <class Aliases>
std::optional<std::string> alias_in(const Aliases& aliases, std::string_view name) {
  const auto at =
      std::find_if(aliases.begin(), aliases.end(), [&](const Alias& alias) { return alias.first == name; });
  if (at == aliases.end()) return std::nullopt;
  return std::string(at->second);
}

std::string list_of_members(Noun noun) {
  return listed(members_of(noun)) +
         (noun == Noun::kCustomers ? ", and attributes.NAME for anything else" : "");
}

Result<Column> meaning_of(const std::string& cell, Noun noun, const ColumnMap& map) {
  const auto told = std::find_if(map.names.begin(), map.names.end(), [&](const auto& pair) {
    return same_ignoring_case(trimmed(pair.first), trimmed(cell));
  });
  if (told != map.names.end()) {
    if (told->second.empty()) return Column{"", ColumnKind::kIgnored};
    if (auto column = column_of(plain_name(told->second), noun)) return *std::move(column);
    return invalid("the column " + quoted(cell) + " is mapped to " + quoted(told->second) +
                   ", which is not known; known are " + list_of_members(noun));
  }
  const std::string name = plain_name(cell);
  if (auto column = column_of(name, noun)) return *std::move(column);
  const auto alias =
      noun == Noun::kCustomers ? alias_in(kCustomerAliases, name) : alias_in(kOrderAliases, name);
  if (alias) return *column_of(*alias, noun);
  return invalid("the column " + quoted(cell) + " is not known; known are " + list_of_members(noun) +
                 ". Say what it means with a map such as \"" + std::string(trimmed(cell)) +
                 ":name\", or leave it out with \"" + std::string(trimmed(cell)) + ":\"");
}

}  // namespace

Result<ColumnMap> parse_column_map(std::string_view text) {
  ColumnMap out;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (trimmed(pair).empty()) continue;
    const auto colon = pair.rfind(':');
    if (colon == std::string_view::npos || trimmed(pair.substr(0, colon)).empty()) {
      return invalid("found " + quoted(pair) +
                     " in the map of columns, expected THEIRS:OURS, or THEIRS: to leave a "
                     "column out");
    }
    out.names.emplace_back(trimmed(pair.substr(0, colon)), trimmed(pair.substr(colon + 1)));
  }
  return out;
}

Result<std::vector<Column>> read_columns(Noun noun, const std::vector<std::string>& header,
                                         const ColumnMap& map) {
  if (header.size() > kMaxColumns) return invalid("the first line names more than 500 columns");
  std::vector<Column> out;
  for (const std::string& cell : header) {
    auto column = meaning_of(cell, noun, map);
    if (!column) return column.error();
    const bool twice =
        column->kind != ColumnKind::kIgnored && std::any_of(out.begin(), out.end(), [&](const Column& other) {
          return other.name == column->name && other.kind == column->kind;
        });
    if (twice) {
      return invalid("the column " + quoted(cell) + " is named twice in the first line, as " + column->name);
    }
    out.push_back(*std::move(column));
  }
  for (const auto& [theirs, ours] : map.names) {
    const bool there = std::any_of(header.begin(), header.end(), [&name = theirs](const std::string& cell) {
      return same_ignoring_case(trimmed(cell), name);
    });
    if (!there)
      return invalid("the map names a column " + quoted(theirs) + " that the first line does not have");
  }
  const auto is_id = [](const Column& c) { return c.name == "external_id" && c.kind == ColumnKind::kText; };
  if (std::none_of(out.begin(), out.end(), is_id)) {
    return invalid("the first line names no column external_id, which every row needs");
  }
  return out;
}

}  // namespace carillon::ingest
