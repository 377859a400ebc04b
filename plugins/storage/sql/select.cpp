#include "select.h"

#include <algorithm>
#include <limits>

#include "cursor.h"
#include "words.h"

namespace carillon::sql {

namespace {

struct OrderBy {
  const Column* column;
  bool descending;
  Fragment sql;
};

// The column by whose literal values a condition, or a part of it that must hold, picks rows.
const Column* looked_up(const crl_expr& e, std::uint32_t at, const Collection& c) {
  const crl_node& n = e.nodes[at];
  const std::uint32_t* args = e.args + n.first_arg;
  if (n.op == CRL_X_AND) {
    for (std::uint16_t i = 0; i < n.n_args; ++i) {
      if (const Column* found = looked_up(e, args[i], c)) return found;
    }
    return nullptr;
  }
  if ((n.op != CRL_X_EQ && n.op != CRL_X_IN) || e.nodes[args[0]].op != CRL_X_FIELD) return nullptr;
  for (std::uint16_t i = 1; i < n.n_args; ++i) {
    if (e.nodes[args[i]].op != CRL_X_LIT) return nullptr;
  }
  const Column* column = c.find(view(e.names[e.nodes[args[0]].name]));
  return column != nullptr && is_unique(c, column->name) ? column : nullptr;
}

class Builder {
 public:
  Builder(const Dialect& dialect, Compiler& compiler, const Collection& collection, const crl_query& query)
      : compiler_(compiler), q_(query), scope_{&collection, dialect.quote("r0")}, dialect_(dialect) {}

  Result<Select> build() {
    for (std::uint32_t i = 0; i < q_.n_outputs; ++i)
      aggregates_ = aggregates_ || Compiler::is_aggregate(*q_.outputs[i]);
    single_row_ = aggregates_ && q_.n_group_by == 0;
    if (Status s = items(); !s) return s.error();
    if (Status s = group(); !s) return s.error();
    if (!single_row_) {
      if (Status s = order(); !s) return s.error();
    }
    if (Status s = tail(); !s) return s.error();
    out_.limit = single_row_ ? 0 : q_.limit;
    return std::move(out_);
  }

 private:
  const Collection& collection() const { return *scope_.collection; }
  bool has_where() const { return q_.where != nullptr && q_.where->n_nodes > 0; }
  Fragment field(const Column& c) const { return compiler_.field(scope_, c.name); }

  Value item(const Column& c) const {
    Value v{field(c), c.type, &c};
    if (!c.folded.empty()) v.folded = compiler_.field(scope_, c.folded).sql;
    return v;
  }

  Status items() {
    for (std::uint32_t i = 0; i < q_.n_columns; ++i) {
      const auto c = collection().column(view(q_.columns[i]));
      if (!c) return c.error();
      out_.items.push_back(item(**c));
    }
    for (std::uint32_t i = 0; i < q_.n_outputs; ++i) {
      auto v = compiler_.value(*q_.outputs[i], scope_, true, single_row_ && !has_where());
      if (!v) return v.error();
      out_.items.push_back(std::move(v).value());
    }
    if (out_.items.empty()) return invalid("the query asks for no column and no output");
    out_.visible = out_.items.size();
    return {};
  }

  Status group() {
    for (std::uint32_t i = 0; i < q_.n_group_by; ++i) {
      const auto c = collection().column(view(q_.group_by[i]));
      if (!c) return c.error();
      group_.push_back(*c);
    }
    if (!aggregates_ && group_.empty()) return {};
    for (std::uint32_t i = 0; i < q_.n_columns; ++i) {
      if (!grouped(out_.items[i].column)) {
        return invalid("the column " + out_.items[i].column->name +
                       " of a query of aggregates must be in group_by");
      }
    }
    return {};
  }

  bool grouped(const Column* c) const { return std::find(group_.begin(), group_.end(), c) != group_.end(); }

  Status order() {
    for (std::uint32_t i = 0; i < q_.n_order; ++i) {
      const auto c = collection().column(view(q_.order[i]));
      if (!c) return c.error();
      if (!group_.empty() && !grouped(*c)) {
        return invalid("the order field " + (*c)->name + " of a grouped query must be in group_by");
      }
      add_order(**c, q_.order_desc != nullptr && q_.order_desc[i] != 0);
    }
    for (const Column* c : group_) add_order(*c, false);
    if (group_.empty()) {
      for (const auto& name : collection().key) add_order(*collection().find(name), false);
    }
    out_.order = collection().name;
    for (const OrderBy& o : order_) {
      out_.order += (o.descending ? '>' : '<') + o.column->name;
      const auto at = std::find_if(out_.items.begin(), out_.items.end(),
                                   [&](const Value& v) { return v.column == o.column; });
      out_.cursor_at.push_back(static_cast<std::size_t>(at - out_.items.begin()));
      if (at == out_.items.end()) out_.items.push_back(item(*o.column));
    }
    return {};
  }

  void add_order(const Column& c, bool descending) {
    const auto same = [&](const OrderBy& o) { return o.column == &c; };
    if (std::none_of(order_.begin(), order_.end(), same)) order_.push_back({&c, descending, field(c)});
  }

  Status tail() {
    std::vector<Fragment> where;
    if (has_where()) {
      auto condition = compiler_.condition(*q_.where, scope_, single_row_);
      if (!condition) return condition.error();
      where.push_back(std::move(condition).value());
    }
    if (q_.cursor.len > 0) {
      if (single_row_) return invalid("a query of one row takes no cursor");
      auto after = after_cursor();
      if (!after) return after.error();
      where.push_back(std::move(after).value());
    }
    // Always a WHERE: what may follow (ON CONFLICT) would be read as a join's ON without it.
    out_.tail = join(" FROM ", dialect_.quote(collection().name), " AS ", scope_.qualifier, hint(), " WHERE ",
                     where.empty() ? Fragment("1") : list(where, " AND "));
    std::vector<Fragment> names;
    for (const Column* c : group_) names.push_back(field(*c));
    if (!names.empty()) out_.tail += join(" GROUP BY ", list(names, ", "));
    names.clear();
    for (const OrderBy& o : order_) names.push_back(o.descending ? join(o.sql, " DESC") : o.sql);
    if (!names.empty()) out_.tail += join(" ORDER BY ", list(names, ", "));
    return {};
  }

  std::string hint() const {
    if (!has_where()) return {};
    const Column* column = looked_up(*q_.where, q_.where->n_nodes - 1, collection());
    return column == nullptr ? std::string{} : dialect_.lookup_hint(collection(), *column);
  }

  Result<Fragment> after_cursor() {
    std::vector<std::uint32_t> types;
    for (const OrderBy& o : order_) types.push_back(o.column->type);
    auto values = decode_cursor(out_.order, view(q_.cursor), types);
    if (!values) return values.error();
    Fragment after = "0";
    for (std::size_t i = order_.size(); i-- > 0;) {
      const OrderBy& o = order_[i];
      const Param& p = (*values)[i];
      Fragment value("?");
      value.params.push_back(p);
      const bool null = p.value.is_null != 0;
      Fragment strictly;
      if (o.descending) {
        strictly = null ? Fragment("0") : join(o.sql, " < ", value);
        if (!null && !o.column->required) strictly = join("(", strictly, " OR ", o.sql, " IS NULL)");
      } else {
        strictly = null ? join(o.sql, " IS NOT NULL") : join(o.sql, " > ", value);
      }
      if (i + 1 == order_.size()) {
        after = strictly;
        continue;
      }
      const Fragment same = null ? join(o.sql, " IS NULL") : join(o.sql, " = ", value);
      after = join("(", strictly, " OR (", same, " AND ", after, "))");
      // Implied by the rest; lets an index find where the page begins.
      const bool bounded = !null && (!o.descending || o.column->required);
      if (i == 0 && bounded)
        after = join("(", o.sql, o.descending ? " <= " : " >= ", value, " AND ", after, ")");
    }
    return after;
  }

  Compiler& compiler_;
  const crl_query& q_;
  Scope scope_;
  const Dialect& dialect_;
  Select out_;
  std::vector<const Column*> group_;
  std::vector<OrderBy> order_;
  bool aggregates_ = false;
  bool single_row_ = false;
};

}  // namespace

Result<Select> build_select(const Dialect& dialect, const Catalog& catalog, Compiler& compiler,
                            const crl_query& query) {
  const auto collection = catalog.find(view(query.collection));
  if (!collection) return collection.error();
  return Builder(dialect, compiler, **collection, query).build();
}

Fragment select_text(const Select& select, std::size_t items, std::uint64_t extra) {
  std::vector<Fragment> parts;
  for (std::size_t i = 0; i < items; ++i) parts.push_back(select.items[i].sql);
  Fragment out = join("SELECT ", list(parts, ", "), select.tail);
  if (select.limit > 0) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    const auto rows = static_cast<std::int64_t>(std::min(select.limit, kMost - extra) + extra);
    out += join(" LIMIT ", bound(cell::of_int(rows)));
  }
  return out;
}

}  // namespace carillon::sql
