// The builder that operators are lent: it checks every node's types and fields before it makes it.
//
// One Builder serves one call of lower(). Ids handed out are the node's index plus one; 0 is a refusal and
// error() says why. A node made of a relation's fields can only be used within that relation.
// Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/expr.hpp>
#include <carillon/result.hpp>

namespace carillon::audience {

class Builder {
 public:
  Builder(std::string_view timezone, std::int64_t now_us);
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;

  const crl_expr_builder* table() const { return &table_; }

  // The expression below `root`, and nothing else. Refused unless it is a condition on the customer's row.
  Result<Expr> finish(std::uint32_t root) const;

 private:
  using Id = std::uint32_t;
  static constexpr std::uint32_t kAnywhere = ~0U;  // literals and what is made of them alone

  struct Scope {
    std::string collection, relation;
    std::uint32_t serial = 0;
  };

  Id refuse(std::string why);
  Id record(Expr::Id node, std::uint32_t scope);
  bool known(Id id) const { return id >= 1 && id <= scope_of_.size(); }
  std::uint32_t type(Id id) const { return known(id) ? expr_.type_of(id - 1) : 0; }
  bool is_literal(Id id) const { return expr_.nodes()[id - 1].op == CRL_X_LIT; }

  Id lit(const crl_value& value);
  Id field(std::string_view path);
  Id json(std::string_view path, std::uint32_t wanted);
  Id node(std::uint32_t op, std::vector<Id> args);
  bool enter(std::string_view relation);
  Id over(std::uint32_t op, Id predicate, Id value);
  Id ranked(const crl_ranking& ranking);
  crl_status keep(Result<std::int64_t> answer, std::int64_t* out);

  std::string timezone_;
  crl_expr_builder table_{};
  Expr expr_;
  std::vector<std::uint32_t> scope_of_;  // by node
  std::vector<Scope> scopes_;            // entered and not left; the first is the customer
  std::uint32_t serials_ = 0;
  std::string error_;
};

}  // namespace carillon::audience
