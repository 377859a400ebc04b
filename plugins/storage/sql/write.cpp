#include "write.h"

#include <algorithm>
#include <limits>
#include <set>

#include <carillon/host.hpp>

#include "expression.h"
#include "fold.h"
#include "insert.h"
#include "merge.h"
#include "row_writer.h"
#include "select.h"
#include "words.h"

namespace carillon::sql {

namespace {

class Writer {
 public:
  Writer(const WriteContext& context, const Collection& collection, const crl_mutation& mutation)
      : dialect_(context.dialect), x_(context), c_(collection), m_(mutation) {}

  // INSERT and UPSERT.
  Result<std::uint64_t> rows(bool upsert) {
    auto writer = RowWriter::make(c_, m_);
    if (!writer) return writer.error();
    if (Status s = has_required(writer->fields()); !s) return s.error();
    Fragment tail;
    if (upsert) {
      auto clause = conflict_clause(*writer);
      if (!clause) return clause.error();
      tail = std::move(clause).value();
    }
    return insert_rows(x_, c_, m_, *writer, tail);
  }

  Result<std::uint64_t> update() {
    if (m_.n_rows != 1)
      return invalid("an UPDATE has one row of new values, found " + std::to_string(m_.n_rows));
    auto writer = RowWriter::make(c_, m_);
    if (!writer) return writer.error();
    const auto& fields = writer->fields();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (Status s = check_cell(c_, *fields[i], m_.cells[i]); !s) return s.error();
    }
    const MergeSides sides{[&](const std::string& column) { return Fragment(qualified(column)); },
                           [&](std::size_t i, bool folded) { return cell_fragment(m_.cells[i], folded); }};
    auto assignments = merge_assignments(dialect_, c_, fields, m_.merge, sides);
    if (!assignments) return assignments.error();
    if (assignments->empty()) return invalid("an UPDATE of " + c_.name + " changes no column");
    std::vector<Fragment> sets;
    for (const Assignment& a : *assignments) sets.push_back(join(dialect_.quote(a.column), " = ", a.value));
    return where(join("UPDATE ", dialect_.quote(c_.name), " SET ", list(sets, ", ")));
  }

  Result<std::uint64_t> remove() { return where(join("DELETE FROM ", dialect_.quote(c_.name))); }

  Result<std::uint64_t> copy() {
    if (m_.from == nullptr) return invalid("a COPY needs a query to copy from");
    auto target = RowWriter::make(c_, m_);
    if (!target) return target.error();
    if (Status s = has_required(target->fields()); !s) return s.error();
    Compiler compiler(dialect_, x_.catalog, m_.from->now_us);
    auto select = build_select(dialect_, x_.catalog, compiler, *m_.from);
    if (!select) return select.error();
    const auto& fields = target->fields();
    if (select->visible != fields.size()) {
      return invalid("a COPY into " + std::to_string(fields.size()) + " columns of " + c_.name + " selects " +
                     std::to_string(select->visible));
    }
    select->items.resize(select->visible);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const Value& v = select->items[i];
      if (v.type != fields[i]->type) {
        return invalid("a COPY into " + c_.name + "." + fields[i]->name + ", which is " +
                       type_name(fields[i]->type) + ", selects " + type_name(v.type));
      }
      if (!fields[i]->folded.empty()) select->items.push_back({folded_of(v), v.type});
    }
    const Fragment source = select_text(*select, select->items.size(), 0);
    return run(dialect_.insert_select(c_, target->columns(), source));
  }

 private:
  std::string qualified(const std::string& column) const {
    return dialect_.quote(c_.name) + "." + dialect_.quote(column);
  }

  Status has_required(const std::vector<const Column*>& fields) const {
    for (const Column& c : c_.columns) {
      if (c.required && std::find(fields.begin(), fields.end(), &c) == fields.end()) {
        return invalid(c_.name + "." + c.name + " is required, but the rows have no such column");
      }
    }
    return {};
  }

  static Fragment cell_fragment(const crl_value& cell, bool folded) {
    if (cell.is_null != 0) return bound(cell);
    if (cell.type == CRL_T_SET || folded) {
      std::string text = cell.type == CRL_T_SET ? stored_set(view(cell.v.s)) : std::string(view(cell.v.s));
      return bound_text(folded ? fold(text) : std::move(text));
    }
    return bound(cell);
  }

  Fragment folded_of(const Value& v) const {
    if (v.literal != nullptr) return cell_fragment(*v.literal, true);
    return v.folded.empty() ? dialect_.fold(v.sql) : Fragment(v.folded);
  }

  Result<Fragment> conflict_clause(const RowWriter& writer) const {
    std::vector<std::string> conflict;
    for (std::uint32_t i = 0; i < m_.n_conflict; ++i) conflict.emplace_back(view(m_.conflict[i]));
    if (conflict.empty()) conflict = c_.key;
    const std::set<std::string> wanted(conflict.begin(), conflict.end());
    const auto covers = [&](const std::vector<std::string>& fields) {
      return std::set<std::string>(fields.begin(), fields.end()) == wanted;
    };
    const bool unique = covers(c_.key) ||
                        std::any_of(c_.indexes.begin(), c_.indexes.end(),
                                    [&](const Index& index) { return index.unique && covers(index.fields); });
    if (!unique) {
      std::string names;
      for (const auto& name : conflict) names += (names.empty() ? "" : ", ") + name;
      return invalid("an UPSERT into " + c_.name + " on (" + names +
                     "), which is neither its key nor a unique index");
    }
    std::vector<std::int32_t> merge;
    for (std::size_t i = 0; i < writer.fields().size(); ++i) {
      const bool is_conflict = wanted.contains(writer.fields()[i]->name);  // equal on both sides
      merge.push_back(is_conflict ? CRL_MERGE_KEEP : (m_.merge == nullptr ? CRL_MERGE_REPLACE : m_.merge[i]));
    }
    const MergeSides sides{[&](const std::string& column) { return Fragment(dialect_.stored(c_, column)); },
                           [&](std::size_t i, bool folded) {
                             const Column& c = *writer.fields()[i];
                             return Fragment(dialect_.incoming(folded ? c.folded : c.name));
                           }};
    auto assignments = merge_assignments(dialect_, c_, writer.fields(), merge.data(), sides);
    if (!assignments) return assignments.error();
    return dialect_.on_conflict(c_, conflict, *assignments);
  }

  Result<std::uint64_t> where(const Fragment& head) {
    Compiler compiler(dialect_, x_.catalog, host().now_us());  // a mutation carries no instant of its own
    Fragment condition = "1";
    if (m_.where != nullptr && m_.where->n_nodes > 0) {
      auto compiled = compiler.condition(*m_.where, {&c_, dialect_.quote(c_.name)});
      if (!compiled) return compiled.error();
      condition = std::move(compiled).value();
    }
    if (m_.limit == 0) return run(join(head, " WHERE ", condition));
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    const crl_value limit = cell::of_int(static_cast<std::int64_t>(std::min(m_.limit, kMost)));
    return run(dialect_.limited(c_, head, condition, limit));
  }

  Result<std::uint64_t> run(const Fragment& sql) {
    auto statement = x_.statements.take(sql);
    if (!statement) return statement.error();
    auto done = (*statement)->step();
    if (!done) return done.error();
    return (*statement)->affected();
  }

  const Dialect& dialect_;
  const WriteContext& x_;
  const Collection& c_;
  const crl_mutation& m_;
};

// Whether fewer rows changed than must_change asks for.
bool too_few(const crl_mutation& m, std::uint64_t changed) {
  if (m.must_change == 0) return false;
  const bool by_row = m.verb == CRL_MUT_INSERT || m.verb == CRL_MUT_UPSERT;
  return by_row ? changed < m.n_rows : changed == 0;
}

}  // namespace

Result<std::uint64_t> write(const WriteContext& context, const crl_mutation& m) {
  const auto collection = context.catalog.find(view(m.collection));
  if (!collection) return collection.error();
  Writer writer(context, **collection, m);
  Result<std::uint64_t> changed = std::uint64_t{0};
  switch (m.verb) {
    case CRL_MUT_INSERT:
    case CRL_MUT_UPSERT:
      changed = writer.rows(m.verb == CRL_MUT_UPSERT);
      break;
    case CRL_MUT_UPDATE:
      changed = writer.update();
      break;
    case CRL_MUT_DELETE:
      changed = writer.remove();
      break;
    case CRL_MUT_COPY:
      changed = writer.copy();
      break;
    default:
      return Error{CRL_E_UNSUPPORTED, "this storage does not know the verb " + std::to_string(m.verb), 0, {}};
  }
  if (changed && too_few(m, *changed)) {
    return conflict((*collection)->name + ": " + std::to_string(*changed) +
                    " rows changed, fewer than must change; someone else was faster");
  }
  return changed;
}

}  // namespace carillon::sql
