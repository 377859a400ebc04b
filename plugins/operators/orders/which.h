// Which orders a leaf means: a window of their time, and a filter of what was ordered.
//
// Without a `status` the orders that count: pending and completed. category, sku and item speak of one and
// the same item of the order. A value type, pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <carillon/segop.hpp>

#include "language/compare.h"
#include "language/window.h"

// The members' JSON Schemas; an operator's own schema is a literal too, so this is text to paste.
#define CARILLON_ORDERS_SCHEMA                                                                    \
  CARILLON_WINDOW_SCHEMA                                                                          \
  R"(,"category":{"title":"Category","description":"of an item; a list means any of them",)"      \
  R"("type":["string","array"],"maxLength":200,"minItems":1,"maxItems":1000,)"                    \
  R"("items":{"type":"string","maxLength":200}},)"                                                \
  R"("sku":{"title":"SKU","description":"of the same item; a list means any of them",)"           \
  R"("type":["string","array"],"maxLength":200,"minItems":1,"maxItems":1000,)"                    \
  R"("items":{"type":"string","maxLength":200}},)"                                                \
  R"("item":{"title":"Item","description":"the same item's quantity and price","type":"object",)" \
  R"("properties":{"quantity":{"title":"Quantity",)" CARILLON_COMPARE_SCHEMA                      \
  R"(},"price":{"title":"Price",)" CARILLON_COMPARE_SCHEMA R"(}}},)"                              \
  R"("amount":{"title":"Amount of the order",)" CARILLON_COMPARE_SCHEMA                           \
  R"(},"status":{"title":"Status","description":"pending and completed unless it is given",)"     \
  R"("type":["string","array"],"minItems":1,"maxItems":4,"items":{"type":"string","enum":)"       \
  R"(["pending","completed","cancelled","refunded"]}})"

namespace carillon::orders {

using language::Compare;
using language::Window;
using Id = Lowering::Id;

class Which {
 public:
  // The members below `base`, a pointer: "" or "/first".
  static Result<Which> read(const Leaf& leaf, const std::string& base, const Lowering& to);

  // Of the rows of "orders" that were entered. `counted`: besides, the order counts.
  Id holds(Lowering& to, bool counted = false) const;

  // In words, each after a blank: the window, then the items after `of` ("" or "of "), then the order:
  // " in the last 90 days an item of category "shoes" with a price of more than 500, in a cancelled order".
  static std::string words(const Leaf& leaf, const std::string& base, const std::string& of);

 private:
  Status read_items(const Leaf& leaf, const std::string& base);
  Status read_statuses(const Leaf& leaf, const std::string& base);
  Id has_item(Lowering& to) const;
  bool names_item() const { return !categories_.empty() || !skus_.empty() || quantity_ || price_; }

  Window window_;
  std::vector<std::string> categories_, skus_;
  std::optional<Compare> quantity_, price_, amount_;
  std::vector<std::int64_t> statuses_;  // codes; empty: those that count
};

// An aggregate of the orders that a leaf means: `field` is "" for EXISTS and COUNT.
Id over_orders(Lowering& to, std::uint32_t op, const Which& which, std::string_view field = {},
               bool counted = false);

}  // namespace carillon::orders
