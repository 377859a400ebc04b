#include "index/people.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace carillon::index {

namespace {

constexpr std::string_view kAttributes = "attributes";
constexpr std::array<std::string_view, 3> kPresences{"name", "email", "phone"};
// Texts that hardly repeat, read when a rule first names them.
constexpr std::array<std::string_view, 4> kOnDemand{"external_id", "name", "email", "phone"};

}  // namespace

std::string presence_column(std::string_view field) { return std::string(field) + '?'; }

std::string attribute_column(std::string_view pointer, std::uint32_t type) {
  return std::string(kAttributes) + std::string(pointer) + '#' + std::to_string(type);
}

std::optional<Attribute> as_attribute(std::string_view column) {
  const auto mark = column.rfind('#');
  if (!column.starts_with(kAttributes) || mark == std::string_view::npos) return std::nullopt;
  Attribute out{std::string(column.substr(kAttributes.size(), mark - kAttributes.size())), 0};
  std::from_chars(column.data() + mark + 1, column.data() + column.size(), out.type);
  return out;
}

bool may_wish(std::string_view column, std::uint32_t type) {
  if (const auto attribute = as_attribute(column)) {
    return type == CRL_T_TEXT || type == CRL_T_F64 || type == CRL_T_BOOL;
  }
  return std::ranges::find(kOnDemand, column) != kOnDemand.end() && type == CRL_T_TEXT;
}

Source source_of(std::string_view column) {
  if (const auto attribute = as_attribute(column)) {
    return {std::string(column), std::string(kAttributes), attribute->type};
  }
  if (column.ends_with('?')) {
    return {std::string(column), std::string(column.substr(0, column.size() - 1)), CRL_T_BOOL};
  }
  for (const Source& source : standing()) {
    if (source.column == column) return source;
  }
  return {std::string(column), std::string(column), CRL_T_TEXT};
}

const std::vector<Source>& standing() {
  static const std::vector<Source> sources = [] {
    std::vector<Source> out;
    const auto add = [&](std::string_view name, std::uint32_t type) {
      out.push_back({std::string(name), std::string(name), type});
    };
    for (const auto name : {"city", "country", "gender", "timezone"}) add(name, CRL_T_TEXT);
    add("birth_date", CRL_T_DATE);
    add("tags", CRL_T_SET);
    for (const auto name : {"consent_email", "consent_sms"}) add(name, CRL_T_BOOL);
    for (const auto name : {"created_at", "first_order_at", "last_order_at"}) add(name, CRL_T_TIME);
    for (const auto name : {"total_spend", "avg_order_value"}) add(name, CRL_T_DECIMAL);
    add("order_count", CRL_T_I64);
    for (const auto name : kPresences) {
      out.push_back({presence_column(name), std::string(name), CRL_T_BOOL});
    }
    return out;
  }();
  return sources;
}

People::People() {
  table.columns.emplace("id", Column(CRL_T_I64));
  for (const Source& source : standing()) table.columns.emplace(source.column, Column(source.type));
}

std::optional<RowId> People::find(Id id) const {
  if (const auto late = late_.find(id); late != late_.end()) return late->second;
  const Ints& ids = table.column("id")->values;
  // Where ids are as wide as they may be, and they are but in tests, they are looked at where they lie.
  const auto* wide = ids.width() == 8 ? reinterpret_cast<const std::int64_t*>(ids.raw()) : nullptr;
  std::size_t low = 0;
  for (std::size_t n = sorted_; n > 0;) {
    const std::size_t half = n / 2;
    const bool right = (wide != nullptr ? wide[low + half] : ids.at(static_cast<RowId>(low + half))) < id;
    low = right ? low + half + 1 : low;
    n = right ? n - half - 1 : half;
  }
  if (low == sorted_ || ids.at(static_cast<RowId>(low)) != id) return std::nullopt;
  const auto row = static_cast<RowId>(low);
  return is_alive(row) ? std::optional(row) : std::nullopt;
}

// Several are sought abreast, so that they wait for memory together.
void People::find_all(std::span<const Id> ids, std::vector<RowId>& out) const {
  constexpr std::size_t kAbreast = 16;
  out.assign(ids.size(), kNobody);
  const Ints& own = table.column("id")->values;
  std::size_t i = 0;
  if (own.width() == 8 && sorted_ > 0) {
    const auto* wide = reinterpret_cast<const std::int64_t*>(own.raw());  // from new: aligned
    for (; i + kAbreast <= ids.size(); i += kAbreast) {
      const Id* sought = ids.data() + i;
      std::size_t low[kAbreast] = {};
      for (std::size_t n = sorted_; n > 1;) {
        const std::size_t half = n / 2;
        for (std::size_t k = 0; k < kAbreast; ++k) { low[k] += wide[low[k] + half] <= sought[k] ? half : 0; }
        n -= half;
      }
      for (std::size_t k = 0; k < kAbreast; ++k) {
        const auto row = static_cast<RowId>(low[k]);
        if (wide[low[k]] == sought[k] && is_alive(row)) out[i + k] = row;
      }
    }
  }
  // Late ones, removed ones and the rest.
  for (std::size_t k = 0; k < ids.size(); ++k) {
    if (out[k] == kNobody) out[k] = find(ids[k]).value_or(kNobody);
  }
}

RowId People::append(Id id) {
  Ints& ids = table.columns.find("id")->second.values;
  const auto row = static_cast<RowId>(table.size++);
  if (sorted_ == row && (row == 0 || ids.at(row - 1) < id)) {
    ++sorted_;
  } else {
    late_[id] = row;
  }
  ids.push(id);
  alive_.resize(words_for(table.size));
  alive_[row / 64] |= Word{1} << (row % 64);
  versions_.resize(row / kBatch + 1);
  touch(row);
  ++alive_count_;
  for (auto& [relation, run] : table.runs) {
    run.first.push(0);
    run.count.push(0);
  }
  return row;
}

void People::take(const People& other) {
  for (std::size_t i = 0; i < other.table.size; ++i) append(other.id_of(static_cast<RowId>(i)));
  for (auto& [name, column] : table.columns) {
    if (name != "id") column.append(*other.table.column(name));
  }
}

void People::remove(RowId row) {
  if (!is_alive(row)) return;
  alive_[row / 64] &= ~(Word{1} << (row % 64));
  touch(row);
  --alive_count_;
  late_.erase(id_of(row));
  for (auto& [relation, run] : table.runs) run.count.set(row, 0);
}

std::size_t People::bytes() const {
  constexpr std::size_t kNode = 32;  // of the map, about
  return table.bytes() + alive_.capacity() * sizeof(Word) + late_.size() * kNode;
}

}  // namespace carillon::index
