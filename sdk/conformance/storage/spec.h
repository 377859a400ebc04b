// Collections, mutations and queries as values that own what they name, and hand out the ABI's structs.
//
// raw() borrows from the object and is good until the object changes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <carillon/abi/storage.h>
#include <carillon/expr.hpp>
#include <carillon/value.hpp>

#include "store.h"

namespace carillon::conformance {

struct FieldSpec {
  std::string name;
  std::uint32_t type = CRL_T_TEXT;
  std::uint32_t flags = 0;
  std::uint32_t max_len = 0;
};
struct IndexSpec {
  std::vector<std::string> fields{};
  bool unique = false;
};
struct RelationSpec {
  std::string name, collection, local, foreign;
};

struct CollectionSpec {
  std::string name{};
  std::uint32_t version = 1;
  std::vector<FieldSpec> fields{};
  std::vector<IndexSpec> indexes{};
  std::vector<RelationSpec> relations{};

  const FieldSpec* find(std::string_view field) const;
  const crl_collection* raw();

  struct Raw {
    std::vector<crl_field> fields;
    std::vector<const crl_field*> field_at;
    std::vector<std::vector<crl_str>> index_fields;
    std::vector<crl_index> indexes;
    std::vector<const crl_index*> index_at;
    std::vector<crl_relation> relations;
    std::vector<const crl_relation*> relation_at;
    crl_collection collection{};
  } raw_{};  // what raw() hands out
};

struct QuerySpec {
  std::string collection{};
  std::vector<std::string> columns{};
  std::optional<Expr> where{};
  std::vector<std::string> order{};
  std::vector<std::uint32_t> order_desc{};  // empty, or one for each of order
  std::string cursor{};
  std::uint64_t limit = 0;
  std::vector<std::string> group_by{};
  std::vector<Expr> outputs{};
  std::int64_t now_us = 0;
  std::uint32_t flags = 0;

  const crl_query& raw();

  // What raw() hands out.
  std::vector<crl_str> columns_{}, order_{}, group_{};
  std::vector<crl_expr> outputs_{};
  std::vector<const crl_expr*> output_at_{};
  crl_expr where_{};
  crl_query raw_{};
};

struct MutationSpec {
  std::int32_t verb = CRL_MUT_INSERT;
  std::string collection{};
  std::vector<std::string> columns{};
  std::vector<Row> rows{};
  std::vector<std::int32_t> merge{};
  std::vector<std::string> conflict{};
  bool must_change = false;
  std::optional<Expr> where{};
  std::uint64_t limit = 0;
  std::optional<QuerySpec> from{};

  const crl_mutation& raw();

  // What raw() hands out.
  std::vector<crl_str> columns_{}, conflict_{};
  std::vector<crl_value> cells_{};
  crl_expr where_{};
  crl_mutation raw_{};
};

}  // namespace carillon::conformance
