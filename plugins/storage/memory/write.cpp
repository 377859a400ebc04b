#include "write.h"

#include <algorithm>
#include <cmath>

#include "reference/number.h"

namespace carillon::memory {

namespace {

using reference::OwnedCell;

class Writer {
 public:
  Writer(State& state, const crl_mutation& mutation, std::int64_t now_us, const Query::Cancelled& cancelled)
      : state_(state), m_(mutation), now_us_(now_us), cancelled_(cancelled) {}

  Result<std::uint64_t> run() {
    const State before = state_;  // what is copied is not read again
    Result<Collection*> collection = state_.change(view(m_.collection));
    if (!collection) return collection.error();
    c_ = *collection;
    if (m_.verb != CRL_MUT_DELETE) {
      if (Status s = read_columns(); !s) return s.error();
    }
    switch (m_.verb) {
      case CRL_MUT_INSERT:
        return insert();
      case CRL_MUT_UPSERT:
        return upsert();
      case CRL_MUT_UPDATE:
        return update();
      case CRL_MUT_DELETE:
        return remove();
      case CRL_MUT_COPY:
        return copy(before);
      default:
        return Error{
            CRL_E_UNSUPPORTED, "this storage does not know the verb " + std::to_string(m_.verb), 0, {}};
    }
  }

 private:
  Status read_columns() {
    for (std::uint32_t i = 0; i < m_.n_columns; ++i) {
      const auto at = c_->field(view(m_.columns[i]));
      if (!at) return at.error();
      if (is_column(*at)) return invalid(name_of(*at) + " is given twice");
      columns_.push_back(*at);
    }
    if (columns_.empty()) return invalid("a write to " + c_->name() + " names no column");
    return {};
  }

  bool is_column(std::size_t at) const {
    return std::find(columns_.begin(), columns_.end(), at) != columns_.end();
  }
  std::string name_of(std::size_t at) const { return c_->name() + "." + c_->fields()[at].name; }

  // Rows come whole: every required column is among those given.
  Status has_required() const {
    for (std::size_t i = 0; i < c_->fields().size(); ++i) {
      if (c_->fields()[i].required && !is_column(i))
        return invalid(name_of(i) + " is required, but the rows have no such column");
    }
    return {};
  }

  Status check_cell(std::size_t at, const crl_value& v) const {
    const Field& f = c_->fields()[at];
    if (v.is_null != 0) {
      return f.required ? Status(invalid(name_of(at) + " is required, but a row lacks it")) : Status();
    }
    if (v.type != f.type)
      return invalid(name_of(at) + " has the type " + std::to_string(f.type) + ", found " +
                     std::to_string(v.type));
    if (v.type == CRL_T_F64 && !std::isfinite(v.v.f)) return invalid(name_of(at) + " must be finite");
    if (f.max_len != 0 && reference::holds_text(v.type) && v.v.s.len > f.max_len) {
      return invalid(name_of(at) + " holds at most " + std::to_string(f.max_len) + " bytes, found " +
                     std::to_string(v.v.s.len));
    }
    return {};
  }

  Status check_row(Query::Cells cells) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (Status s = check_cell(columns_[i], cells[i]); !s) return s;
    }
    if (cancelled_()) return Error{CRL_E_CANCELLED, "the call was cancelled", 0, {}};
    return {};
  }

  Query::Cells cells_of(std::uint32_t row) const {
    return {m_.cells + std::size_t{row} * m_.n_columns, m_.n_columns};
  }

  Row new_row(Query::Cells cells) const {
    Row row;
    for (const Field& f : c_->fields()) row.emplace_back(cell::null(f.type));
    for (std::size_t i = 0; i < columns_.size(); ++i) row[columns_[i]] = OwnedCell(cells[i]);
    return row;
  }

  Result<std::uint64_t> insert() {
    if (Status s = has_required(); !s) return s.error();
    for (std::uint32_t i = 0; i < m_.n_rows; ++i) {
      if (Status s = check_row(cells_of(i)); !s) return s.error();
      if (Status s = c_->put(std::make_shared<const Row>(new_row(cells_of(i)))); !s) return s.error();
    }
    return std::uint64_t{m_.n_rows};
  }

  std::int32_t merge_of(std::size_t i) const { return m_.merge == nullptr ? CRL_MERGE_REPLACE : m_.merge[i]; }

  Status check_merges() const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (merge_of(i) < CRL_MERGE_REPLACE || merge_of(i) > CRL_MERGE_MAX) {
        return Error{CRL_E_UNSUPPORTED, "the merge " + std::to_string(merge_of(i)) + " is unknown", 0, {}};
      }
      const std::uint32_t type = c_->fields()[columns_[i]].type;
      if (merge_of(i) == CRL_MERGE_ADD && !reference::is_number(type))
        return invalid(name_of(columns_[i]) + " is no number: only numbers can be added");
    }
    return {};
  }

  // What a cell becomes. A missing side loses, and so does a sum that has no place in the type.
  static OwnedCell merged(std::int32_t how, const OwnedCell& stored, const crl_value& incoming) {
    if (how == CRL_MERGE_KEEP) return stored;
    if (how == CRL_MERGE_REPLACE) return OwnedCell(incoming);
    if (stored.missing()) return OwnedCell(incoming);
    if (incoming.is_null != 0) return stored;
    if (how == CRL_MERGE_ADD) {
      const crl_value sum = reference::arithmetic(CRL_X_ADD, incoming.type, stored.view(), incoming);
      return sum.is_null != 0 ? stored : OwnedCell(sum);
    }
    const int c = reference::compare(incoming, stored.view());
    return (how == CRL_MERGE_MIN ? c < 0 : c > 0) ? OwnedCell(incoming) : stored;
  }

  Result<std::uint64_t> upsert() {
    if (Status s = has_required(); !s) return s.error();
    if (Status s = check_merges(); !s) return s.error();
    std::vector<std::size_t> conflict;
    for (std::uint32_t i = 0; i < m_.n_conflict; ++i) {
      const auto at = c_->field(view(m_.conflict[i]));
      if (!at) return at.error();
      conflict.push_back(*at);
    }
    if (conflict.empty()) conflict = c_->by_key().columns();
    const auto tree = c_->unique_tree(conflict);
    if (!tree) return tree.error();
    const auto keeps = [&](std::size_t at) {  // equal on both sides
      return std::find(conflict.begin(), conflict.end(), at) != conflict.end();
    };
    std::uint64_t changed = 0;
    for (std::uint32_t i = 0; i < m_.n_rows; ++i) {
      const Query::Cells cells = cells_of(i);
      if (Status s = check_row(cells); !s) return s.error();
      Row row = new_row(cells);
      const RowPtr stored = c_->twin(*tree, row);
      if (stored != nullptr) {
        row = *stored;
        for (std::size_t k = 0; k < columns_.size(); ++k) {
          const std::size_t at = columns_[k];
          if (!keeps(at)) row[at] = merged(merge_of(k), (*stored)[at], cells[k]);
        }
        if (row == *stored) continue;
        c_->erase(stored);
      }
      if (Status s = c_->put(std::make_shared<const Row>(std::move(row))); !s) return s.error();
      ++changed;
    }
    return changed;
  }

  // The rows where the condition holds, in key order.
  Result<std::vector<RowPtr>> matched() const {
    Tables tables(state_);
    const auto table = tables.find(c_->name());
    if (!table) return table.error();
    std::optional<reference::Evaluator> where;
    if (m_.where != nullptr && m_.where->n_nodes > 0) {
      auto made = reference::Evaluator::make(*m_.where, **table, now_us_);
      if (!made) return made.error();
      if (made->type() != CRL_T_BOOL) return invalid("a condition must be BOOL");
      where.emplace(std::move(made).value());
    }
    std::vector<OrderColumn> order;
    for (const std::size_t at : c_->by_key().columns()) order.push_back({at, false});
    const Candidates candidates(*c_, where ? m_.where : nullptr, order);
    std::vector<RowPtr> rows;
    bool stopped = false;
    candidates.scan({}, [&](const RowPtr& row) {
      stopped = cancelled_();
      if (stopped) return false;
      if (!where || where->truth(*row)) rows.push_back(row);
      return !candidates.ordered() || m_.limit == 0 || rows.size() < m_.limit;
    });
    if (stopped) return Error{CRL_E_CANCELLED, "the call was cancelled", 0, {}};
    const auto by_key = [&](const RowPtr& a, const RowPtr& b) {
      for (const OrderColumn& o : order) {
        if (const int c = reference::compare((*a)[o.at].view(), (*b)[o.at].view()); c != 0) return c < 0;
      }
      return false;
    };
    if (!candidates.ordered()) std::sort(rows.begin(), rows.end(), by_key);
    if (m_.limit != 0 && rows.size() > m_.limit) rows.resize(static_cast<std::size_t>(m_.limit));
    return rows;
  }

  Result<std::uint64_t> update() {
    if (m_.n_rows != 1)
      return invalid("an UPDATE has one row of new values, found " + std::to_string(m_.n_rows));
    if (Status s = check_merges(); !s) return s.error();
    const auto keeps = [&](std::size_t i) { return merge_of(i) == CRL_MERGE_KEEP; };
    std::size_t kept = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) kept += keeps(i) ? 1 : 0;
    if (kept == columns_.size()) return invalid("an UPDATE of " + c_->name() + " changes no column");
    const Query::Cells cells = cells_of(0);
    if (Status s = check_row(cells); !s) return s.error();
    const auto rows = matched();
    if (!rows) return rows.error();
    for (const RowPtr& stored : *rows) {
      Row row = *stored;
      for (std::size_t i = 0; i < columns_.size(); ++i)
        row[columns_[i]] = merged(merge_of(i), (*stored)[columns_[i]], cells[i]);
      c_->erase(stored);
      if (Status s = c_->put(std::make_shared<const Row>(std::move(row))); !s) return s.error();
    }
    return std::uint64_t{rows->size()};
  }

  Result<std::uint64_t> remove() {
    const auto rows = matched();
    if (!rows) return rows.error();
    for (const RowPtr& row : *rows) c_->erase(row);
    return std::uint64_t{rows->size()};
  }

  Result<std::uint64_t> copy(const State& before) {
    if (m_.from == nullptr) return invalid("a COPY needs a query to copy from");
    if (Status s = has_required(); !s) return s.error();
    const auto query = Query::make(before, *m_.from);
    if (!query) return query.error();
    const auto& types = (*query)->types();
    if (types.size() != columns_.size()) {
      return invalid("a COPY into " + std::to_string(columns_.size()) + " columns of " + c_->name() +
                     " selects " + std::to_string(types.size()));
    }
    for (std::size_t i = 0; i < types.size(); ++i) {
      if (types[i] != c_->fields()[columns_[i]].type)
        return invalid("a COPY into " + name_of(columns_[i]) + " selects a value of another type");
    }
    std::uint64_t changed = 0;
    Status status;
    const auto end = (*query)->run(cancelled_, [&](Query::Cells cells) {
      status = check_row(cells);
      if (!status) return false;
      const auto row = std::make_shared<const Row>(new_row(cells));
      if (c_->twin(0, *row) != nullptr) return true;
      status = c_->put(row);
      if (status) ++changed;
      return status.ok();
    });
    if (!end) return end.error();
    if (!status) return status.error();
    return changed;
  }

  State& state_;
  const crl_mutation& m_;
  const std::int64_t now_us_;
  const Query::Cancelled& cancelled_;
  Collection* c_ = nullptr;
  std::vector<std::size_t> columns_;
};

// Whether fewer rows changed than must_change asks for.
bool too_few(const crl_mutation& m, std::uint64_t changed) {
  if (m.must_change == 0) return false;
  const bool by_row = m.verb == CRL_MUT_INSERT || m.verb == CRL_MUT_UPSERT;
  return by_row ? changed < m.n_rows : changed == 0;
}

}  // namespace

Result<std::uint64_t> write(State& state, const crl_mutation& m, std::int64_t now_us,
                            const Query::Cancelled& cancelled) {
  auto changed = Writer(state, m, now_us, cancelled).run();
  if (changed && too_few(m, *changed)) {
    return conflict(std::string(view(m.collection)) + ": " + std::to_string(*changed) +
                    " rows changed, fewer than must change; someone else was faster");
  }
  return changed;
}

}  // namespace carillon::memory
