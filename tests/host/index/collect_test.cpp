// What was collected stands by customer, in whichever parts it came.
#include "index/collect.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "orders_in_memory.h"
#include "world.h"

namespace carillon::index {
namespace {

using testing::Chance;

using testing::Order;
using testing::orders_of;
using testing::Text;

crl_value cell_of(const Text& text) { return text ? cell::text(*text) : cell::null(CRL_T_TEXT); }

Text some_text(Chance& chance, std::size_t kinds) {
  if (chance.one_in(6)) return std::nullopt;
  return "t" + std::to_string(chance.below(kinds));
}

Order some_order(Chance& chance, std::int64_t largest) {
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(chance.below(static_cast<std::size_t>(n)));
  };
  Order out{below(largest), below(4), below(largest), {}};
  for (std::size_t i = chance.below(4); i-- > 0;) {
    std::get<3>(out).emplace_back(some_text(chance, 400), some_text(chance, 5), below(9), below(largest));
  }
  return out;
}

std::int64_t time_of(const Order& order) { return std::get<2>(order); }
bool is_later(const Order& a, const Order& b) { return time_of(a) > time_of(b); }

TEST(Purchases, stand_by_customer_latest_first_in_whichever_parts_they_came) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Chance chance(seed);
    const std::size_t customers = chance.below(40);
    std::vector<Purchases> parts(1 + chance.below(3));
    std::map<RowId, std::vector<Order>> expected;
    for (Purchases& part : parts) {
      // Parts whose numbers are of different widths.
      const std::int64_t largest = std::int64_t{100} << (8 * chance.below(5));
      for (std::size_t n = customers == 0 ? 0 : chance.below(300); n-- > 0;) {
        const auto customer = static_cast<RowId>(chance.below(customers));
        const Order order = some_order(chance, largest);
        const auto place = part.add(customer, std::get<0>(order), std::get<1>(order), std::get<2>(order));
        for (const auto& [sku, category, quantity, price] : std::get<3>(order)) {
          part.add_item(place, {cell_of(sku), cell_of(category), cell::of_int(quantity, CRL_T_DECIMAL),
                                cell::of_int(price, CRL_T_DECIMAL)});
        }
        expected[customer].push_back(order);
      }
    }
    const auto run = together(parts, customers);
    ASSERT_EQ(run.first.size(), customers);
    std::size_t orders = 0;
    for (RowId customer = 0; customer < customers; ++customer) {
      std::vector<Order> stood = orders_of(run, customer);
      ASSERT_TRUE(std::is_sorted(stood.begin(), stood.end(), is_later)) << "seed " << seed;
      std::sort(stood.begin(), stood.end());
      std::sort(expected[customer].begin(), expected[customer].end());
      ASSERT_EQ(stood, expected[customer]) << "seed " << seed;
      orders += expected[customer].size();
    }
    EXPECT_EQ(run.falling, run.table->column("ordered_at"));
    EXPECT_EQ(run.table->size, orders);
    EXPECT_EQ(run.table->column("ordered_at")->values.sketched() != nullptr, orders > 0);
  }
}

TEST(People, are_found_many_at_once_as_one_by_one) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Chance chance(seed);
    People people;
    // Of short ids and of long ones; some come late, some go, and some come again.
    const Id base = chance.one_in(2) ? Id{1} << 58 : 0;
    const std::size_t n = chance.below(400);
    const auto add = [&](Id id) {
      people.append(id);
      for (const Source& source : standing())
        people.table.columns.find(source.column)->second.push(cell::null(source.type));
    };
    for (std::size_t i = 0; i < n; ++i) add(base + static_cast<Id>(3 * i));
    for (std::size_t i = 0; i < n / 4; ++i) {
      const Id id = base + static_cast<Id>(chance.below(3 * n));
      if (const auto row = people.find(id)) {
        people.remove(*row);
        if (chance.one_in(2)) add(id);
      } else {
        add(id);
      }
    }
    std::vector<Id> ids;
    for (std::size_t i = 0; i < 500; ++i) ids.push_back(base + static_cast<Id>(chance.below(3 * n + 9)) - 4);
    std::vector<RowId> rows;
    people.find_all(ids, rows);
    ASSERT_EQ(rows.size(), ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
      ASSERT_EQ(rows[i], people.find(ids[i]).value_or(People::kNobody)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace carillon::index
