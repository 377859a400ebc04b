// Which rows a query has to look at: a range of a tree that holds every row its condition can be true of.
//
// Only speed depends on it: the condition is evaluated on every candidate all the same.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include <carillon/abi/expr.h>

#include "collection.h"

namespace carillon::memory {

struct OrderColumn {
  std::size_t at;
  bool descending;
};

class Candidates {
 public:
  // REQUIRES: `where`, when there is one, was checked over the collection; all that is passed outlives this.
  Candidates(const Collection& collection, const crl_expr* where, std::span<const OrderColumn> order);

  // Whether scan() comes in the order that was asked for.
  bool ordered() const { return ordered_; }
  // `after`: cells of the order's columns where an ordered scan may begin; may be empty.
  void scan(std::span<const crl_value> after, const OrderedRows::Visit& visit) const;

 private:
  struct Bounds {  // what the condition says of one column
    std::vector<crl_value> any_of;
    std::optional<crl_value> least, most;
  };
  void read(const crl_expr& e, std::uint32_t id);
  const Bounds* bounds(std::size_t column) const;
  bool fixed(std::size_t column) const;
  std::size_t fixed_columns(const OrderedRows& tree) const;
  int worth(const OrderedRows& tree) const;
  bool follows_order(const OrderedRows& tree) const;
  std::vector<crl_value> start(std::span<const crl_value> after) const;

  const Collection& collection_;
  std::span<const OrderColumn> order_;
  std::map<std::size_t, Bounds> bounds_;
  const OrderedRows* tree_;
  bool ordered_;
};

}  // namespace carillon::memory
