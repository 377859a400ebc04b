// What every storage does, beyond what the scripts can say.
#include <thread>

#include <gtest/gtest.h>

#include "fresh_store.h"
#include "shop.h"

namespace carillon::conformance {
namespace {

class Behaviour : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store_);
    auto c = customers();
    const crl_collection* all[] = {c.raw()};
    ASSERT_TRUE(succeeded(store_->ensure(all)));
  }
  SessionHandle session() { return std::move(store_->session()).value(); }

  FreshStore store_;
};

TEST_F(Behaviour, keeps_rows_and_finds_them_ignoring_case) {
  auto s = session();
  auto changed = s.mutate(insert({customer(1, "MÜNCHEN", 100), customer(2, "Pune", 200)}).raw());
  ASSERT_TRUE(succeeded(changed));
  EXPECT_EQ(*changed, 2u);
  QuerySpec q{.collection = "customers", .columns = {"id", "city"}};
  Expr e;
  e.compare(CRL_X_EQ_CI, "city", cell::text("münchen"));
  q.where = e;
  auto rows = s.query(q.raw());
  ASSERT_TRUE(succeeded(rows));
  ASSERT_EQ(rows->rows.size(), 1u);
  EXPECT_EQ(rows->rows[0][1].print(), "\"MÜNCHEN\"");
}

TEST_F(Behaviour, pages_neither_repeat_nor_lose_a_row_while_rows_are_inserted) {
  auto reader = session();
  auto writer = session();
  std::vector<Row> rows;
  for (int i = 0; i < 100; ++i) {
    rows.push_back(customer(10 * i, "x", i % 7));
    if (i % 9 == 0) rows.back()[3] = OwnedCell(cell::null(CRL_T_DECIMAL));
  }
  ASSERT_TRUE(succeeded(writer.mutate(insert(rows).raw())));
  for (const std::uint32_t descending : {0u, 1u}) {
    auto q = everyone();
    q.order = {"spend"};
    q.order_desc = {descending};
    q.columns = {"id", "spend"};
    auto whole = reader.query(q.raw());
    ASSERT_TRUE(succeeded(whole));
    q.limit = 7;
    std::vector<std::string> seen;
    int added = 0;
    do {
      const auto page = reader.query(q.raw());
      ASSERT_TRUE(succeeded(page));
      for (const Row& r : page->rows) {
        if (r[1].print() != "99" || r[1].view().is_null != 0) seen.push_back(r[0].print());
      }
      q.cursor = page->cursor;
      ASSERT_TRUE(succeeded(
          writer.mutate(insert({customer(100'000 + descending * 1000 + added++, "new", 990'000)}).raw())));
    } while (!q.cursor.empty() && added < 100);
    std::vector<std::string> expected;
    for (const Row& r : whole->rows) {
      if (r[1].print() != "99") expected.push_back(r[0].print());
    }
    EXPECT_EQ(seen, expected) << "descending: " << descending;
  }
}

TEST_F(Behaviour, refuses_a_cursor_of_another_order) {
  auto s = session();
  ASSERT_TRUE(succeeded(s.mutate(insert({customer(1, "a", 1), customer(2, "b", 2)}).raw())));
  auto q = everyone();
  q.limit = 1;
  q.cursor = s.query(q.raw()).value().cursor;
  ASSERT_FALSE(q.cursor.empty());
  q.order = {"spend"};
  EXPECT_EQ(status_of(s.query(q.raw())), CRL_E_INVALID);
  q.cursor = "not a cursor!";
  EXPECT_EQ(status_of(s.query(q.raw())), CRL_E_INVALID);
}

TEST_F(Behaviour, a_reading_transaction_keeps_its_view_while_another_session_writes) {
  auto reader = session();
  auto writer = session();
  ASSERT_TRUE(succeeded(reader.begin(CRL_TX_READ)));
  EXPECT_EQ(count(reader), 0);
  ASSERT_TRUE(succeeded(writer.mutate(insert({customer(1, "a", 1)}).raw())));
  EXPECT_EQ(count(reader), 0);
  EXPECT_EQ(status_of(reader.mutate(insert({customer(2, "a", 1)}).raw())), CRL_E_STATE);
  ASSERT_TRUE(succeeded(reader.rollback()));
  EXPECT_EQ(count(reader), 1);
}

TEST_F(Behaviour, a_failed_write_leaves_nothing_and_its_transaction_can_only_be_rolled_back) {
  auto s = session();
  auto twice = insert({customer(1, "a", 1), customer(2, "b", 2), customer(1, "c", 3)});
  EXPECT_EQ(status_of(s.mutate(twice.raw())), CRL_E_CONFLICT);
  EXPECT_EQ(count(s), 0);
  ASSERT_TRUE(succeeded(s.begin(CRL_TX_WRITE)));
  EXPECT_EQ(status_of(s.mutate(twice.raw())), CRL_E_CONFLICT);
  EXPECT_EQ(status_of(s.commit()), CRL_E_STATE);
  ASSERT_TRUE(succeeded(s.rollback()));
  EXPECT_EQ(count(s), 0);
}

TEST_F(Behaviour, a_cancelled_query_says_so_and_the_session_goes_on) {
  auto s = session();
  std::vector<Row> rows;
  for (int i = 0; i < 2000; ++i) rows.push_back(customer(i, "x", i));
  ASSERT_TRUE(succeeded(s.mutate(insert(rows).raw())));
  auto q = everyone();
  const Status stopped = s.scan(q.raw(), [&](auto, auto) {
    std::thread([&] { s.cancel(); }).join();
    return true;
  });
  EXPECT_EQ(status_of(stopped), CRL_E_CANCELLED);
  EXPECT_EQ(count(s), 2000);
}

TEST_F(Behaviour, ensure_adds_what_is_missing_and_keeps_what_is_there) {
  auto s = session();
  ASSERT_TRUE(succeeded(s.mutate(insert({customer(1, "ÄPFEL", 1)}).raw())));
  auto wider = customers();
  wider.version = 2;
  wider.fields.push_back({"name", CRL_T_TEXT, CRL_FIELD_REQUIRED | CRL_FIELD_FOLDED, 100});
  wider.fields.push_back({"tags", CRL_T_SET, CRL_FIELD_REQUIRED});
  wider.fields[1].flags |= CRL_FIELD_FOLDED;
  wider.indexes.push_back({{"name"}, false});
  const crl_collection* all[] = {wider.raw()};
  ASSERT_TRUE(succeeded(store_->ensure(all)));
  ASSERT_TRUE(succeeded(store_->ensure(all)));
  auto q = everyone();
  q.columns = {"id", "name", "tags"};
  Expr e;
  e.compare(CRL_X_EQ_CI, "external_id", cell::text("C1"));
  q.where = e;
  const auto rows = s.query(q.raw());
  ASSERT_TRUE(succeeded(rows));
  ASSERT_EQ(rows->rows.size(), 1u);
  EXPECT_EQ(rows->rows[0][1].print() + rows->rows[0][2].print(), "\"\"\"\"");
}

TEST_F(Behaviour, a_query_within_a_query_of_the_same_text_gets_its_own_statement) {
  auto s = session();
  std::vector<Row> rows;
  for (int i = 0; i < 600; ++i) rows.push_back(customer(i, "x", i));
  ASSERT_TRUE(succeeded(s.mutate(insert(rows).raw())));
  auto q = everyone();
  std::size_t outer = 0;
  ASSERT_TRUE(succeeded(s.scan(q.raw(), [&](auto cells, auto) {
    outer += cells.size();
    EXPECT_EQ(count(s), 600);
    return true;
  })));
  EXPECT_EQ(outer, 600u);
}

}  // namespace
}  // namespace carillon::conformance
