// The meaning of expressions, in memory: two-valued, without cleverness. Storage plugins are held to it, and
// customers that are at hand are judged by it.
//
// Pure. REQUIRES of an Expr: made by the Builder or by hand with matching types.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <carillon/expr.hpp>

#include "store/records.h"

namespace carillon::audience {

// One row, and the rows that belong to it.
class Record {
 public:
  virtual ~Record() = default;
  // Borrowed as long as the record; is_null for a missing value and for a column that there is not.
  virtual crl_value get(std::string_view column) const = 0;
  virtual std::vector<const Record*> related(std::string_view relation) const = 0;
};

bool holds(const Expr& where, const Record& row, std::int64_t now_us);

// A customer without the rows that belong to it.
class CustomerRecord final : public Record {
 public:
  explicit CustomerRecord(const store::Customer& customer);
  crl_value get(std::string_view column) const override;
  std::vector<const Record*> related(std::string_view) const override { return {}; }

 private:
  const store::Customer& customer_;
  std::string tags_;
};

}  // namespace carillon::audience
