// Expressions in C++: an owner of nodes that storage plugins, the host and tests build and read.
//
// An Expr is a value; view() borrows from it. Building is append-only: each call answers the id of the node
// made, and the node made last is the root. Not thread-safe while it is built; a const Expr is.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "abi/expr.h"
#include "value.hpp"

namespace carillon {

class Expr {
 public:
  using Id = std::uint32_t;

  Expr() = default;
  Expr(Expr&&) = default;
  Expr& operator=(Expr&&) = default;
  Expr(const Expr& other) { *this = other; }
  Expr& operator=(const Expr& other) {
    if (this == &other) return *this;
    Expr copy;
    copy.append(other.view());
    *this = std::move(copy);
    return *this;
  }

  Id lit(const crl_value& value) {
    crl_node n = blank(CRL_X_LIT, value.type);
    n.lit = value;
    if (!value.is_null && holds_text(value.type)) n.lit.v.s = keep(view_of(value));
    return push(n);
  }
  Id field(std::string_view name, std::uint32_t type) {
    crl_node n = blank(CRL_X_FIELD, type);
    n.name = name_id(name);
    return push(n);
  }
  Id node(std::uint16_t op, std::uint32_t type, std::span<const Id> args) {
    crl_node n = blank(op, type);
    n.first_arg = static_cast<std::uint32_t>(args_.size());
    n.n_args = static_cast<std::uint16_t>(args.size());
    args_.insert(args_.end(), args.begin(), args.end());
    return push(n);
  }
  Id node(std::uint16_t op, std::uint32_t type, std::initializer_list<Id> args) {
    return node(op, type, std::span<const Id>(args.begin(), args.size()));
  }
  // An aggregate over a relation; an empty relation means the rows of the query itself.
  Id over(std::uint16_t op, std::uint32_t type, std::string_view relation, std::initializer_list<Id> args) {
    const Id id = node(op, type, args);
    nodes_[id].name = name_id(relation);
    return id;
  }

  // Comparison shorthand for repositories: field op literal, a BOOL.
  Id compare(std::uint16_t op, std::string_view name, const crl_value& value) {
    const Id f = field(name, value.type);
    const Id l = lit(value);
    return node(op, CRL_T_BOOL, {f, l});
  }
  Id all_of(std::span<const Id> parts) { return node(CRL_X_AND, CRL_T_BOOL, parts); }

  // Appends a copy of another expression and answers the id of its root. REQUIRES: other is not empty.
  Id append(const crl_expr& other) {
    const auto base = static_cast<Id>(nodes_.size());
    for (std::uint32_t i = 0; i < other.n_nodes; ++i) {
      crl_node n = other.nodes[i];
      const auto first = static_cast<std::uint32_t>(args_.size());
      for (std::uint16_t a = 0; a < n.n_args; ++a) args_.push_back(base + other.args[n.first_arg + a]);
      n.first_arg = first;
      if (other.n_names > 0) n.name = name_id(carillon::view(other.names[n.name]));
      if (n.op == CRL_X_LIT && !n.lit.is_null && holds_text(n.lit.type)) n.lit.v.s = keep(view_of(n.lit));
      nodes_.push_back(n);
    }
    return static_cast<Id>(nodes_.size()) - 1;
  }

  bool empty() const { return nodes_.empty(); }
  Id root() const { return static_cast<Id>(nodes_.size()) - 1; }
  std::uint32_t type_of(Id id) const { return id < nodes_.size() ? nodes_[id].type : 0; }
  const std::vector<crl_node>& nodes() const { return nodes_; }
  std::string_view name(const crl_node& n) const { return carillon::view(names_[n.name]); }
  std::span<const Id> args(const crl_node& n) const { return {args_.data() + n.first_arg, n.n_args}; }

  // Borrowed; good while the Expr lives and is not changed.
  crl_expr view() const {
    crl_expr e{};
    e.size = sizeof e;
    e.n_nodes = static_cast<std::uint32_t>(nodes_.size());
    e.n_args = static_cast<std::uint32_t>(args_.size());
    e.n_names = static_cast<std::uint32_t>(names_.size());
    e.nodes = nodes_.data();
    e.args = args_.data();
    e.names = names_.data();
    return e;
  }

 private:
  static bool holds_text(std::uint32_t type) {
    return type == CRL_T_TEXT || type == CRL_T_BYTES || type == CRL_T_JSON || type == CRL_T_SET;
  }
  static std::string_view view_of(const crl_value& v) { return carillon::view(v.v.s); }
  static crl_node blank(std::uint16_t op, std::uint32_t type) {
    crl_node n{};
    n.op = op;
    n.type = type;
    return n;
  }
  crl_str keep(std::string_view s) { return str(*text_.emplace_back(std::make_unique<std::string>(s))); }
  std::uint32_t name_id(std::string_view name) {
    for (std::uint32_t i = 0; i < names_.size(); ++i) {
      if (carillon::view(names_[i]) == name) return i;
    }
    names_.push_back(keep(name));
    return static_cast<std::uint32_t>(names_.size()) - 1;
  }
  Id push(const crl_node& n) {
    if (names_.empty()) name_id("");  // so that an unused name index 0 is always in range
    nodes_.push_back(n);
    return static_cast<Id>(nodes_.size()) - 1;
  }

  std::vector<crl_node> nodes_;
  std::vector<Id> args_;
  std::vector<crl_str> names_;
  std::vector<std::unique_ptr<std::string>> text_;  // stable addresses for literals and names
};

}  // namespace carillon
