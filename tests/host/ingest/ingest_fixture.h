// Ingest over a real store, with a clock that stands still.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "ingest/ingest.h"
#include "ingest/rows.h"
#include "sqlite_fixture.h"
#include "store/customers.h"
#include "store/orders.h"

namespace carillon::ingest::testing {

using store::testing::succeeded;

struct Fixture {
  explicit Fixture(Options options = {}, json::object settings = {})
      : sqlite(std::move(settings)), ingest(sqlite.database(), ids, clock, options) {}

  std::map<std::string, store::Customer> customers() {
    std::map<std::string, store::Customer> out;
    EXPECT_TRUE(succeeded(sqlite.database().read([&](store::Session& session) -> Status {
      store::CustomerQuery query;
      query.limit = 0;
      auto page = store::list_customers(session, query);
      if (!page) return page.error();
      for (auto& c : page->customers) out.emplace(c.external_id, c);
      return {};
    })));
    return out;
  }
  std::map<std::string, store::Order> orders() {
    std::map<std::string, store::Order> out;
    EXPECT_TRUE(succeeded(sqlite.database().read([&](store::Session& session) -> Status {
      store::OrderQuery query;
      query.limit = 0;
      auto page = store::list_orders(session, query);
      if (!page) return page.error();
      for (auto& o : page->orders) out.emplace(o.external_id, o);
      return {};
    })));
    return out;
  }
  // The verdict of one row.
  Outcome put(CustomerInput row) { return only(ingest.write_customers({std::move(row)})); }
  Outcome put(OrderInput row) { return only(ingest.write_orders({std::move(row)})); }

  BulkReport bulk(Noun noun, Format format, std::string_view body) {
    auto report = ingest_bulk(ingest, noun, format, body, clock);
    EXPECT_TRUE(succeeded(report));
    return report ? *report : BulkReport{};
  }

  store::testing::SqliteStore sqlite;
  ManualClock clock{1'763'712'000'000'000};
  IdSource ids{clock, 1};
  Ingest ingest;

 private:
  static Outcome only(Result<std::vector<Outcome>> result) {
    EXPECT_TRUE(succeeded(result));
    return result && result->size() == 1 ? result->front() : Outcome{};
  }
};

inline CustomerInput customer(std::string external_id) {
  CustomerInput row;
  row.external_id = std::move(external_id);
  return row;
}
template <class T>
Patch<T> given(T value) {
  return {true, std::move(value)};
}
inline OrderInput order(std::string external_id, std::string customer, std::int64_t units, std::int64_t at) {
  OrderInput row;
  row.external_id = std::move(external_id);
  row.customer_external_id = std::move(customer);
  row.amount = {units};
  row.ordered_at = at;
  return row;
}

}  // namespace carillon::ingest::testing
