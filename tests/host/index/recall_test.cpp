// What is remembered of leaves never shows but in time.
#include "index/recall.h"

#include <vector>

#include <gtest/gtest.h>

#include "index/collect.h"
#include "index/count.h"
#include "random_expr.h"
#include "world.h"

namespace carillon::index {
namespace {

using testing::Chance;

constexpr std::int64_t kDay = 86'400'000'000, kNow = 1'763'712'000'000'000;
constexpr std::size_t kCustomers = 3 * kBatch - 100, kPlenty = 64U << 20;

crl_value some(const Source& source, Chance& chance) {
  if (chance.one_in(8)) return cell::null(source.type);
  if (source.type == CRL_T_TEXT) return cell::text(chance.pick(testing::texts()));
  if (source.type == CRL_T_SET) return cell::text(chance.pick(testing::tags()) + '\x1f', CRL_T_SET);
  if (source.type == CRL_T_BOOL) return cell::boolean(chance.one_in(2));
  if (source.type == CRL_T_I64) return cell::of_int(static_cast<std::int64_t>(chance.below(4)));
  if (source.type == CRL_T_DATE) return cell::date(static_cast<std::int64_t>(chance.below(20'000)) - 5'000);
  const auto days = static_cast<std::int64_t>(chance.below(420));
  if (source.type == CRL_T_TIME) return cell::time(kNow - days * kDay);
  return cell::decimal({days * 100});
}

struct Shop {
  People people;
  Recall recall;
  Crew crew{1};

  explicit Shop(Chance& chance) {
    Purchases purchases;
    for (std::size_t i = 0; i < kCustomers; ++i) add(static_cast<Id>(i + 1), chance);
    for (std::size_t i = 0; i < 3 * kCustomers; ++i) {
      const OrderRow order = some_order(chance);
      const auto place = purchases.add(static_cast<RowId>(chance.below(kCustomers)), order.amount,
                                       order.status, order.ordered_at);
      for (const ItemRow& item : order.items) purchases.add_item(place, item);
    }
    people.table.runs.emplace(kOrders, std::move(purchases).finish(people.table.size));
    for (auto& [name, column] : people.table.columns) column.settle();
  }

  void add(Id id, Chance& chance) {
    people.append(id);
    for (const Source& source : standing())
      people.table.columns.find(source.column)->second.push(some(source, chance));
  }

  static OrderRow some_order(Chance& chance) {
    const auto days = static_cast<std::int64_t>(chance.below(420));
    return {static_cast<std::int64_t>(chance.below(30'000)),
            static_cast<std::int64_t>(chance.below(4)),
            kNow - days * kDay,
            {{cell::text("s1"), cell::text(chance.pick(testing::categories())), cell::decimal({10'000}),
              cell::decimal({20'000})}}};
  }

  void write(Chance& chance) {
    const auto row = static_cast<RowId>(chance.below(people.table.size));
    switch (chance.below(4)) {
      case 0: {
        std::vector<OrderRow> orders;
        for (std::size_t n = chance.below(6); n > 0; --n) orders.push_back(some_order(chance));
        people.touch(row);
        set_orders(people.table.runs.find(kOrders)->second, row, orders);
        return;
      }
      case 1:
        return people.remove(row);
      case 2:
        return add(static_cast<Id>(people.table.size + 1), chance);
      default:
        people.touch(row);
        for (const Source& source : standing())
          people.table.columns.find(source.column)->second.set(row, some(source, chance));
    }
  }

  // Empty: not answered from these columns.
  std::vector<std::int64_t> counts(const std::vector<Expr>& questions, Recall& with, std::size_t budget) {
    std::vector<const Expr*> conditions;
    for (const Expr& question : questions) conditions.push_back(&question);
    Program program;
    Wishes wishes;
    if (!compile(conditions, people.table, kNow, program, wishes)) return {};
    return count(program, people, 0, crew, with, budget).counts;
  }
};

TEST(Recall, never_changes_an_answer_whatever_is_written_and_however_moments_move) {
  Chance chance(11);
  Shop shop(chance);
  std::vector<unsigned> seeds;  // of questions that these columns answer
  for (unsigned seed = 0; seeds.size() < 40; ++seed) {
    Chance of_question(seed);
    Recall nothing;
    if (!shop.counts({testing::random_expr(of_question, kNow)}, nothing, 0).empty()) seeds.push_back(seed);
  }
  std::int64_t moment = kNow;
  for (int round = 0; round < 150; ++round) {
    for (std::size_t n = chance.below(3); n > 0; --n) shop.write(chance);
    moment += static_cast<std::int64_t>(chance.below(3)) * kDay;
    std::vector<Expr> questions;
    for (int i = 0; i < 4; ++i) {
      Chance same(chance.pick(seeds));
      questions.push_back(testing::random_expr(same, moment));
    }
    Recall nothing;
    const auto expected = shop.counts(questions, nothing, 0);
    ASSERT_EQ(expected.size(), questions.size());
    // Sometimes there is room for a few leaves only.
    ASSERT_EQ(shop.counts(questions, shop.recall, round % 10 == 9 ? 10'000 : kPlenty), expected);
  }
}

// An order in the days before a moment.
Expr ordered_since(std::int64_t moment) {
  Expr out;
  out.over(CRL_X_EXISTS, CRL_T_BOOL, "orders", {out.compare(CRL_X_GE, "ordered_at", cell::time(moment))});
  return out;
}

std::size_t known_batches(Shop& shop, const Leaf& leaf) {
  const auto known = shop.recall.of(leaf, 3, kPlenty);
  std::size_t n = 0;
  Said said;
  std::vector<Gap> gaps;
  for (std::size_t batch = 0; batch < 3; ++batch)
    n += known->get(batch, shop.people.version_of(batch), leaf, said, gaps) ? 1 : 0;
  return n;
}

enum class Leaves { kTruths, kValues };

std::size_t known_batches(Shop& shop, const Expr& question, Leaves what = Leaves::kTruths) {
  Program program;
  Wishes wishes;
  EXPECT_TRUE(compile(std::vector<const Expr*>{&question}, shop.people.table, kNow, program, wishes));
  for (const Leaf& leaf : leaves_of(program)) {
    if (leaf.is_value == (what == Leaves::kValues)) return known_batches(shop, leaf);
  }
  ADD_FAILURE() << "no such leaf";
  return 0;
}

TEST(Recall, keeps_a_window_until_it_passes_an_order_and_asks_only_batches_that_were_written) {
  Chance chance(3);
  Shop shop(chance);
  const std::int64_t since = kNow - 100 * kDay;  // orders stand at whole days
  ASSERT_FALSE(shop.counts({ordered_since(since)}, shop.recall, kPlenty).empty());
  EXPECT_EQ(known_batches(shop, ordered_since(since)), 3U);
  EXPECT_EQ(known_batches(shop, ordered_since(since - 1)), 3U);
  EXPECT_EQ(known_batches(shop, ordered_since(since + 1)), 0U);
  EXPECT_EQ(known_batches(shop, ordered_since(since - kDay)), 0U);
  shop.people.touch(kBatch + 5);
  EXPECT_EQ(known_batches(shop, ordered_since(since)), 2U);
  shop.recall.forget();
  EXPECT_EQ(shop.recall.bytes(), 0U);
  EXPECT_EQ(known_batches(shop, ordered_since(since)), 0U);
}

TEST(Recall, keeps_the_last_order_while_the_window_is_edited) {
  Chance chance(5);
  Shop shop(chance);
  ASSERT_FALSE(shop.counts({ordered_since(kNow - 100 * kDay)}, shop.recall, kPlenty).empty());
  const Expr wider = ordered_since(kNow - 300 * kDay);
  EXPECT_EQ(known_batches(shop, wider, Leaves::kTruths), 0U);
  EXPECT_EQ(known_batches(shop, wider, Leaves::kValues), 3U);
  Recall nothing;
  EXPECT_EQ(shop.counts({wider}, shop.recall, kPlenty), shop.counts({wider}, nothing, 0));
  shop.people.touch(5);
  EXPECT_EQ(known_batches(shop, wider, Leaves::kTruths), 2U);
  EXPECT_EQ(known_batches(shop, wider, Leaves::kValues), 2U);
}

// More than an amount spent in a window of days.
Expr spent(std::int64_t days, std::int64_t more_than) {
  Expr out;
  const auto when = out.compare(CRL_X_GE, "ordered_at", cell::time(kNow - days * kDay));
  const auto sum = out.over(CRL_X_SUM, CRL_T_DECIMAL, "orders", {when, out.field("amount", CRL_T_DECIMAL)});
  out.node(CRL_X_GT, CRL_T_BOOL, {sum, out.lit(cell::decimal({more_than}))});
  return out;
}

TEST(Recall, keeps_a_sum_while_the_number_is_edited_that_it_is_compared_with) {
  Chance chance(6);
  Shop shop(chance);
  ASSERT_FALSE(shop.counts({spent(200, 10'000)}, shop.recall, kPlenty).empty());
  EXPECT_EQ(known_batches(shop, spent(200, 20'000), Leaves::kTruths), 0U);
  EXPECT_EQ(known_batches(shop, spent(200, 20'000), Leaves::kValues), 3U);
  EXPECT_EQ(known_batches(shop, spent(150, 20'000), Leaves::kValues), 0U);
  for (const std::int64_t more_than : {20'000, 5'000, 40'000}) {
    Recall nothing;
    EXPECT_EQ(shop.counts({spent(200, more_than)}, shop.recall, kPlenty),
              shop.counts({spent(200, more_than)}, nothing, 0));
  }
}

TEST(Recall, stays_within_its_budget) {
  Chance chance(4);
  Shop shop(chance);
  for (int day = 0; day < 50; ++day) {
    Expr question;
    question.compare(CRL_X_GE, "total_spend", cell::decimal({day}));
    shop.counts({question}, shop.recall, 10'000);
    EXPECT_LE(shop.recall.bytes(), 10'000U);
    EXPECT_GT(shop.recall.bytes(), 0U);
  }
}

}  // namespace
}  // namespace carillon::index
