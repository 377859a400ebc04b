// Random expressions over a shop: customers with orders with items, every type of field, missing values and
// awkward text. The same seed makes the same expressions.
#pragma once

#include <random>

#include "world.h"

namespace carillon::conformance {

class RandomShop {
 public:
  explicit RandomShop(unsigned seed) : random_(seed) {}

  World world(std::size_t customers);
  // A BOOL over rows of `collection`.
  Expr predicate(const World& world, const std::string& collection, int depth);
  // A value over rows of `collection`.
  Expr value(const World& world, const std::string& collection, int depth);
  // An aggregate of the query's own rows.
  Expr aggregate(const World& world, const std::string& collection);

 private:
  int pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  bool chance(int percent) { return pick(100) < percent; }
  std::string text();
  std::string json();
  crl_value literal(std::uint32_t type, bool nulls);
  OwnedCell cell(const FieldSpec& field);
  Row record(const CollectionSpec& spec, std::int64_t id, std::int64_t parents);

  Expr::Id boolean(Expr& e, const CollectionSpec& at, int depth);
  Expr::Id comparison(Expr& e, const CollectionSpec& at, int depth);
  Expr::Id textual(Expr& e, const CollectionSpec& at, int depth);
  Expr::Id operand(Expr& e, const CollectionSpec& at, std::uint32_t type, int depth);
  Expr::Id related(Expr& e, const CollectionSpec& at, std::uint32_t type, int depth);
  Expr::Id field(Expr& e, const CollectionSpec& at, std::uint32_t type);

  std::mt19937 random_;
  const World* world_ = nullptr;
  std::string scratch_;  // what the last literal's text points into
};

}  // namespace carillon::conformance
