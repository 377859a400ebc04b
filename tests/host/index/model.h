// The rows of a store as the reference sees them: read whole, related by hand.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <reference/evaluator.h>

#include "store/schema.h"
#include "store/session.h"

namespace carillon::index::testing {

class ModelTable final : public reference::Table {
 public:
  ModelTable(std::string collection, store::Session& session) : collection_(std::move(collection)) {
    for (const auto* c : store::collections()) {
      if (view(c->name) != collection_) continue;
      for (std::uint32_t i = 0; i < c->n_fields; ++i) {
        names_.emplace_back(view(c->fields[i]->name));
        types_.push_back(c->fields[i]->type);
      }
    }
    store::Query query;
    query.collection = collection_;
    query.columns.assign(names_.begin(), names_.end());
    const auto read = session.query(query, [&](store::Row row) {
      auto& made = rows_.emplace_back();
      for (std::size_t i = 0; i < row.size(); ++i) {
        made.emplace_back(row[i].is_null != 0 ? cell::null(types_[i]) : row[i]);
      }
      return true;
    });
    if (!read) throw std::runtime_error(read.error().message);
  }

  // Rows of `table` whose `foreign` equals this table's `local`.
  void relate(const std::string& name, ModelTable& table, std::string_view local, std::string_view foreign) {
    const std::size_t at = table.at(foreign);
    for (const auto& row : table.rows_) table.by_[at][row[at].view().v.i].push_back(&row);
    relations_[name] = {&table, this->at(local), at};
  }

  const std::vector<reference::Row>& rows() const { return rows_; }

  Result<Column> column(std::string_view name) const override {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == name) return Column{i, types_[i]};
    }
    return invalid("no column");
  }
  Result<Relation> relation(std::string_view name) const override {
    const auto found = relations_.find(std::string(name));
    if (found == relations_.end()) return invalid("no relation");
    return found->second;
  }
  void matching(std::size_t column, const crl_value& value, const Visit& visit) const override {
    const auto index = by_.find(column);
    if (index == by_.end()) return;
    const auto rows = index->second.find(value.v.i);
    if (rows == index->second.end()) return;
    for (const auto* row : rows->second) {
      if (!visit(*row)) return;
    }
  }

 private:
  std::size_t at(std::string_view name) const { return column(name)->at; }

  std::string collection_;
  std::vector<std::string> names_;
  std::vector<std::uint32_t> types_;
  std::vector<reference::Row> rows_;
  std::map<std::string, Relation> relations_;
  std::map<std::size_t, std::map<std::int64_t, std::vector<const reference::Row*>>> by_;
};

// Customers with their orders and these with their items, of one instant.
struct Model {
  explicit Model(store::Session& session)
      : customers("customers", session), orders("orders", session), items("order_items", session) {
    orders.relate("items", items, "id", "order_id");
    customers.relate("orders", orders, "id", "customer_id");
  }
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  ModelTable customers, orders, items;
};

}  // namespace carillon::index::testing
