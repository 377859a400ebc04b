// The index answers as storage and the reference do, whatever was written before.
#include "index/index.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "index/watch.h"
#include "model.h"
#include "random_expr.h"
#include "sqlite_fixture.h"
#include "world.h"

namespace carillon::index {
namespace {

using store::testing::SqliteStore;
using store::testing::succeeded;
using testing::Chance;
using testing::World;

constexpr std::size_t kEverybody = 1'000'000;
constexpr std::int64_t kDay = 86'400'000'000;

Index::Question about(const Expr& expr, std::int64_t now_us) { return {{&expr}, now_us, kEverybody}; }

// Asks until the index has what the question needs.
std::optional<Index::Answer> ask_patiently(Index& index, const Expr& expr, std::int64_t now_us) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < until) {
    if (auto answer = index.ask(about(expr, now_us))) return answer;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return std::nullopt;
}

// Everything that comes on demand.
void warm(Index& index, std::int64_t now_us) {
  for (const auto* name : {"name", "email", "phone", "external_id"}) {
    Expr e;
    e.compare(CRL_X_EQ_CI, name, cell::text("x"));
    ASSERT_TRUE(ask_patiently(index, e, now_us)) << name;
  }
  for (const auto& [pointer, type] : {std::pair{"/plan", CRL_T_TEXT}, std::pair{"/n", CRL_T_F64}}) {
    Expr e;
    const auto path = e.node(CRL_X_JSON_PATH, static_cast<std::uint32_t>(type),
                             {e.field("attributes", CRL_T_JSON), e.lit(cell::text(pointer))});
    e.node(CRL_X_IS_NULL, CRL_T_BOOL, {path});
    ASSERT_TRUE(ask_patiently(index, e, now_us)) << pointer;
  }
  Expr e;
  e.over(CRL_X_EXISTS, CRL_T_BOOL, "orders", {e.node(CRL_X_AND, CRL_T_BOOL, {})});
  ASSERT_TRUE(ask_patiently(index, e, now_us)) << "orders";
}

std::vector<Id> by_storage(store::Session& session, const Expr& expr, std::int64_t now_us) {
  std::vector<Id> out;
  store::Query query;
  query.collection = "customers";
  query.columns = {"id"};
  query.order = {"id"};
  query.where = &expr;
  query.now_us = now_us;
  EXPECT_TRUE(succeeded(session.query(query, [&](store::Row row) {
    out.push_back(row[0].v.i);
    return true;
  })));
  return out;
}

std::vector<Id> by_reference(const testing::Model& model, const Expr& expr, std::int64_t now_us) {
  const crl_expr view = expr.view();
  auto made = reference::Evaluator::make(view, model.customers, now_us);
  EXPECT_TRUE(succeeded(made));
  std::vector<Id> out;
  if (!made) return out;
  for (const auto& row : model.customers.rows()) {
    if (made->truth(row)) out.push_back(row[0].view().v.i);
  }
  std::sort(out.begin(), out.end());
  return out;
}

class Agreement : public ::testing::TestWithParam<unsigned> {};

TEST_P(Agreement, of_index_storage_and_reference_after_random_writes) {
  Chance chance(GetParam());
  SqliteStore sqlite;
  World world(sqlite.database(), chance, 1);
  world.write(300);
  Index index(sqlite.database(), {64U << 20, 1});
  const SystemClock clock;
  Watch watch(sqlite.database(), index, clock, {});
  watch.start();
  warm(index, world.now_us());
  std::size_t refused = 0;
  std::size_t useful = 0;
  std::size_t asked = 0;
  std::vector<unsigned> questions;
  std::int64_t moment = world.now_us();
  for (int round = 0; round < 16; ++round) {
    world.write(chance.one_in(2) ? 1 : 1 + chance.below(150));
    ASSERT_TRUE(succeeded(sqlite.database().read([&](store::Session& session) -> Status {
      const testing::Model model(session);
      for (int i = 0; i < 25; ++i) {
        // Half of the questions were asked before: since then time has passed, and some customers were
        // written.
        const bool is_old = !questions.empty() && chance.one_in(2);
        if (!is_old) questions.push_back(static_cast<unsigned>(chance.below(1'000'000)));
        Chance same(is_old ? chance.pick(questions) : questions.back());
        moment += static_cast<std::int64_t>(chance.below(3)) * kDay;
        const Expr expr = testing::random_expr(same, moment);
        const auto answer = index.ask(about(expr, moment));
        ++asked;
        if (!answer) {
          ++refused;
          continue;
        }
        const auto expected = by_reference(model, expr, moment);
        EXPECT_EQ(answer->sample, expected) << testing::words(expr);
        EXPECT_EQ(by_storage(session, expr, moment), expected) << testing::words(expr);
        EXPECT_EQ(answer->counts.at(0), static_cast<std::int64_t>(expected.size()));
        EXPECT_EQ(answer->total, static_cast<std::int64_t>(model.customers.rows().size()));
        useful += expected.empty() || expected.size() == model.customers.rows().size() ? 0 : 1;
      }
      return {};
    })));
    if (HasFailure()) break;
  }
  EXPECT_LT(refused * 10, asked) << "the index answers too little";
  EXPECT_GT(useful, asked / 4) << "the questions do not tell customers apart";
}

TEST(Index, loads_again_and_again_while_others_write_and_misses_nothing) {
  Chance chance(21);
  SqliteStore sqlite;
  World world(sqlite.database(), chance, 1);
  world.write(300);
  Index index(sqlite.database(), {64U << 20, 1, false, 16});
  const SystemClock clock;
  Watch watch(sqlite.database(), index, clock, {});
  watch.start();
  const std::int64_t moment = world.now_us();
  store::Changes all;
  all.everything = true;
  for (int round = 0; round < 3; ++round) {
    std::atomic<bool> done{false};
    std::thread noise([&] {
      while (!done) world.write(4);
    });
    index.note(all);
    warm(index, moment);
    done = true;
    noise.join();
    std::size_t answered = 0;
    ASSERT_TRUE(succeeded(sqlite.database().read([&](store::Session& session) -> Status {
      for (int i = 0; i < 20; ++i) {
        const Expr expr = testing::random_expr(chance, moment);
        const auto answer = index.ask(about(expr, moment));
        if (!answer) continue;
        ++answered;
        EXPECT_EQ(answer->sample, by_storage(session, expr, moment)) << testing::words(expr);
      }
      return {};
    })));
    EXPECT_GT(answered, 10U);
    if (HasFailure()) break;
  }
  watch.stop();
}

// Storage that cannot read items now, as many times as is said.
struct Faulty {
  static inline const crl_storage* behind = nullptr;
  static inline std::atomic<int> faults{0};
  crl_storage table;

  explicit Faulty(const crl_storage& sound) : table(sound) {
    behind = &sound;
    table.query = [](void* session, const crl_query* query, const crl_rows_sink* rows,
                     crl_error* error) -> crl_status {
      if (view(query->collection) == "order_items" && faults.fetch_sub(1) > 0) return CRL_E_UNAVAILABLE;
      return behind->query(session, query, rows, error);
    };
  }
};

TEST(Index, reads_orders_after_a_load_of_them_that_storage_broke_off) {
  SqliteStore sqlite;
  Chance chance(4);
  World world(sqlite.database(), chance, 1);
  world.write(100);
  const Faulty faulty(sqlite.table());
  Faulty::faults = 1;
  store::Database database(faulty.table, sqlite.self(), {});
  Index index(database, {64U << 20, 0});
  const SystemClock clock;
  Watch watch(database, index, clock, {});
  watch.start();
  Expr bought;
  bought.over(CRL_X_EXISTS, CRL_T_BOOL, "orders", {bought.node(CRL_X_AND, CRL_T_BOOL, {})});
  EXPECT_TRUE(ask_patiently(index, bought, world.now_us()));
  EXPECT_LE(Faulty::faults, 0) << "no load was broken off";
  watch.stop();
}

TEST(Index, stops_while_it_loads_orders) {
  SqliteStore sqlite;
  Chance chance(5);
  World world(sqlite.database(), chance, 1);
  world.write(300);
  Expr bought;
  bought.over(CRL_X_EXISTS, CRL_T_BOOL, "orders", {bought.node(CRL_X_AND, CRL_T_BOOL, {})});
  for (int round = 0; round < 5; ++round) {
    Index index(sqlite.database(), {64U << 20, 0, false, 1});
    const SystemClock clock;
    Watch watch(sqlite.database(), index, clock, {});
    watch.start();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    // It may be quicker than one who looks.
    const auto began = [&] { return index.counters().wanted > 0 || index.counters().orders > 0; };
    while (!began() && std::chrono::steady_clock::now() < until) {
      index.ask(about(bought, 0));
      std::this_thread::yield();
    }
    EXPECT_TRUE(began());
    watch.stop();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Agreement, ::testing::Values(1U, 2U, 3U, 4U, 5U, 6U));

}  // namespace
}  // namespace carillon::index
