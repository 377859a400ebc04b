// The cells of a mutation on their way into a statement: checked, folded copies added, sets in stored form.
//
// Cells are bound without being copied; only folds and sets are made, in memory that is used again for the
// next row. One mutation at a time; not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <carillon/abi/storage.h>
#include <carillon/result.hpp>

#include "catalog.h"
#include "connection.h"

namespace carillon::sql {

// The field's rules: type, required, max_len, finite. CRL_E_INVALID names the field and what was found.
Status check_cell(const Collection& collection, const Column& column, const crl_value& cell);

class RowWriter {
 public:
  static Result<RowWriter> make(const Collection& collection, const crl_mutation& mutation);

  // The stored columns in the order of the parameters: the mutation's, then the folded copies.
  const std::vector<std::string>& columns() const { return names_; }
  // The mutation's columns.
  const std::vector<const Column*>& fields() const { return fields_; }

  // Binds one row to the parameters from `first` on. `slot` tells rows of one statement apart.
  Status bind(Statement& statement, int first, const crl_value* row, std::size_t slot);

 private:
  explicit RowWriter(const Collection& collection) : collection_(&collection) {}

  const Collection* collection_;
  std::vector<const Column*> fields_;
  std::vector<std::string> names_;
  std::vector<std::size_t> folds_;  // which of fields_ have a folded copy
  // For each slot a text for each of names_, which stays where it is while slots are added.
  std::vector<std::vector<std::string>> memory_;
};

}  // namespace carillon::sql
