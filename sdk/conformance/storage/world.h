// Collections with their rows, held in memory, and what the reference makes of an expression over them.
//
// Not thread-safe. An answer owns its cells.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/expr.hpp>

#include "reference/evaluator.h"
#include "spec.h"
#include "store.h"

namespace carillon::conformance {

struct Table {
  CollectionSpec spec{};
  std::vector<Row> rows{};
};

struct World {
  std::map<std::string, Table, std::less<>> tables{};
  std::int64_t now_us = 0;
};

// One expression over the rows of one collection of a world that outlives it.
class Question {
 public:
  Question(const World& world, const Expr& expr, std::string_view collection);
  ~Question();
  Question(Question&&) noexcept;
  Question& operator=(Question&&) noexcept;

  bool truth(const Row& row);
  OwnedCell value(const Row& row);
  OwnedCell aggregate(const std::vector<const Row*>& group);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace carillon::conformance
