// Orders with their items into memory.
#include <algorithm>
#include <array>
#include <mutex>
#include <unordered_map>

#include "index/collect.h"
#include "index/loader.h"
#include "index/side_by_side.h"
#include "index/spans.h"
#include "store/filter.h"

namespace carillon::index {

namespace {

const std::vector<std::string_view> kOrderColumns{"id", "customer_id", "amount", "status", "ordered_at"};
const std::vector<std::string_view> kItemColumns{"order_id", "sku", "category", "quantity", "price"};

Expr between(std::string_view key, Id first, Id last) {
  Expr out;
  const auto from = out.compare(CRL_X_GE, key, cell::of_int(first));
  const auto upto = out.compare(CRL_X_LE, key, cell::of_int(last));
  out.node(CRL_X_AND, CRL_T_BOOL, {from, upto});
  return out;
}

// What one thread reads: pages of orders in the order of their ids, each with its items.
class OrderReading {
 public:
  OrderReading(const People& people, Spans& spans, Purchases& into, std::size_t page_rows)
      : people_(people), spans_(spans), into_(into), page_rows_(page_rows) {}

  // The next page of a span.
  Status page(store::Session& session, std::size_t span, const Spans::Span& left) {
    if (Status read = orders(session, left); !read) return read;
    const bool is_last = ids_.size() < page_rows_;
    const Id upto = spans_.advance(span, is_last ? left.last : ids_.back());
    const auto own = std::upper_bound(ids_.begin(), ids_.end(), upto) - ids_.begin();
    if (own == 0) return {};
    ids_.resize(static_cast<std::size_t>(own));
    owners_.resize(ids_.size());
    people_.find_all(owners_, rows_);
    places_.assign(ids_.size(), kNowhere);
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      if (rows_[i] == People::kNobody) continue;
      const auto& [amount, status, ordered_at] = values_[i];
      places_[i] = into_.add(rows_[i], amount, status, ordered_at);
    }
    return items(session);
  }

 private:
  static constexpr std::size_t kNowhere = ~std::size_t{0};

  Status orders(store::Session& session, const Spans::Span& left) {
    ids_.clear();
    owners_.clear();
    values_.clear();
    const Expr of_span = between("id", left.next, left.last);
    store::Query query;
    query.collection = "orders";
    query.columns = kOrderColumns;
    query.where = &of_span;
    query.order = {"id"};
    query.limit = page_rows_;
    const auto read = session.query(query, [&](store::Row row) {
      ids_.push_back(row[0].v.i);
      owners_.push_back(row[1].v.i);
      values_.push_back({row[2].v.i, row[3].v.i, row[4].v.i});
      return true;
    });
    return read ? Status{} : read.error();
  }

  // Of the orders of the page, which stand in the same order.
  Status items(store::Session& session) {
    const Expr of_page = between("order_id", ids_.front(), ids_.back());
    store::Query query;
    query.collection = "order_items";
    query.columns = kItemColumns;
    query.where = &of_page;
    query.order = {"order_id", "line"};
    std::size_t at = 0;
    const auto read = session.query(query, [&](store::Row row) {
      while (at < ids_.size() && ids_[at] < row[0].v.i) ++at;
      if (at == ids_.size()) return false;
      if (ids_[at] == row[0].v.i && places_[at] != kNowhere) {
        into_.add_item(places_[at], {row[1], row[2], row[3], row[4]});
      }
      return true;
    });
    return read ? Status{} : read.error();
  }

  const People& people_;
  Spans& spans_;
  Purchases& into_;
  const std::size_t page_rows_;
  // Of the page, by order.
  std::vector<Id> ids_, owners_;
  std::vector<std::array<std::int64_t, 3>> values_;
  std::vector<RowId> rows_;
  std::vector<std::size_t> places_;
};

}  // namespace

Status Loader::orders(const People& people, Run& out, const Progress& progress) {
  const auto ends = ends_of(database_, "orders");
  if (!ends) return ends.error();
  Spans spans({ends->first, ends->second});
  const std::size_t others = people.bytes();
  std::mutex mutex;  // of what stands below, and of progress
  std::size_t rows = 0, bytes = others;
  bool failed = false;
  const auto read_all = [&](Purchases& into) -> Status {
    OrderReading reading(people, spans, into, page_rows_);
    std::size_t rows_before = 0, bytes_before = 0;
    for (auto span = spans.take(); span; span = spans.take()) {
      for (auto left = spans.left(*span); left; left = spans.left(*span)) {
        const Status read =
            database_.read([&](store::Session& session) { return reading.page(session, *span, *left); });
        const std::scoped_lock lock(mutex);
        rows += into.size() - rows_before;
        bytes += into.bytes() - bytes_before;
        rows_before = into.size();
        bytes_before = into.bytes();
        const Status going = read ? go_on(bytes) : read;
        if (failed) return {};  // the other one tells why
        failed = !going;
        if (!going) return going;
        progress(rows);
      }
    }
    return {};
  };
  std::array<Purchases, 2> parts;
  const std::function<Status()> works[] = {[&] { return read_all(parts[0]); },
                                           [&] { return read_all(parts[1]); }};
  if (Status read = side_by_side(works); !read) return read;
  out = together(parts, people.table.size);
  return go_on(others + out.table->bytes());
}

Status Loader::some_orders(store::Session& session, std::span<const Id> customers, Staged& out) const {
  return store::in_pieces(customers, [&](std::span<const Id> piece) -> Status {
    std::unordered_map<Id, std::pair<Id, std::size_t>> places;  // of orders: the customer, and which of its
    std::vector<Id> orders;
    store::Filter of_customers;
    of_customers.in("customer_id", piece);
    store::Query query;
    query.collection = "orders";
    query.columns = kOrderColumns;
    query.where = of_customers.expr();
    const auto read = session.query(query, [&](store::Row row) {
      auto& list = out.orders[row[1].v.i];
      orders.push_back(row[0].v.i);
      places.emplace(row[0].v.i, std::pair(row[1].v.i, list.size()));
      list.push_back({row[2].v.i, row[3].v.i, row[4].v.i, {}});
      return true;
    });
    if (!read) return read.error();
    return store::in_pieces(std::span<const Id>(orders), [&](std::span<const Id> some) -> Status {
      store::Filter of_orders;
      of_orders.in("order_id", some);
      store::Query items;
      items.collection = "order_items";
      items.columns = kItemColumns;
      items.where = of_orders.expr();
      const auto done = session.query(items, [&](store::Row row) {
        const auto [customer, at] = places.at(row[0].v.i);
        ItemRow item{row[1], row[2], row[3], row[4]};
        for (crl_value* text : {&item.sku, &item.category}) {
          if (text->is_null == 0) text->v.s = str(out.kept.emplace_back(view(text->v.s)));
        }
        out.orders[customer][at].items.push_back(item);
        return true;
      });
      return done ? Status{} : done.error();
    });
  });
}

}  // namespace carillon::index
