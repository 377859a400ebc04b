// Every storage and the in-memory evaluator select the same customers by rules over orders, messages and
// rankings, whatever the rule.
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audience/binding.h"
#include "base/time_text.h"
#include "operator_plugins.h"
#include "random_shop_rule.h"
#include "shop.h"
#include "stores.h"
#include "support/mariadb.h"

namespace carillon::audience {
namespace {

using store::testing::succeeded;
using testing::Chance;
using testing::PluginStore;

const std::int64_t kNow = parse_time("2025-11-21T10:00:00Z").value();

std::vector<Id> selected(store::Database& database, const Compiled& rule, std::int64_t& counted) {
  std::vector<Id> out;
  EXPECT_TRUE(succeeded(database.read([&](store::Session& session) -> Status {
    const auto n = count(session, rule);
    if (!n) return n.error();
    counted = *n;
    return scan(session, rule, [&](const store::Customer& customer) {
      out.push_back(customer.id);
      return true;
    });
  })));
  return out;
}

TEST(Shops, are_judged_alike_by_every_storage_and_in_memory) {
  store::testing::SqliteStore sqlite;
  PluginStore memory("memory", {});
  test::MariaDb& server = test::MariaDb::shared();
  PluginStore mysql("mysql", {{"host", "127.0.0.1"},
                              {"port", server.port()},
                              {"user", test::MariaDb::kUser},
                              {"password", test::MariaDb::kPassword},
                              {"database", server.new_database()}});
  const std::vector<std::pair<std::string, store::Database*>> stores = {
      {"sqlite", &sqlite.database()}, {"mysql", &mysql.database()}, {"memory", &memory.database()}};
  Chance chance(2025);
  const auto shop = testing::random_shop(chance, 120, kNow);
  for (const auto& [name, database] : stores)
    ASSERT_TRUE(succeeded(database->write([&](store::Session& session) { return shop.put(session); })))
        << name;
  std::vector<testing::ShopRecord> records;
  records.reserve(shop.customers.size());
  for (const auto& customer : shop.customers) records.emplace_back(shop, customer);

  std::size_t useful = 0;
  constexpr int kRounds = 300;
  for (int round = 0; round < kRounds; ++round) {
    const json::value rule = testing::random_shop_rule(chance, 2);
    const auto result = testing::compiler(chance.one_in(2) ? "Asia/Kolkata" : "UTC").compile(rule, kNow);
    ASSERT_EQ(result.index(), 0U) << json::serialize(rule) << "\n" << std::get<Issues>(result)[0].detail;
    const auto& compiled = *std::get<0>(result);
    std::vector<Id> in_memory;
    ASSERT_TRUE(succeeded(sqlite.database().read([&](store::Session& session) -> Status {
      const auto bound = bind(session, compiled);
      if (!bound) return bound.error();
      for (std::size_t i = 0; i < records.size(); ++i) {
        if (holds((*bound)->where, records[i], kNow)) in_memory.push_back(shop.customers[i].id);
      }
      return {};
    })));
    for (const auto& [name, database] : stores) {
      std::int64_t counted = -1;
      ASSERT_EQ(selected(*database, compiled, counted), in_memory) << name << " " << json::serialize(rule);
      ASSERT_EQ(counted, static_cast<std::int64_t>(in_memory.size())) << name << " " << json::serialize(rule);
    }
    useful += in_memory.empty() || in_memory.size() == shop.customers.size() ? 0 : 1;
  }
  EXPECT_GT(useful, kRounds / 3) << "the rules do not tell customers apart";
}

// Rankings against plain code: sorted, the lower id first of equals, and cut.
TEST(Rankings, are_what_sorting_the_customers_gives) {
  store::testing::SqliteStore sqlite;
  Chance chance(11);
  const auto shop = testing::random_shop(chance, 150, kNow);
  ASSERT_TRUE(succeeded(sqlite.database().write([&](store::Session& session) { return shop.put(session); })));
  const auto ranked = [&](auto value, bool descending, auto many) {
    std::vector<std::pair<std::int64_t, Id>> all;
    for (const auto& c : shop.customers) {
      if (const std::optional<std::int64_t> v = value(c)) all.emplace_back(descending ? -*v : *v, c.id);
    }
    std::ranges::sort(all);
    all.resize(std::min(all.size(), many(all.size())));
    std::vector<Id> out;
    for (const auto& [v, id] : all) out.push_back(id);
    std::ranges::sort(out);
    return out;
  };
  const auto select = [&](const std::string& rule) {
    std::int64_t counted = 0;
    return selected(sqlite.database(), *testing::compiled(rule, kNow), counted);
  };
  using Value = std::optional<std::int64_t>;
  const auto spend = [](const store::Customer& c) {
    return c.order_count > 0 ? Value(c.total_spend.units) : Value{};
  };
  const auto orders = [](const store::Customer& c) {
    return c.order_count > 0 ? Value(c.order_count) : Value{};
  };
  const auto last = [](const store::Customer& c) { return c.last_order_at; };
  const auto exactly = [](std::size_t n) { return [n](std::size_t) { return n; }; };
  const auto share = [](std::size_t percent) {
    return [percent](std::size_t size) { return (size * percent + 99) / 100; };
  };
  EXPECT_EQ(select(R"({"field":"spend","op":"top","count":10})"), ranked(spend, true, exactly(10)));
  EXPECT_EQ(select(R"({"field":"visits","op":"top","count":10})").size(), 10U);
  EXPECT_EQ(select(R"({"field":"order_count","op":"bottom","percent":30})"),
            ranked(orders, false, share(30)));
  EXPECT_EQ(select(R"({"field":"last_order_at","op":"bottom","percent":75})"),
            ranked(last, false, share(75)));
  EXPECT_EQ(select(R"({"field":"total_spend","op":"top","count":1000})"), ranked(spend, true, exactly(1000)));
  EXPECT_EQ(select(R"({"field":"created_at","op":"top","percent":100})").size(), shop.customers.size());
  EXPECT_EQ(select(R"({"op":"rfm","score":"monetary","is":{"gte":4}})"), ranked(spend, true, share(40)));
  EXPECT_EQ(select(R"({"op":"rfm","score":"recency","is":{"eq":5}})"), ranked(last, true, share(20)));
  std::vector<Id> third = ranked(orders, true, share(60));
  for (const Id id : ranked(orders, true, share(40))) std::erase(third, id);
  EXPECT_EQ(select(R"({"op":"rfm","score":"frequency","is":{"eq":3}})"), third);
  const std::size_t ordered = ranked(orders, true, share(100)).size();
  EXPECT_EQ(select(R"({"op":"rfm","score":"frequency","is":{"gte":1}})").size(), ordered);
  EXPECT_EQ(select(R"({"op":"rfm","score":"frequency","is":{"gt":5}})").size(), 0U);
  EXPECT_EQ(select(R"({"op":"rfm","score":"frequency","is":{"ne":9}})").size(), shop.customers.size());
}

TEST(Previews, of_rankings_are_of_one_instant) {
  store::testing::SqliteStore sqlite;
  Chance chance(12);
  const auto shop = testing::random_shop(chance, 100, kNow);
  ASSERT_TRUE(succeeded(sqlite.database().write([&](store::Session& session) { return shop.put(session); })));
  const auto rule = testing::compiled(
      R"({"all":[{"field":"created_at","op":"top","count":7},{"not":{"field":"created_at","op":"top","count":3}}]})",
      kNow);
  const auto found = preview(sqlite.database(), *rule, 100, true, {});
  ASSERT_TRUE(succeeded(found));
  EXPECT_EQ(found->count, 4);
  EXPECT_EQ(found->sample.size(), 4U);
  ASSERT_EQ(found->leaves.size(), 2U);
  EXPECT_EQ(found->leaves[0].second, 7);
  EXPECT_EQ(found->leaves[1].second, 3);
}

}  // namespace
}  // namespace carillon::audience
