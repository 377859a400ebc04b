// An operator that storage cannot decide by itself: it can only tell that there is a name.
#pragma once

#include <carillon/segop.hpp>

#include "audience/audience.h"

namespace carillon::audience::testing {

struct EvenName {
  static constexpr carillon::OperatorInfo info{
      .name = "even_name", .title = "has an even name", .summary = "Even."};
  static Result<Lowered> lower(const carillon::Leaf&, Lowering& to) {
    return Lowered{to.negate(to.node(CRL_X_IS_NULL, {to.field("name")})), CRL_LOWER_SUPERSET};
  }
  static Result<bool> eval(const carillon::Leaf&, const Row& row, std::int64_t) {
    const auto name = row.get("name");
    return name && name->is_null == 0 && cell::as_text(*name).size() % 2 == 0;
  }
  static std::string describe(const carillon::Leaf&, std::string_view) {
    return "the name has an even length";
  }
};

inline Compiler::Source even_name() { return {"even", detail::OperatorSet<EvenName>::table(), nullptr}; }

}  // namespace carillon::audience::testing
