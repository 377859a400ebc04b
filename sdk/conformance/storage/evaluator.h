// The reference: what an expression means, by the plainest code that can say it.
//
// Rows are held in memory and everything is computed anew for each question, numbers as exact fractions.
// Slow, and meant to be read beside abi/expr.h.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/expr.hpp>

#include "spec.h"
#include "store.h"

namespace carillon::conformance {

using Record = std::map<std::string, OwnedCell, std::less<>>;

struct Table {
  CollectionSpec spec;
  std::vector<Record> rows;
};

struct World {
  std::map<std::string, Table, std::less<>> tables;
  std::int64_t now_us = 0;
  // Unicode simple case folding.
  std::function<std::string(std::string_view)> fold;
  // The scalar at an RFC 6901 pointer: TEXT, F64 or BOOL; nothing for null, objects, arrays and absence.
  std::function<std::optional<OwnedCell>(std::string_view json, std::string_view pointer)> json;
};

class Evaluator {
 public:
  Evaluator(const World& world, const Expr& expr) : world_(world), expr_(expr) {}

  // Over one row of a collection.
  bool truth(std::string_view collection, const Record& row) const;
  OwnedCell value(std::string_view collection, const Record& row) const;
  // Over a group of rows, for aggregates without a relation.
  OwnedCell aggregate(std::string_view collection, const std::vector<const Record*>& group) const;

 private:
  struct Row {
    const Table* table;
    const Record* record;
  };
  bool holds(Expr::Id id, const Row& row) const;
  OwnedCell cell_of(Expr::Id id, const Row& row) const;
  OwnedCell arithmetic(const crl_node& n, const Row& row) const;
  OwnedCell over(const crl_node& n, const Row& row) const;
  OwnedCell fold_up(const crl_node& n, const std::vector<OwnedCell>& values, std::size_t count) const;
  std::string folded(Expr::Id id, const Row& row) const;

  const World& world_;
  const Expr& expr_;
};

}  // namespace carillon::conformance
