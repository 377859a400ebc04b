#include "audience/builder.h"

#include <algorithm>
#include <cmath>

#include "audience/fields.h"
#include "audience/typing.h"
#include "base/zone.h"
#include "store/schema.h"

namespace carillon::audience {

namespace {

constexpr std::size_t kMaxNodes = 20'000;
constexpr std::size_t kMaxRelations = 4;  // entered at once
constexpr int kFirstYear = 1;
constexpr int kLastYear = 9999;

bool known_type(std::uint32_t type) { return type >= CRL_T_BOOL && type <= CRL_T_DATE; }

}  // namespace

Builder::Builder(std::string_view timezone, std::int64_t now_us) : timezone_(timezone) {
  scopes_.push_back({"customers", "", 0});
  table_.size = sizeof table_;
  table_.ctx = this;
  table_.now_us = now_us;
  table_.timezone = str(timezone_);
  table_.lit = [](void* ctx, const crl_value* value) {
    return value == nullptr ? 0 : static_cast<Builder*>(ctx)->lit(*value);
  };
  table_.field = [](void* ctx, crl_str path) { return static_cast<Builder*>(ctx)->field(view(path)); };
  table_.type_of = [](void* ctx, std::uint32_t id) { return static_cast<Builder*>(ctx)->type(id); };
  table_.json = [](void* ctx, crl_str path, std::uint32_t wanted) {
    return static_cast<Builder*>(ctx)->json(view(path), wanted);
  };
  table_.node = [](void* ctx, std::uint32_t op, const std::uint32_t* args, std::uint32_t n) {
    return static_cast<Builder*>(ctx)->node(op, n == 0 ? std::vector<Id>{} : std::vector<Id>(args, args + n));
  };
  table_.enter = [](void* ctx, crl_str relation) -> std::uint32_t {
    return static_cast<Builder*>(ctx)->enter(view(relation)) ? 1 : 0;
  };
  table_.over = [](void* ctx, std::uint32_t op, std::uint32_t predicate, std::uint32_t value) {
    return static_cast<Builder*>(ctx)->over(op, predicate, value);
  };
  table_.day_start = [](void* ctx, crl_str zone, std::int32_t year, std::int32_t month, std::int32_t day,
                        std::int64_t* out) -> crl_status {
    auto& me = *static_cast<Builder*>(ctx);
    if (year < kFirstYear || year > kLastYear || month < 1 || month > 12 || day < 1 || day > 31) {
      me.refuse("there is no such day in the calendar");
      return CRL_E_INVALID;
    }
    const std::string_view name = zone.len == 0 ? std::string_view(me.timezone_) : view(zone);
    return me.keep(zone::day_start(name, year, month, day), out);
  };
  table_.local_day = [](void* ctx, crl_str zone, std::int64_t at_us, std::int64_t* out) -> crl_status {
    auto& me = *static_cast<Builder*>(ctx);
    const std::string_view name = zone.len == 0 ? std::string_view(me.timezone_) : view(zone);
    return me.keep(zone::local_day(name, at_us), out);
  };
  table_.ranked = [](void* ctx, const crl_ranking* ranking) -> std::uint32_t {
    auto& me = *static_cast<Builder*>(ctx);
    return ranking == nullptr ? me.refuse("there is no ranking") : me.ranked(*ranking);
  };
  table_.error = [](void* ctx) { return str(static_cast<Builder*>(ctx)->error_); };
}

Builder::Id Builder::refuse(std::string why) {
  error_ = std::move(why);
  return 0;
}

crl_status Builder::keep(Result<std::int64_t> answer, std::int64_t* out) {
  if (!answer) {
    refuse(answer.error().message);
    return answer.error().status;
  }
  *out = *answer;
  return CRL_OK;
}

Builder::Id Builder::record(Expr::Id node, std::uint32_t scope) {
  scope_of_.resize(node + 1, kAnywhere);
  scope_of_[node] = scope;
  return node + 1;
}

Builder::Id Builder::lit(const crl_value& value) {
  if (!known_type(value.type)) return refuse("a literal has the unknown type " + std::to_string(value.type));
  if (value.type == CRL_T_F64 && value.is_null == 0 && !std::isfinite(value.v.f)) {
    return refuse("a literal must be a finite number");
  }
  if (scope_of_.size() >= kMaxNodes) return refuse("an operator built more than 20,000 nodes");
  return record(expr_.lit(value), kAnywhere);
}

Builder::Id Builder::field(std::string_view path) {
  const Scope& scope = scopes_.back();
  if (scopes_.size() == 1) {
    if (const auto ref = resolve_field(path))
      return record(expr_.field(ref->column, ref->type), scope.serial);
  }
  const crl_field* field = store::find_field(scope.collection, path);
  if (field == nullptr) {
    return refuse("there is no field \"" + std::string(path.substr(0, 64)) + "\" in " + scope.collection);
  }
  return record(expr_.field(path, field->type), scope.serial);
}

Builder::Id Builder::json(std::string_view path, std::uint32_t wanted) {
  if (wanted != CRL_T_TEXT && wanted != CRL_T_F64 && wanted != CRL_T_BOOL) {
    return refuse("an attribute can be a text, a number, true or false");
  }
  const auto ref = scopes_.size() == 1 ? resolve_field(path) : std::nullopt;
  if (!ref || ref->pointer.empty()) {
    return refuse("\"" + std::string(path.substr(0, 64)) + "\" is no path into free attributes");
  }
  const Expr::Id column = expr_.field(ref->column, CRL_T_JSON);
  const Expr::Id pointer = expr_.lit(cell::text(ref->pointer));
  return record(expr_.node(CRL_X_JSON_PATH, wanted, {column, pointer}), scopes_.back().serial);
}

Builder::Id Builder::node(std::uint32_t op, std::vector<Id> args) {
  if (args.size() > 65'535) return refuse("a node has more than 65,535 arguments");
  if (scope_of_.size() >= kMaxNodes) return refuse("an operator built more than 20,000 nodes");
  const std::uint32_t here = scopes_.back().serial;
  std::uint32_t scope = kAnywhere;
  std::vector<std::uint32_t> types;
  for (Id& id : args) {
    if (!known(id)) return refuse("an argument was never built");
    const std::uint32_t of = scope_of_[id - 1];
    if (of != kAnywhere && of != here)
      return refuse("a field is used outside of the relation that it belongs to");
    if (of != kAnywhere) scope = of;
    types.push_back(type(id));
  }
  const auto result = result_type(op, types);
  if (!result) return refuse(result.error().message);
  const bool list = op == CRL_X_IN || op == CRL_X_IN_CI;
  if (list && !std::all_of(args.begin() + 1, args.end(), [&](Id id) { return is_literal(id); })) {
    return refuse("the members of a list must be literals");
  }
  if (op == CRL_X_DATE_PART && !is_literal(args[1])) return refuse("the part of a date must be a literal");
  for (Id& id : args) --id;
  return record(expr_.node(static_cast<std::uint16_t>(op), *result, args), scope);
}

bool Builder::enter(std::string_view relation) {
  const std::string_view target = store::relation_target(scopes_.back().collection, relation);
  if (target.empty()) {
    refuse("there is no relation \"" + std::string(relation.substr(0, 64)) + "\" in " +
           scopes_.back().collection);
    return false;
  }
  if (scopes_.size() > kMaxRelations) {
    refuse("relations nest deeper than " + std::to_string(kMaxRelations));
    return false;
  }
  scopes_.push_back({std::string(target), std::string(relation), ++serials_});
  return true;
}

Builder::Id Builder::over(std::uint32_t op, Id predicate, Id value) {
  if (scopes_.size() == 1) return refuse("over() without a relation that was entered");
  const Scope left = scopes_.back();
  scopes_.pop_back();
  const auto usable = [&](Id id) {
    return known(id) && (scope_of_[id - 1] == kAnywhere || scope_of_[id - 1] == left.serial);
  };
  if (!usable(predicate) || (value != 0 && !usable(value))) {
    return refuse("over() was given something that was not built in \"" + left.relation + "\"");
  }
  if (type(predicate) != CRL_T_BOOL) return refuse("over() needs a condition on the rows of the relation");
  const auto result = aggregate_type(op, type(value));
  if (!result) return refuse(result.error().message);
  const auto code = static_cast<std::uint16_t>(op);
  const Expr::Id made = value == 0 ? expr_.over(code, *result, left.relation, {predicate - 1})
                                   : expr_.over(code, *result, left.relation, {predicate - 1, value - 1});
  return record(made, scopes_.back().serial);
}

Builder::Id Builder::ranked(const crl_ranking& ranking) {
  constexpr std::int64_t kWhole = 1'000'000;
  if (scopes_.size() != 1) return refuse("a ranking is one of customers, not of the rows of a relation");
  if (ranking.size < CRL_END_OF(&ranking, share)) return refuse("a ranking is cut short");
  const Id value = ranking.value;
  const Id population = ranking.population;
  if (!known(value) || !known(population)) return refuse("a ranking uses what was never built");
  if (scope_of_[value - 1] != 0 || expr_.nodes()[value - 1].op != CRL_X_FIELD)
    return refuse("customers are ranked by one of their fields");
  if (type(population) != CRL_T_BOOL ||
      (scope_of_[population - 1] != 0 && scope_of_[population - 1] != kAnywhere))
    return refuse("a ranking needs a condition on the customer");
  if (!is_number(type(value)) && type(value) != CRL_T_TIME && type(value) != CRL_T_DATE)
    return refuse("customers are ranked by a number or a time");
  const bool by_count = ranking.count > 0 && ranking.share == 0;
  const bool by_share = ranking.count == 0 && ranking.share > 0 && ranking.share <= kWhole;
  if (!by_count && !by_share) return refuse("a ranking ends after a count or after a share of a whole");
  const Expr::Id descending = expr_.lit(cell::boolean(ranking.descending != 0));
  const Expr::Id count = expr_.lit(cell::of_int(ranking.count));
  const Expr::Id share = expr_.lit(cell::of_int(ranking.share));
  return record(expr_.node(CRL_X_RANKED, CRL_T_BOOL, {value - 1, population - 1, descending, count, share}),
                0);
}

Result<Expr> Builder::finish(std::uint32_t root) const {
  if (!known(root)) return internal_error("the operator answered a node that it never built");
  if (scopes_.size() != 1) return internal_error("the operator did not leave a relation that it entered");
  const std::uint32_t scope = scope_of_[root - 1];
  if (type(root) != CRL_T_BOOL || (scope != kAnywhere && scope != 0)) {
    return internal_error("the operator answered no condition on the customer");
  }
  // Children stand before parents, so one pass back marks what is needed and one forth copies it.
  const auto& nodes = expr_.nodes();
  std::vector<bool> needed(root, false);
  needed[root - 1] = true;
  for (std::size_t i = root; i-- > 0;) {
    if (!needed[i]) continue;
    for (const Expr::Id child : expr_.args(nodes[i])) needed[child] = true;
  }
  Expr out;
  std::vector<Expr::Id> moved(root, 0);
  for (std::size_t i = 0; i < root; ++i) {
    if (!needed[i]) continue;
    const crl_node& n = nodes[i];
    std::vector<Expr::Id> args;
    for (const Expr::Id child : expr_.args(n)) args.push_back(moved[child]);
    if (n.op == CRL_X_LIT) {
      moved[i] = out.lit(n.lit);
    } else if (n.op == CRL_X_FIELD) {
      moved[i] = out.field(expr_.name(n), n.type);
    } else if (n.op >= CRL_X_EXISTS && n.op <= CRL_X_AVG) {
      const std::string_view relation = expr_.name(n);
      moved[i] = args.size() == 1 ? out.over(n.op, n.type, relation, {args[0]})
                                  : out.over(n.op, n.type, relation, {args[0], args[1]});
    } else {
      moved[i] = out.node(n.op, n.type, args);
    }
  }
  return out;
}

}  // namespace carillon::audience
