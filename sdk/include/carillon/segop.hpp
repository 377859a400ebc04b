// Segment operators in C++: a struct of static members for each word of the rule language.
//
//   struct Greater {
//     static constexpr carillon::OperatorInfo info{.name = "gt", .title = "greater than", ...};
//     static carillon::Result<carillon::Lowered> lower(const carillon::Leaf& leaf, carillon::Lowering& to) {
//       auto value = leaf.number("value");
//       if (!value) return value.error();
//       return carillon::Lowered{to.node(CRL_X_GT, {to.field(leaf.field()), to.real(*value)})};
//     }
//     static std::string describe(const carillon::Leaf& leaf, std::string_view field_title);
//   };
//   CARILLON_MODULE(carillon::operators<Greater, Less>({.id = "core", .name = "Core", .version = "1.0.0"}))
//
// Operators keep no state: everything here is [pure]. An operator that may answer CRL_LOWER_SUPERSET also has
// `static Result<bool> eval(const Leaf&, const Row&, std::int64_t now_us)`.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "abi/segop.h"
#include "plugin.hpp"

namespace carillon {

// Every pointer is a literal or another static constant.
struct OperatorInfo {
  const char* name = "";                             // the leaf's "op"
  const char* title = "";                            // for menus: "greater than"
  const char* summary = "";                          // one sentence
  const char* args_schema = R"({"type":"object"})";  // of the leaf's members but `op` and `field`
  const char* const* examples = nullptr;             // leaf as JSON, the same in words, ..., nullptr
  // CRL_T_*, the last one 0; empty: takes no field. A span, as no compiler must know at compile time whether
  // the address of an inline array is null (g++ with -fsanitize=undefined does not).
  std::span<const std::uint32_t> field_types{};
};

// The whole leaf: {"op": ..., "field": ..., members of args_schema}. Its errors name the member at fault.
class Leaf : public Doc {
 public:
  explicit Leaf(const crl_doc* doc) : Doc(doc) {}
  std::string op() const { return text("op").ok() ? text("op").value() : std::string{}; }
  std::string field() const { return text("field").ok() ? text("field").value() : std::string{}; }
  // An error about one member: {"/value", "must be ..."}.
  static Error refuse(std::string_view pointer, std::string message) {
    return {CRL_E_INVALID, std::move(message), 0, std::string(pointer)};
  }
};

struct Lowered {
  std::uint32_t root = 0;
  std::int32_t how = CRL_LOWER_EXACT;
};

// Builds the expression in the host. Ids instead of pointers. A refused call answers 0, and so does every
// call with such an id; the first refusal is remembered and becomes the error of the whole lowering, so an
// operator need not look after each step.
class Lowering {
 public:
  using Id = std::uint32_t;
  explicit Lowering(const crl_expr_builder* b) : b_(b) {}

  std::int64_t now_us() const { return b_->now_us; }                // the evaluation's one instant
  std::string_view timezone() const { return view(b_->timezone); }  // the organisation's

  Id lit(const crl_value& value) { return note(b_->lit(b_->ctx, &value)); }
  Id text(std::string_view s) { return lit(cell::text(s)); }
  Id integer(std::int64_t i) { return lit(cell::of_int(i)); }
  Id real(double f) { return lit(cell::real(f)); }
  Id decimal(Decimal d) { return lit(cell::decimal(d)); }
  Id time(std::int64_t us) { return lit(cell::time(us)); }
  Id date(std::int64_t days) { return lit(cell::date(days)); }
  Id boolean(bool v) { return lit(cell::boolean(v)); }

  Id field(std::string_view path) { return note(b_->field(b_->ctx, str(path))); }
  // "attributes.plan" as a value of this type; missing where the stored JSON type is another.
  Id json(std::string_view path, std::uint32_t type) { return note(b_->json(b_->ctx, str(path), type)); }
  std::uint32_t type_of(Id id) const { return b_->type_of(b_->ctx, id); }  // CRL_T_*, 0 for an unknown id

  Id node(std::uint32_t op, std::span<const Id> args) {
    for (const Id id : args) {
      if (id == 0) return 0;
    }
    return note(b_->node(b_->ctx, op, args.data(), static_cast<std::uint32_t>(args.size())));
  }
  Id node(std::uint32_t op, std::initializer_list<Id> args) {
    return node(op, std::span<const Id>(args.begin(), args.size()));
  }
  Id all_of(std::initializer_list<Id> parts) { return node(CRL_X_AND, parts); }
  Id any_of(std::initializer_list<Id> parts) { return node(CRL_X_OR, parts); }
  Id negate(Id id) { return node(CRL_X_NOT, {id}); }
  Id now() { return node(CRL_X_NOW, {}); }

  // Enters a relation: fields now name its columns. Answers false when there is none of that name. Each
  // enter() that succeeded is balanced by one over(), also when a step between was refused.
  bool enter(std::string_view relation) { return note(b_->enter(b_->ctx, str(relation))) != 0; }
  // Leaves it: op over its rows where predicate. EXISTS and COUNT have no value.
  Id over(std::uint32_t op, Id predicate, Id value = 0) {
    const Id id = b_->over(b_->ctx, op, predicate, value);
    return predicate == 0 ? 0 : note(id);
  }

  // Among the first of a ranking of the customers; see abi/expr.h.
  struct Ranking {
    Id value = 0, population = 0;
    bool descending = true;
    std::int64_t count = 0;  // or
    std::int64_t share = 0;  // in millionths, rounded up
  };
  Id ranked(const Ranking& of) {
    if (!CRL_HAS(b_, ranked)) {
      if (!refusal_) refusal_ = "this host cannot rank customers";
      return 0;
    }
    if (of.value == 0 || of.population == 0) return 0;
    const crl_ranking ranking{sizeof(crl_ranking),     of.value, of.population,
                              of.descending ? 1U : 0U, of.count, of.share};
    return note(b_->ranked(b_->ctx, &ranking));
  }

  // Microseconds UTC of the start of a civil day; an empty zone is the organisation's.
  Result<std::int64_t> day_start(std::int32_t year, std::int32_t month, std::int32_t day,
                                 std::string_view zone = {}) const {
    std::int64_t us = 0;
    const crl_status status = b_->day_start(b_->ctx, str(zone), year, month, day, &us);
    if (status != CRL_OK) return Error{status, said(), 0, {}};
    return us;
  }
  // Days since 1970 of an instant.
  Result<std::int64_t> local_day(std::int64_t at_us, std::string_view zone = {}) const {
    std::int64_t days = 0;
    const crl_status status = b_->local_day(b_->ctx, str(zone), at_us, &days);
    if (status != CRL_OK) return Error{status, said(), 0, {}};
    return days;
  }

  // The first refusal, if there was one.
  const std::optional<std::string>& refusal() const { return refusal_; }

 private:
  std::string said() const { return std::string(view(b_->error(b_->ctx))); }
  Id note(Id id) {
    if (id == 0 && !refusal_) refusal_ = said();
    return id;
  }

  const crl_expr_builder* b_;
  std::optional<std::string> refusal_;
};

// One customer, as the host sees it. Borrowed.
class Row {
 public:
  explicit Row(const crl_row* row) : row_(row) {}
  // The cell at path, borrowed; nullopt when there is no such field.
  std::optional<crl_value> get(std::string_view path) const {
    crl_value v{};
    if (row_->get(row_->ctx, str(path), &v) != CRL_OK) return std::nullopt;
    return v;
  }

 private:
  const crl_row* row_;
};

namespace detail {

template <class Op>
crl_status lower_thunk(void*, const crl_doc* leaf, const crl_expr_builder* builder, std::uint32_t* root,
                       std::int32_t* how, crl_error* error) noexcept {
  return guarded_status(error, [&]() -> Status {
    Lowering to(builder);
    const Result<Lowered> lowered = Op::lower(Leaf(leaf), to);
    if (!lowered) return lowered.error();
    // A field that does not exist or has the wrong type is what the host refuses most.
    if (to.refusal()) return Leaf::refuse(Op::info.field_types.empty() ? "" : "/field", *to.refusal());
    if (lowered->root == 0)
      return internal_error(std::string("operator ") + Op::info.name + " built nothing");
    *root = lowered->root;
    *how = lowered->how;
    return {};
  });
}

template <class Op>
crl_status eval_thunk(void*, const crl_doc* leaf, const crl_row* row, std::int64_t now_us, std::int32_t* out,
                      crl_error* error) noexcept {
  return guarded_status(error, [&]() -> Status {
    const Result<bool> matches = Op::eval(Leaf(leaf), Row(row), now_us);
    if (!matches) return matches.error();
    *out = *matches ? 1 : 0;
    return {};
  });
}

template <class Op>
crl_status describe_thunk(void*, const crl_doc* leaf, crl_str field_title, void (*emit)(void*, crl_str),
                          void* ctx) noexcept {
  return guarded(nullptr, [&] {
    const std::string words = Op::describe(Leaf(leaf), view(field_title));
    emit(ctx, str(words));
    return CRL_OK;
  });
}

template <class Op>
constexpr decltype(crl_operator::eval) eval_of() {
  if constexpr (requires(const Leaf& leaf, const Row& row) { Op::eval(leaf, row, std::int64_t{}); }) {
    return &eval_thunk<Op>;
  } else {
    return nullptr;
  }
}

template <class Op>
inline constexpr crl_operator kOperator{sizeof(crl_operator), Op::info.field_types.empty() ? 0u : 1u,
                                        Op::info.name,        Op::info.title,
                                        Op::info.summary,     Op::info.args_schema,
                                        Op::info.examples,    Op::info.field_types.data(),
                                        &lower_thunk<Op>,     eval_of<Op>(),
                                        &describe_thunk<Op>};

template <class... Ops>
class OperatorSet final : public Component {
 public:
  static constexpr const char* kInterface = CRL_SEGOP_ID;
  static const void* table() {
    static constexpr std::array<const crl_operator*, sizeof...(Ops)> kOperators{&kOperator<Ops>...};
    static constexpr crl_segop kTable{sizeof(crl_segop), sizeof...(Ops), kOperators.data()};
    return &kTable;
  }
};

}  // namespace detail

// An entry of CARILLON_MODULE: one instance with these operators.
template <class... Ops>
constexpr Entry operators(const Info& info) {
  using Set = detail::OperatorSet<Ops...>;
  return make_entry(CRL_SEGOP_ID, info,
                    [](const crl_doc*, const void*, const crl_instance** out, crl_error* error) {
                      return guarded_status(error, [&]() -> Status {
                        *out = Instance<Set>::give(std::make_unique<Set>());
                        return {};
                      });
                    });
}

}  // namespace carillon
