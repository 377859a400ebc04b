// The customers in memory: which columns there are, and how rows of storage become rows of them.
//
// Rows stand in the order of ids up to `sorted`, later ones in the order of their coming. A removed customer
// leaves its row behind, not alive. Not thread-safe while written.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <carillon/value.hpp>

#include "base/ids.h"
#include "index/table.h"

namespace carillon::index {

// The wish, and the relation, for orders with their items.
inline constexpr std::string_view kOrders = "orders";
inline constexpr std::string_view kItems = "items";

// A column that only tells whether another is there.
std::string presence_column(std::string_view field);

// A column of a free attribute: a pointer into the attributes, and the one type that it keeps.
struct Attribute {
  std::string pointer;
  std::uint32_t type;
};
std::string attribute_column(std::string_view pointer, std::uint32_t type);
std::optional<Attribute> as_attribute(std::string_view column);

// Whether a column that is not in memory can be brought there.
bool may_wish(std::string_view column, std::uint32_t type);

// A column of customers and the field of storage that it is read from.
struct Source {
  std::string column, field;
  std::uint32_t type;
};
Source source_of(std::string_view column);
// Those that are always in memory.
const std::vector<Source>& standing();

class People {
 public:
  People();

  Table table;
  std::size_t alive_count() const { return alive_count_; }
  const std::vector<Word>& alive() const { return alive_; }
  std::optional<RowId> find(Id id) const;
  // The rows of many, kNobody for who is not here; quicker than to look for one after the other.
  static constexpr RowId kNobody = ~RowId{0};
  void find_all(std::span<const Id> ids, std::vector<RowId>& out) const;
  Id id_of(RowId row) const { return table.column("id")->values.at(row); }
  // Rows before this stand in the order of their ids.
  std::size_t sorted() const { return sorted_; }

  // A row for a customer that has none. The caller pushes a cell to every column but "id".
  RowId append(Id id);
  void remove(RowId row);
  // The rows of another, which stand behind all of these. REQUIRES: the same columns, no runs.
  void take(const People& other);
  // What stands in the row is written now. REQUIRES: of everybody who writes to a column or a run.
  void touch(RowId row) { ++versions_[row / kBatch]; }
  // Another number after each write to one of the batch's rows; never 0.
  std::uint64_t version_of(std::size_t batch) const { return versions_[batch]; }
  bool is_alive(RowId row) const { return ((alive_[row / 64] >> (row % 64)) & 1) != 0; }

  std::size_t bytes() const;
  // More removed rows than a load would cost.
  bool is_wasteful() const { return table.size > 10'000 && alive_count_ < table.size / 2; }

 private:
  std::vector<Word> alive_;
  std::vector<std::uint64_t> versions_;  // by batch
  std::size_t alive_count_ = 0, sorted_ = 0;
  std::unordered_map<Id, RowId> late_;  // rows from sorted_ on
};

}  // namespace carillon::index
