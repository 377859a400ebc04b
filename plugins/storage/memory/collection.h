// A declared collection and its rows: one ordered tree by key, one more for each index.
//
// A value; copies share their rows and are cheap. put() and erase() keep all trees in step.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/abi/storage.h>
#include <carillon/result.hpp>

#include "ordered_rows.h"

namespace carillon::memory {

struct Field {
  std::string name;
  std::uint32_t type = 0;
  std::uint32_t max_len = 0;
  bool required = false;  // every key is
};

struct Relation {
  std::string name, collection, local, foreign;
};

class Collection {
 public:
  // The rows of `before` live on, with missing values in fields that are new.
  // The error says what cannot be declared, or that the key or a unique index does not fit the rows.
  static Result<Collection> declare(const crl_collection& raw, const Collection* before);

  const std::string& name() const { return name_; }
  const std::vector<Field>& fields() const { return fields_; }
  const std::vector<Relation>& relations() const { return relations_; }
  // The position of a field; the error names those that are there.
  Result<std::size_t> field(std::string_view name) const;

  // The first is by key.
  const std::vector<OrderedRows>& trees() const { return trees_; }
  const OrderedRows& by_key() const { return trees_.front(); }
  std::size_t bytes() const { return bytes_; }

  // CRL_E_CONFLICT for a key or a unique index that is taken.
  Status put(const RowPtr& row);
  void erase(const RowPtr& row);
  // The row that has these cells of `row` in the columns of the key or of a unique index, or null.
  // `columns` in any order; the error says that they are neither.
  Result<std::size_t> unique_tree(std::vector<std::size_t> columns) const;
  RowPtr twin(std::size_t tree, const Row& row) const;

  // A tree that begins with this column, made when there is none.
  void index(std::size_t column);
  const OrderedRows* tree_of(std::size_t column) const;

 private:
  Status read_fields(const crl_collection& raw);
  Status read_indexes(const crl_collection& raw);
  Status read_relations(const crl_collection& raw);
  Status take_rows(const Collection& before);

  std::string name_;
  std::vector<Field> fields_;
  std::vector<Relation> relations_;
  std::vector<std::size_t> key_;
  std::vector<OrderedRows> trees_;
  std::vector<std::size_t> unique_;  // of each tree: how many of its columns are unique together, or 0
  std::size_t bytes_ = 0;
};

}  // namespace carillon::memory
