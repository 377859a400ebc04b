// A verb or noun of the shop with all that is said of it, and the leaf that it becomes.
//
// "bought shoes twice in May": head buy, category shoes, count 2, window May. Plain values.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "translate/value.h"

namespace carillon::translate {

struct Frame {
  std::string head;  // buy, orders, order, spend, avg, max, min, every, first, last, joined, inactive,
                     // active, lapsed, message
  Names categories;
  std::optional<Compare> amount, total, count, quantity, price;
  std::vector<std::pair<std::string, std::string>> window;
  bool windowed = false, lasting = false;  // lasting: "for 90 days"
  std::string lasting_op;
  std::string status;
  std::vector<std::pair<std::string, std::string>> message;
  bool each = false, before = false;
  bool neither = false;    // "bought neither shoes nor bags"
  bool mass = false;       // "whose purchase is": all of it, not one order
  bool again = false;      // "came back": there was an order before
  bool inherited = false;  // the window is that of the frame before, until one of its own is said
  bool lent = false;       // the goods are those of the frame before, until some of its own are said
  std::vector<std::string> notes;

  bool buys() const { return head == "buy" || head == "orders" || head == "order"; }
};

// What is known of the shop's own names.
struct Shop {
  std::set<std::string, std::less<>> categories;  // lower-case; empty: not known
};

// The rule, or why there is none.
using Lowered = std::variant<Rule, std::string>;
Lowered lower(const Frame& frame, bool negated, const Shop& shop);
// `first` and afterwards `later`.
Lowered lower_sequence(const Frame& first, const Frame& later, const Shop& shop);

}  // namespace carillon::translate
