#include "index/apply.h"

#include <algorithm>
#include <atomic>
#include <unordered_set>

#include "index/loader.h"

namespace carillon::index {

namespace {

std::vector<Source> sources_of(const Table& table) {
  std::vector<Source> out;
  for (const auto& [name, column] : table.columns) {
    if (name != "id") out.push_back(source_of(name));
  }
  return out;
}

// Those that are new are added to `fresh`.
void put_customers(std::span<const Id> asked, const Staged& staged, People& people, std::vector<Id>& fresh) {
  std::vector<Column*> columns;
  for (const Source& source : staged.sources) {
    columns.push_back(&people.table.columns.find(source.column)->second);
  }
  const std::unordered_set<Id> found(staged.ids.begin(), staged.ids.end());
  for (const Id id : asked) {
    if (found.contains(id)) continue;
    if (const auto row = people.find(id)) people.remove(*row);
  }
  std::vector<std::size_t> order(staged.ids.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return staged.ids[a] < staged.ids[b]; });
  for (const std::size_t at : order) {
    const crl_value* cells = staged.cells.data() + at * columns.size();
    if (const auto row = people.find(staged.ids[at])) {
      people.touch(*row);
      for (std::size_t i = 0; i < columns.size(); ++i) columns[i]->set(*row, cells[i]);
    } else {
      people.append(staged.ids[at]);
      fresh.push_back(staged.ids[at]);
      for (std::size_t i = 0; i < columns.size(); ++i) columns[i]->push(cells[i]);
    }
  }
}

void put_orders(std::span<const Id> asked, const Staged& staged, People& people) {
  Run& run = people.table.runs.find(kOrders)->second;
  static const std::vector<OrderRow> none;
  for (const Id id : asked) {
    const auto row = people.find(id);
    if (!row) continue;
    people.touch(*row);
    const auto orders = staged.orders.find(id);
    set_orders(run, *row, orders == staged.orders.end() ? none : orders->second);
  }
}

}  // namespace

Status apply(store::Database& database, const Backlog::Portion& portion, std::size_t at_once, People& people,
             Gate& gate) {
  const std::atomic<bool> never{false};
  const Loader loader(database, 0, never);
  const std::span<const Id> customers(portion.customers);
  const bool has_orders = people.table.runs.contains(kOrders);
  const auto piece_of = [&](std::span<const Id> all, std::size_t at) {
    return at < all.size() ? all.subspan(at, std::min(at_once, all.size() - at)) : std::span<const Id>{};
  };
  // The orders of a customer that is new here may have been noted before it.
  std::vector<Id> owners = portion.orders_of;
  for (std::size_t at = 0; at < customers.size(); at += at_once) {
    const auto piece = piece_of(customers, at);
    Staged staged;
    staged.sources = sources_of(people.table);
    const Status read =
        database.read([&](store::Session& session) { return loader.some_customers(session, piece, staged); });
    if (!read) return read;
    const auto lock = gate.write();
    put_customers(piece, staged, people, owners);
  }
  for (std::size_t at = 0; has_orders && at < owners.size(); at += at_once) {
    const auto piece = piece_of(owners, at);
    Staged staged;
    const Status read =
        database.read([&](store::Session& session) { return loader.some_orders(session, piece, staged); });
    if (!read) return read;
    const auto lock = gate.write();
    put_orders(piece, staged, people);
  }
  return {};
}

}  // namespace carillon::index
