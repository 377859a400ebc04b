#include "query.h"

#include <algorithm>
#include <map>

#include "cursor.h"

namespace carillon::memory {

Result<std::unique_ptr<Query>> Query::make(const State& state, const crl_query& query) {
  std::unique_ptr<Query> out(new Query(state, query));
  if (Status s = out->read(state); !s) return s.error();
  return out;
}

Status Query::read(const State& state) {
  const auto collection = state.find(view(q_.collection));
  if (!collection) return collection.error();
  collection_ = *collection;
  const auto table = tables_.find(collection_->name());
  if (!table) return table.error();
  table_ = *table;
  if (q_.where != nullptr && q_.where->n_nodes > 0) {
    auto where = reference::Evaluator::make(*q_.where, *table_, q_.now_us);
    if (!where) return where.error();
    if (where->type() != CRL_T_BOOL) return invalid("a condition must be BOOL");
    where_.emplace(std::move(where).value());
  }
  if (Status s = read_columns(); !s) return s;
  if (!one_row_) {
    if (Status s = read_order(); !s) return s;
  }
  return read_cursor();
}

Status Query::read_columns() {
  for (std::uint32_t i = 0; i < q_.n_group_by; ++i) {
    const auto at = collection_->field(view(q_.group_by[i]));
    if (!at) return at.error();
    group_by_.push_back(*at);
  }
  for (std::uint32_t i = 0; i < q_.n_columns; ++i) {
    const auto at = collection_->field(view(q_.columns[i]));
    if (!at) return at.error();
    columns_.push_back(*at);
    types_.push_back(collection_->fields()[*at].type);
  }
  bool aggregates = false;
  for (std::uint32_t i = 0; i < q_.n_outputs; ++i) {
    auto output = reference::Evaluator::make(*q_.outputs[i], *table_, q_.now_us, true);
    if (!output) return output.error();
    aggregates = aggregates || output->has_aggregate();
    types_.push_back(output->type());
    outputs_.push_back(std::move(output).value());
  }
  if (types_.empty()) return invalid("the query asks for no column and no output");
  one_row_ = aggregates && group_by_.empty();
  if (!grouped()) return {};
  for (const std::size_t at : columns_) {
    if (std::find(group_by_.begin(), group_by_.end(), at) == group_by_.end()) {
      return invalid("the column " + collection_->fields()[at].name +
                     " of a query of aggregates must be in group_by");
    }
  }
  return {};
}

Status Query::read_order() {
  const auto add = [&](std::size_t at, bool descending) {
    const auto same = [&](const OrderColumn& o) { return o.at == at; };
    if (std::any_of(order_.begin(), order_.end(), same)) return;
    order_.push_back({at, descending});
    order_name_ += (descending ? '>' : '<') + collection_->fields()[at].name;
  };
  order_name_ = collection_->name();
  for (std::uint32_t i = 0; i < q_.n_order; ++i) {
    const auto at = collection_->field(view(q_.order[i]));
    if (!at) return at.error();
    if (grouped() && std::find(group_by_.begin(), group_by_.end(), *at) == group_by_.end()) {
      return invalid("the order field " + collection_->fields()[*at].name +
                     " of a grouped query must be in group_by");
    }
    add(*at, q_.order_desc != nullptr && q_.order_desc[i] != 0);
  }
  for (const std::size_t at : grouped() ? group_by_ : collection_->by_key().columns()) add(at, false);
  return {};
}

Status Query::read_cursor() {
  if (q_.cursor.len == 0) return {};
  if (one_row_) return invalid("a query of one row takes no cursor");
  std::vector<std::uint32_t> types;
  for (const OrderColumn& o : order_) types.push_back(collection_->fields()[o.at].type);
  auto after = decode_cursor(order_name_, types, view(q_.cursor));
  if (!after) return after.error();
  after_ = std::move(after).value();
  return {};
}

int Query::compare(const Row& a, const Row& b) const {
  for (const OrderColumn& o : order_) {
    const int c = reference::compare(a[o.at].view(), b[o.at].view());
    if (c != 0) return o.descending ? -c : c;
  }
  return 0;
}

bool Query::after_cursor(const Row& row) const {
  for (std::size_t i = 0; i < after_.size(); ++i) {
    const int c = reference::compare(row[order_[i].at].view(), after_[i].view());
    if (c != 0) return order_[i].descending ? c < 0 : c > 0;
  }
  return after_.empty();
}

Result<std::vector<Query::Group>> Query::collect(const Cancelled& cancelled) {
  const Candidates candidates(*collection_, where_ ? q_.where : nullptr, order_);
  const bool stops_early = !grouped() && candidates.ordered() && q_.limit != 0;
  std::vector<Group> out;
  std::map<Row, std::size_t> group_of;
  std::vector<crl_value> after;
  for (const auto& c : after_) after.push_back(c.view());
  bool stopped = false;
  const auto take = [&](const RowPtr& row) {
    if (cancelled()) {
      stopped = true;
      return false;
    }
    if (where_ && !where_->truth(*row)) return true;
    if (!after_cursor(*row)) return true;
    if (grouped()) {
      Row key;
      for (const std::size_t at : group_by_) key.push_back((*row)[at]);
      const auto [at, is_new] = group_of.try_emplace(std::move(key), out.size());
      if (is_new) out.emplace_back();
      out[at->second].push_back(row);
      return true;
    }
    out.push_back({row});
    return !(stops_early && out.size() > q_.limit);
  };
  candidates.scan(grouped() ? std::span<const crl_value>{} : after, take);
  if (stopped) return Error{CRL_E_CANCELLED, "the call was cancelled", 0, {}};
  if (one_row_ && out.empty()) out.emplace_back();
  if (!candidates.ordered() || grouped()) sort(out);
  return out;
}

void Query::sort(std::vector<Group>& groups) const {
  if (one_row_) return;
  const auto less = [&](const Group& a, const Group& b) { return compare(*a.front(), *b.front()) < 0; };
  if (q_.limit == 0 || q_.limit >= groups.size()) {
    std::sort(groups.begin(), groups.end(), less);
    return;
  }
  const auto end = groups.begin() + static_cast<std::ptrdiff_t>(q_.limit) + 1;
  std::partial_sort(groups.begin(), end, groups.end(), less);
  groups.erase(end, groups.end());
}

Result<std::string> Query::run(const Cancelled& cancelled, const Visit& visit) {
  auto groups = collect(cancelled);
  if (!groups) return groups.error();
  std::size_t rows = groups->size();
  const bool more = q_.limit != 0 && !one_row_ && rows > q_.limit;
  if (more) rows = static_cast<std::size_t>(q_.limit);
  for (std::size_t i = 0; i < rows; ++i) {
    if (cancelled()) return Error{CRL_E_CANCELLED, "the call was cancelled", 0, {}};
    if (!answer((*groups)[i], visit)) return std::string();
  }
  return more ? cursor_at((*groups)[rows - 1]) : std::string();
}

bool Query::answer(const Group& group, const Visit& visit) {
  std::vector<const Row*> rows;
  for (const RowPtr& row : group) rows.push_back(row.get());
  std::vector<crl_value> cells;
  for (const std::size_t at : columns_) cells.push_back((*rows.front())[at].view());
  for (auto& output : outputs_) cells.push_back(grouped() ? output.value(rows) : output.value(*rows.front()));
  return visit(cells);
}

std::string Query::cursor_at(const Group& group) const {
  std::vector<crl_value> cells;
  for (const OrderColumn& o : order_) cells.push_back((*group.front())[o.at].view());
  return encode_cursor(order_name_, cells);
}

}  // namespace carillon::memory
