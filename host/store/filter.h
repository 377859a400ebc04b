// Predicates as repositories write them: a conjunction of plain comparisons.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <carillon/expr.hpp>

#include "base/ids.h"

namespace carillon::store {

class Filter {
 public:
  Filter& where(std::uint16_t op, std::string_view field, const crl_value& value) {
    parts_.push_back(expr_.compare(op, field, value));
    return *this;
  }
  Filter& equals(std::string_view field, const crl_value& value) { return where(CRL_X_EQ, field, value); }
  Filter& in(std::string_view field, std::span<const crl_value> values) {
    std::vector<Expr::Id> args{expr_.field(field, values.empty() ? CRL_T_I64 : values[0].type)};
    for (const auto& value : values) args.push_back(expr_.lit(value));
    parts_.push_back(expr_.node(CRL_X_IN, CRL_T_BOOL, args));
    return *this;
  }
  // Ids; their number is rounded up to one of a few, by repeating the last, so that statements recur.
  Filter& in(std::string_view field, std::span<const Id> ids);
  // Texts, compared exactly; rounded up likewise.
  Filter& in_texts(std::string_view field, std::span<const std::string_view> texts);

  // REQUIRES: called once, after the last condition. Borrowed from this object.
  const Expr* expr() {
    expr_.all_of(parts_);
    return &expr_;
  }

 private:
  Expr expr_;
  std::vector<Expr::Id> parts_;
};

// Parts of predicates that are not plain comparisons.
Expr::Id is_missing(Expr& expr, std::string_view field, std::uint32_t type);
Expr::Id has_tag(Expr& expr, std::string_view tag);  // of a field `tags`
// Whether a row is (not) put away, by its `archived_at`.
Expr::Id is_archived(Expr& expr, bool archived);

// The most ids that one statement names.
inline constexpr std::size_t kIdsAtOnce = 500;

// Calls `use` with pieces of at most kIdsAtOnce, until one fails.
template <class T, class Use>
auto in_pieces(std::span<const T> items, Use use) -> decltype(use(items)) {
  for (std::size_t at = 0; at < items.size(); at += kIdsAtOnce) {
    auto done = use(items.subspan(at, std::min(kIdsAtOnce, items.size() - at)));
    if (!done) return done;
  }
  return {};
}

}  // namespace carillon::store
