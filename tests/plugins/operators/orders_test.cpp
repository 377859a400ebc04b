// The words about orders select whom plain code over the same orders selects, and say so in English.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audience/shop.h"
#include "judge.h"

namespace carillon::audience {
namespace {

using store::Order;
using store::OrderStatus;
using testing::at;
using Orders = std::vector<const Order*>;
using Holds = std::function<bool(const store::Customer&, const Orders&)>;

constexpr std::int64_t kDay = 86'400'000'000;
const std::int64_t kNow = at("2025-11-21T10:00:00Z");

bool counted(const Order& o) { return counts(o.status); }
bool recent(const Order& o, int days) { return o.ordered_at >= kNow - days * kDay && o.ordered_at <= kNow; }
bool has_shoes(const Order& o) {
  return std::ranges::any_of(o.items,
                             [](const auto& i) { return i.category == "shoes" || i.category == "Shoes"; });
}

template <class Wanted>
Orders those(const Orders& orders, Wanted wanted) {
  Orders out;
  std::ranges::copy_if(orders, std::back_inserter(out), [&](const Order* o) { return wanted(*o); });
  return out;
}
std::int64_t sum(const Orders& orders) {
  std::int64_t out = 0;
  for (const Order* o : orders) out += o->amount.units;
  return out;
}

// An English sentence for each, and what it means.
struct Case {
  std::string rule, words;
  Holds holds;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {R"({"op":"ordered"})", "ordered",
       [](const auto&, const Orders& o) { return !those(o, counted).empty(); }},
      {R"({"op":"ordered","within":"90d","category":"SHOES","count":{"gte":2}})",
       "ordered at least 2 times in the last 90 days an item of category \"SHOES\"",
       [](const auto&, const Orders& o) {
         return those(o, [](const Order& x) { return counted(x) && recent(x, 90) && has_shoes(x); }).size() >=
                2;
       }},
      {R"({"op":"ordered","count":{"eq":1}})", "ordered exactly 1 time",
       [](const auto&, const Orders& o) { return those(o, counted).size() == 1; }},
      {R"({"op":"ordered","count":{"lt":1}})", "ordered less than 1 time",
       [](const auto&, const Orders& o) { return those(o, counted).empty(); }},
      {R"({"op":"not_ordered","older_than":"30d"})", "did not order more than 30 days ago",
       [](const auto&, const Orders& o) {
         return those(o, [](const Order& x) { return counted(x) && x.ordered_at < kNow - 30 * kDay; })
             .empty();
       }},
      {R"({"op":"ordered","status":["cancelled","refunded"],"amount":{"gt":100}})",
       "ordered, in a cancelled or refunded order of more than 100",
       [](const auto&, const Orders& o) {
         return !those(o, [](const Order& x) { return !counted(x) && x.amount.units > 1'000'000; }).empty();
       }},
      {R"({"op":"ordered","sku":"A-1","category":["boots","shoes"],"item":{"quantity":{"gte":2},"price":{"lt":50}}})",
       "ordered an item of category \"boots\" or \"shoes\" with SKU \"A-1\", a quantity of at least 2 and a "
       "price "
       "of less than 50",
       [](const auto&, const Orders& o) {
         return !those(o, [](const Order& x) {
                   return counted(x) && std::ranges::any_of(x.items, [](const auto& i) {
                            return (i.category == "boots" || i.category == "shoes" ||
                                    i.category == "Shoes") &&
                                   (i.sku == "A-1" || i.sku == "a-1") && i.quantity.units >= 20'000 &&
                                   i.price.units < 500'000;
                          });
                 }).empty();
       }},
      {R"({"op":"ordered","period":"yesterday"})", "ordered yesterday",
       [](const auto&, const Orders& o) {
         return !those(o, [](const Order& x) {
                   return counted(x) && x.ordered_at >= at("2025-11-20T00:00:00Z") &&
                          x.ordered_at < at("2025-11-21T00:00:00Z");
                 }).empty();
       }},
      {R"({"op":"ordered","since":"2025-10-22","until":"2025-11-20"})",
       "ordered since 22 October 2025 until 20 November 2025",
       [](const auto&, const Orders& o) {
         return !those(o, [](const Order& x) {
                   return counted(x) && x.ordered_at >= at("2025-10-22T00:00:00Z") &&
                          x.ordered_at < at("2025-11-21T00:00:00Z");
                 }).empty();
       }},
      {R"({"op":"order_sum","is":{"lte":"1.5"},"within":"30d"})",
       "the total of orders in the last 30 days is at most 1.5",
       [](const auto&, const Orders& o) {
         return sum(those(o, [](const Order& x) { return counted(x) && recent(x, 30); })) <= 15'000;
       }},
      {R"({"op":"order_max","is":{"between":[100,1000]}})", "the largest of orders is between 100 and 1,000",
       [](const auto&, const Orders& o) {
         const Orders mine = those(o, counted);
         std::int64_t most = -1;
         for (const Order* x : mine) most = std::max(most, x->amount.units);
         return most >= 1'000'000 && most <= 10'000'000;
       }},
      {R"({"op":"order_min","is":{"lt":1}})", "the smallest of orders is less than 1",
       [](const auto&, const Orders& o) {
         return !those(o, [](const Order& x) { return counted(x) && x.amount.units < 10'000; }).empty();
       }},
      {R"({"op":"order_avg","is":{"ne":0}})", "the average of orders is not 0",
       [](const auto&, const Orders& o) { return those(o, counted).empty() || sum(those(o, counted)) != 0; }},
      {R"({"op":"first_order","category":"shoes"})", "the first order was of an item of category \"shoes\"",
       [](const auto&, const Orders& o) {
         const Orders mine = those(o, counted);
         return std::ranges::any_of(mine, [&](const Order* x) {
           return has_shoes(*x) &&
                  std::ranges::all_of(mine, [&](const Order* y) { return y->ordered_at >= x->ordered_at; });
         });
       }},
      {R"({"op":"last_order","older_than":"1d","amount":{"gte":100}})",
       "the last order was more than 1 day ago, in an order of at least 100",
       [](const auto&, const Orders& o) {
         const Orders mine = those(o, counted);
         return std::ranges::any_of(mine, [&](const Order* x) {
           return x->ordered_at < kNow - kDay && x->amount.units >= 1'000'000 &&
                  std::ranges::all_of(mine, [&](const Order* y) { return y->ordered_at <= x->ordered_at; });
         });
       }},
      {R"({"op":"last_order","status":"pending"})", "the last order was, in a pending order",
       [](const auto&, const Orders& o) {
         const Orders mine = those(o, counted);
         return std::ranges::any_of(mine, [&](const Order* x) {
           return x->status == OrderStatus::kPending &&
                  std::ranges::all_of(mine, [&](const Order* y) { return y->ordered_at <= x->ordered_at; });
         });
       }},
      {R"({"op":"then","first":{"category":"shoes"},"later":{"within":"30d"}})",
       "ordered an item of category \"shoes\" and later ordered in the last 30 days",
       [](const auto&, const Orders& o) {
         const Orders mine = those(o, counted);
         return std::ranges::any_of(mine, [&](const Order* x) {
           return has_shoes(*x) && std::ranges::any_of(mine, [&](const Order* y) {
                    return recent(*y, 30) && y->ordered_at > x->ordered_at;
                  });
         });
       }},
      {R"({"op":"spend_ratio","within":"30d","before_that":"60d","is":{"gte":0.5}})",
       "the spend of the last 30 days over that of the 60 days before is at least 0.5",
       [](const auto&, const Orders& o) {
         const auto now = sum(those(o, [](const Order& x) { return counted(x) && recent(x, 30); }));
         const auto before =
             sum(those(o, [](const Order& x) { return counted(x) && recent(x, 90) && !recent(x, 30); }));
         return before > 0 && now * 2 >= before;
       }},
      {R"({"op":"spend_ratio","within":"30d","before_that":"60d","is":{"ne":0}})",
       "the spend of the last 30 days over that of the 60 days before is not 0",
       [](const auto&, const Orders& o) {
         const auto now = sum(those(o, [](const Order& x) { return counted(x) && recent(x, 30); }));
         const auto before =
             sum(those(o, [](const Order& x) { return counted(x) && recent(x, 90) && !recent(x, 30); }));
         return before == 0 || now != 0;
       }},
      {R"({"op":"days_between_orders","is":{"gt":1,"lte":30.5}})",
       "the mean number of days between orders is more than 1 and at most 30.5",
       [](const store::Customer& c, const Orders&) {
         if (c.order_count < 2) return false;
         const auto elapsed = 2 * (*c.last_order_at - *c.first_order_at);
         return elapsed > 2 * (c.order_count - 1) * kDay && elapsed <= 61 * (c.order_count - 1) * kDay;
       }},
  };
  return all;
}

TEST(OrderOperators, select_whom_plain_code_selects) {
  testing::Chance chance(20);
  const auto shop = testing::random_shop(chance, 300, kNow);
  for (const Case& c : cases()) {
    const auto rule = testing::compiled(c.rule, kNow);
    std::size_t selected = 0;
    for (const auto& customer : shop.customers) {
      const bool wanted = c.holds(customer, shop.orders_of(customer.id));
      selected += wanted ? 1 : 0;
      ASSERT_EQ(holds(rule->where, testing::ShopRecord(shop, customer), kNow), wanted)
          << c.rule << " customer " << customer.id;
    }
    EXPECT_GT(selected, 0U) << c.rule;
    EXPECT_LT(selected, shop.customers.size()) << c.rule;
  }
}

TEST(OrderOperators, describe_themselves_in_regular_words) {
  for (const Case& c : cases()) EXPECT_EQ(testing::compiled(c.rule, kNow)->explanation, c.words) << c.rule;
}

TEST(OrderOperators, know_the_calendar_of_the_organisation) {
  // Where it is 2025-03-01 already in India: a Saturday, in the first quarter.
  const std::int64_t now = at("2025-02-28T20:00:00Z");
  struct Edge {
    std::string period, first, last;
  };
  for (const Edge& e : std::vector<Edge>{{"today", "2025-02-28T18:30:00Z", "2025-03-01T18:29:59Z"},
                                         {"yesterday", "2025-02-27T18:30:00Z", "2025-02-28T18:29:59Z"},
                                         {"this_week", "2025-02-23T18:30:00Z", "2025-03-02T18:29:59Z"},
                                         {"last_week", "2025-02-16T18:30:00Z", "2025-02-23T18:29:59Z"},
                                         {"this_month", "2025-02-28T18:30:00Z", "2025-03-31T18:29:59Z"},
                                         {"last_month", "2025-01-31T18:30:00Z", "2025-02-28T18:29:59Z"},
                                         {"this_quarter", "2024-12-31T18:30:00Z", "2025-03-31T18:29:59Z"},
                                         {"last_quarter", "2024-09-30T18:30:00Z", "2024-12-31T18:29:59Z"},
                                         {"this_year", "2024-12-31T18:30:00Z", "2025-12-31T18:29:59Z"},
                                         {"last_year", "2023-12-31T18:30:00Z", "2024-12-31T18:29:59Z"}}) {
    const auto rule =
        testing::compiled(R"({"op":"ordered","period":")" + e.period + "\"}", now, "Asia/Kolkata");
    const auto ordered_at = [&](std::int64_t us) {
      testing::Shop shop;
      shop.customers.resize(1);
      shop.customers[0].id = 1;
      shop.orders.resize(1);
      shop.orders[0].customer_id = 1;
      shop.orders[0].ordered_at = us;
      return holds(rule->where, testing::ShopRecord(shop, shop.customers[0]), now);
    };
    EXPECT_TRUE(ordered_at(at(e.first))) << e.period;
    EXPECT_FALSE(ordered_at(at(e.first) - 1)) << e.period;
    EXPECT_TRUE(ordered_at(at(e.last))) << e.period;
    EXPECT_FALSE(ordered_at(at(e.last) + 1'000'000)) << e.period;
  }
}

TEST(OrderOperators, refuse_with_the_member_at_fault) {
  const std::vector<std::pair<std::string, std::string>> faults = {
      {R"({"op":"ordered","within":"90"})", "/within"},
      {R"({"op":"ordered","within":"0d"})", "/within"},
      {R"({"op":"ordered","count":{}})", "/count"},
      {R"({"op":"ordered","count":{"gte":"many"}})", "/count/gte"},
      {R"({"op":"ordered","count":2})", "/count"},
      {R"({"op":"ordered","status":"lost"})", "/status"},
      {R"({"op":"ordered","status":["lost"]})", "/status/0"},
      {R"({"op":"ordered","since":"2025-13-01"})", "/since"},
      {R"({"op":"ordered","on":"9999-01-01"})", "/on"},
      {R"({"op":"ordered","period":"this_decade"})", "/period"},
      {R"({"op":"ordered","category":[]})", "/category"},
      {R"({"op":"ordered","item":{"weight":{"gt":1}}})", "/item/weight"},
      {R"({"op":"order_sum","within":"90d"})", "/is"},
      {R"({"op":"then","first":{}})", "/later"},
      {R"({"op":"then","first":{"within":"1 day"},"later":{}})", "/first/within"},
      {R"({"op":"spend_ratio","within":"90d","before_that":"90d","is":{"gt":0.333333333}})", "/is"},
      {R"({"op":"days_between_orders","is":{"gt":1e9}})", "/is"}};
  for (const auto& [rule, pointer] : faults) {
    const auto result = testing::compile(rule, kNow);
    const auto* issues = std::get_if<Issues>(&result);
    ASSERT_NE(issues, nullptr) << rule;
    EXPECT_EQ(issues->front().pointer, pointer) << rule << ": " << issues->front().detail;
  }
}

TEST(OrderOperators, have_examples_that_say_what_their_words_say) {
  for (const auto& info : testing::compiler().operators()) {
    if (info.plugin != "orders") continue;
    EXPECT_FALSE(info.examples.empty()) << info.name;
    for (const auto& [leaf, words] : info.examples)
      EXPECT_EQ(testing::compiled(leaf, kNow)->explanation, words) << leaf;
  }
}

}  // namespace
}  // namespace carillon::audience
