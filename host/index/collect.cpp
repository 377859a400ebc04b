#include "index/collect.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <string_view>

#include "index/side_by_side.h"

namespace carillon::index {

namespace {

using Places = std::vector<std::vector<RowId>>;  // of the rows of each part in what they become

// The columns of one name of all parts become one, each row at its place.
void place(std::span<Column* const> parts, const Places& places, std::size_t rows, Column& out) {
  std::vector<std::vector<std::int64_t>> codes(parts.size());
  if (out.words && !parts.empty()) {
    *out.words = std::move(*parts[0]->words);
    for (std::size_t i = 1; i < parts.size(); ++i) codes[i] = parts[i]->codes_in(*out.words);
  }
  std::vector<Ints::Placed> from;
  for (std::size_t i = 0; i < parts.size(); ++i) from.push_back({&parts[i]->values, places[i], codes[i]});
  out.values = Ints::placed(from, rows);
  for (Column* part : parts) part->values = {};
  out.settle();
}

// Each of the works once, by two threads.
void share_out(const std::vector<std::function<void()>>& works) {
  std::atomic<std::size_t> next = 0;
  const std::function<Status()> thread = [&]() -> Status {
    for (std::size_t i = next++; i < works.size(); i = next++) works[i]();
    return {};
  };
  const std::function<Status()> threads[] = {thread, thread};
  static_cast<void>(side_by_side(threads));
}

// Moves the places of orders so that those of a customer stand latest first.
void place_latest_first(const Run& run, std::span<const Ints::Placed> times, std::size_t rows,
                        Places& places) {
  const Ints stood = Ints::placed(times, rows);
  std::vector<RowId> order(rows), moved(rows);
  constexpr std::size_t kPieces = 16;
  const std::size_t customers = run.first.size();
  std::vector<std::function<void()>> works;
  for (std::size_t piece = 0; piece < kPieces; ++piece) {
    works.emplace_back([&, piece] {
      const std::size_t end = customers * (piece + 1) / kPieces;
      for (std::size_t customer = customers * piece / kPieces; customer < end; ++customer) {
        const auto first = static_cast<RowId>(run.first.at(static_cast<RowId>(customer)));
        const auto last = first + static_cast<RowId>(run.count.at(static_cast<RowId>(customer)));
        for (RowId row = first; row < last; ++row) order[row] = row;
        std::sort(order.begin() + first, order.begin() + last,
                  [&](RowId a, RowId b) { return stood.at(a) > stood.at(b); });
        for (RowId row = first; row < last; ++row) moved[order[row]] = row;
      }
    });
  }
  share_out(works);
  for (std::vector<RowId>& part : places) {
    for (RowId& at : part) at = moved[at];
  }
}

}  // namespace

Purchases::Purchases()
    : orders_(empty_orders()),
      columns_(*orders_.table),
      items_(*orders_.table->runs.find(kItems)->second.table) {}

std::size_t Purchases::add(RowId customer, std::int64_t amount, std::int64_t status,
                           std::int64_t ordered_at) {
  owners_.push_back(customer);
  columns_.push(amount, status, ordered_at);
  return owners_.size() - 1;
}

void Purchases::add_item(std::size_t place, const ItemRow& item) {
  Ints& counts = columns_.items->count;
  const auto order = static_cast<RowId>(place);
  counts.set(order, counts.at(order) + 1);
  items_.push(item);
}

Run Purchases::finish(std::size_t customers) && { return together({this, 1}, customers); }

Run together(std::span<Purchases> parts, std::size_t customers) {
  Run out = empty_orders();
  Table& orders = *out.table;
  Run& items = orders.runs.find(kItems)->second;

  std::vector<RowId> next(customers + 1, 0);
  for (const Purchases& part : parts) {
    for (const RowId owner : part.owners_) ++next[owner + 1];
    orders.size += part.owners_.size();
    items.table->size += part.columns_.items->table->size;
  }
  for (std::size_t i = 0; i < customers; ++i) {
    out.first.push(static_cast<std::int64_t>(next[i]));
    out.count.push(static_cast<std::int64_t>(next[i + 1]));
    next[i + 1] += next[i];
  }
  Places of_orders;
  for (Purchases& part : parts) {
    for (RowId& owner : part.owners_) owner = next[owner]++;
    of_orders.push_back(std::move(part.owners_));
  }
  next = {};
  const auto placed = [&](auto values_of) {
    std::vector<Ints::Placed> all;
    for (std::size_t i = 0; i < parts.size(); ++i) all.push_back({values_of(parts[i]), of_orders[i], {}});
    return all;
  };
  place_latest_first(out, placed([](Purchases& part) { return part.columns_.ordered_at; }), orders.size,
                     of_orders);

  const auto counts = placed([](Purchases& part) { return &part.columns_.items->count; });
  items.count = Ints::placed(counts, orders.size);
  std::int64_t before = 0;
  items.first.reserve(orders.size);
  for (std::size_t i = 0; i < orders.size; ++i) {
    items.first.push(before);
    before += items.count.at(static_cast<RowId>(i));
  }

  Places of_items(parts.size());
  std::vector<std::function<void()>> works;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    works.emplace_back([&, p] {
      of_items[p].reserve(parts[p].columns_.items->table->size);
      for (const RowId order : of_orders[p]) {
        const auto first = static_cast<RowId>(items.first.at(order));
        const auto n = static_cast<RowId>(items.count.at(order));
        for (RowId k = 0; k < n; ++k) of_items[p].push_back(first + k);
      }
    });
  }
  share_out(works);
  works.clear();

  const auto place_all = [&](Table& into, const Places& places, auto table_of) {
    for (auto& [name, column] : into.columns) {
      std::vector<Column*> from;
      for (Purchases& part : parts) from.push_back(&table_of(part).columns.find(name)->second);
      works.emplace_back([&into, &places, from, to = &column] { place(from, places, into.size, *to); });
    }
  };
  place_all(orders, of_orders, [](Purchases& part) -> Table& { return *part.orders_.table; });
  place_all(*items.table, of_items, [](Purchases& part) -> Table& { return *part.columns_.items->table; });
  share_out(works);
  return out;
}

}  // namespace carillon::index
