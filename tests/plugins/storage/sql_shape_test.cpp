// The SQL of the kit is the database's to optimise: these tests ask SQLite whether an index serves, which no
// test of results can see.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "sql/cursor.h"
#include "sql/fold.h"
#include "sql/select.h"
#include "sqlite/dialect.h"
#include "sqlite/functions.h"
#include "sqlite/json_pointer.h"
#include "sqlite/schema.h"
#include "storage/spec.h"

namespace carillon::sql {
namespace {

using conformance::CollectionSpec;
using conformance::QuerySpec;

class Plans : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(sqlite3_open(":memory:", &db_), SQLITE_OK);
    ASSERT_TRUE(sqlite::register_functions(db_));
    CollectionSpec customers{.name = "customers",
                             .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY},
                                        {"city", CRL_T_TEXT, CRL_FIELD_FOLDED},
                                        {"spend", CRL_T_DECIMAL},
                                        {"created_at", CRL_T_TIME, CRL_FIELD_REQUIRED}},
                             .indexes = {{{"city"}, false}, {{"spend"}, false}, {{"created_at"}, false}},
                             .relations = {{"orders", "orders", "id", "customer"}}};
    CollectionSpec orders{.name = "orders",
                          .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY},
                                     {"customer", CRL_T_I64},
                                     {"at", CRL_T_TIME, CRL_FIELD_REQUIRED}},
                          .indexes = {{{"customer"}, false}, {{"customer", "at"}, false}},
                          .relations = {{"items", "items", "id", "order"}}};
    CollectionSpec items{.name = "items",
                         .fields = {{"order", CRL_T_I64, CRL_FIELD_KEY}, {"line", CRL_T_I64, CRL_FIELD_KEY}}};
    for (auto* spec : {&customers, &orders, &items}) {
      auto c = read_collection(*spec->raw());
      ASSERT_TRUE(c.ok());
      run(sqlite::create_table(*c));
      for (const Index& index : c->indexes) run(sqlite::create_index(*c, index));
      catalog_.put(std::move(c).value());
    }
  }
  void TearDown() override { sqlite3_close(db_); }

  void run(const std::string& sql) {
    ASSERT_EQ(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db_);
  }

  std::string plan(QuerySpec q) {
    Compiler compiler(sqlite::dialect(), catalog_, 0);
    const auto select = build_select(sqlite::dialect(), catalog_, compiler, q.raw());
    if (!select) return select.error().message;
    const std::string sql = "EXPLAIN QUERY PLAN " + select_text(*select, select->items.size(), 1).sql;
    sqlite3_stmt* s = nullptr;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &s, nullptr) != SQLITE_OK) return sqlite3_errmsg(db_);
    std::string out;
    while (sqlite3_step(s) == SQLITE_ROW) {
      out += reinterpret_cast<const char*>(sqlite3_column_text(s, 3));
      out += '\n';
    }
    sqlite3_finalize(s);
    return out;
  }

  std::string plan_where(std::uint16_t op, std::string_view field, const crl_value& value) {
    Expr e;
    const Expr::Id f =
        e.field(field, field == "city" ? CRL_T_TEXT : (field == "spend" ? CRL_T_DECIMAL : CRL_T_TIME));
    const Expr::Id l = e.lit(value);
    e.node(op, CRL_T_BOOL, {f, l});
    return plan_count(e);
  }

  // Of a count of the customers where this holds.
  std::string plan_count(const Expr& where) {
    Expr count;
    count.over(CRL_X_COUNT, CRL_T_I64, "", {});
    QuerySpec q{.collection = "customers", .where = where};
    q.outputs.push_back(count);
    return plan(q);
  }

  static bool uses(const std::string& plan, const std::string& index) {
    return plan.find("USING INDEX " + index) != std::string::npos ||
           plan.find("USING COVERING INDEX " + index) != std::string::npos;
  }

  ::sqlite3* db_ = nullptr;
  Catalog catalog_;
};

TEST_F(Plans, comparisons_that_ignore_case_use_the_index_of_the_folded_copy) {
  constexpr std::uint16_t kOps[] = {CRL_X_EQ_CI, CRL_X_IN_CI, CRL_X_STARTS_WITH_CI, CRL_X_EQ};
  for (const auto op : kOps) {
    const std::string p = plan_where(op, "city", cell::text("Pune"));
    EXPECT_TRUE(uses(p, "ix_customers__city_ci (")) << op << ": " << p;
  }
}

TEST_F(Plans, numbers_of_another_type_still_use_the_index) {
  EXPECT_TRUE(uses(plan_where(CRL_X_GT, "spend", cell::of_int(10)), "ix_customers__spend (spend>?)"));
  EXPECT_TRUE(uses(plan_where(CRL_X_LE, "spend", cell::real(9.99)), "ix_customers__spend (spend<?)"));
}

TEST_F(Plans, a_condition_beside_a_negated_one_keeps_its_index) {
  Expr e;
  const auto city = e.compare(CRL_X_EQ_CI, "city", cell::text("pune"));
  const auto spend = e.compare(CRL_X_GT, "spend", cell::decimal({1}));
  const auto negated = e.node(CRL_X_NOT, CRL_T_BOOL, {spend});
  e.node(CRL_X_AND, CRL_T_BOOL, {city, negated});
  EXPECT_TRUE(
      uses(plan({.collection = "customers", .columns = {"id"}, .where = e}), "ix_customers__city_ci ("));
}

TEST_F(Plans, related_rows_are_found_by_index) {
  Expr e;
  const auto all = e.node(CRL_X_AND, CRL_T_BOOL, {});
  e.over(CRL_X_EXISTS, CRL_T_BOOL, "orders", {all});
  const std::string p = plan({.collection = "customers", .columns = {"id"}, .where = e});
  EXPECT_TRUE(uses(p, "ix_orders__customer (customer=?)")) << p;
}

// Appends "has at least two orders of those where `related` holds"; answers its id.
Expr::Id has_orders(Expr& e, Expr::Id related) {
  const auto count = e.over(CRL_X_COUNT, CRL_T_I64, "orders", {related});
  return e.node(CRL_X_GE, CRL_T_BOOL, {count, e.lit(cell::of_int(2))});
}

TEST_F(Plans, related_rows_of_which_a_count_of_all_needs_most_are_read_once_as_they_lie) {
  Expr counted;
  has_orders(counted, counted.node(CRL_X_AND, CRL_T_BOOL, {}));
  Expr bought;
  const auto item = bought.over(CRL_X_EXISTS, CRL_T_BOOL, "items", {bought.node(CRL_X_AND, CRL_T_BOOL, {})});
  const auto ordered = bought.over(CRL_X_EXISTS, CRL_T_BOOL, "orders", {item});
  bought.node(CRL_X_NOT, CRL_T_BOOL, {ordered});
  for (const Expr& e : {counted, bought}) {
    const std::string p = plan_count(e);
    EXPECT_NE(p.find("SCAN r1\n"), std::string::npos) << p;
    EXPECT_EQ(p.find("ix_orders"), std::string::npos) << p;
  }
}

TEST_F(Plans, related_rows_are_found_by_index_for_the_few_that_need_them) {
  Expr narrowed;
  const auto at_least_two = has_orders(narrowed, narrowed.node(CRL_X_AND, CRL_T_BOOL, {}));
  const auto city = narrowed.compare(CRL_X_EQ_CI, "city", cell::text("pune"));
  narrowed.node(CRL_X_AND, CRL_T_BOOL, {at_least_two, city});
  EXPECT_NE(plan_count(narrowed).find("(customer=?)"), std::string::npos) << plan_count(narrowed);

  Expr bounded;
  has_orders(bounded, bounded.compare(CRL_X_GT, "at", cell::time(5)));
  EXPECT_NE(plan_count(bounded).find("(customer=? AND at>?)"), std::string::npos) << plan_count(bounded);

  Expr any;
  any.over(CRL_X_EXISTS, CRL_T_BOOL, "orders", {any.node(CRL_X_AND, CRL_T_BOOL, {})});
  EXPECT_NE(plan_count(any).find("(customer=?)"), std::string::npos) << plan_count(any);

  Expr listed;
  has_orders(listed, listed.node(CRL_X_AND, CRL_T_BOOL, {}));
  const std::string p = plan({.collection = "customers", .columns = {"id"}, .where = listed});
  EXPECT_NE(p.find("(customer=?)"), std::string::npos) << p;
}

TEST_F(Plans, a_page_begins_where_its_cursor_says_without_reading_what_came_before) {
  QuerySpec by_key{.collection = "customers", .columns = {"id"}, .limit = 10};
  const crl_value key[] = {cell::of_int(5)};
  by_key.cursor = encode_cursor("customers<id", key);
  EXPECT_NE(plan(by_key).find("(rowid>?)"), std::string::npos) << plan(by_key);

  for (const std::uint32_t descending : {0u, 1u}) {
    QuerySpec by_time{.collection = "customers", .columns = {"id"}, .order = {"created_at"}, .limit = 10};
    by_time.order_desc = {descending};
    const crl_value at[] = {cell::time(7), cell::of_int(5)};
    by_time.cursor =
        encode_cursor(descending != 0 ? "customers>created_at<id" : "customers<created_at<id", at);
    const std::string p = plan(by_time);
    EXPECT_TRUE(uses(p, descending != 0 ? "ix_customers__created_at (created_at<?)"
                                        : "ix_customers__created_at (created_at>?)"))
        << p;
  }
}

TEST(Fold, is_simple_folding_by_code_point) {
  EXPECT_EQ(fold("ABC xyz"), "abc xyz");
  EXPECT_EQ(fold("MÜNCHEN"), "münchen");
  EXPECT_EQ(fold("ΣΊΣΥΦΟΣ"), fold("σίσυφος"));
  EXPECT_EQ(fold("Straße"), "straße");  // full folding would say ss
  EXPECT_EQ(fold("\xff"
                 "A\xc3"),
            "\xff"
            "a\xc3");  // bytes that are no text stay
  EXPECT_EQ(fold(std::string("a\0B", 3)), std::string("a\0b", 3));
}

TEST(JsonPointer, answers_nothing_for_broken_documents) {
  const std::string whole = R"({"a":[1,{"b\"c":"x\u00e9"}],"d":{}})";
  ASSERT_EQ(sqlite::json_at(whole, "/a/1/b\"c"), R"("x\u00e9")");
  EXPECT_EQ(sqlite::json_string(R"("x\u00e9\ud83d\ude00")"), "xé😀");
  for (std::size_t n = 0; n < whole.size(); ++n) {
    for (const char* pointer : {"", "/a", "/a/1", "/a/1/b\"c", "/d/x", "/a/7"}) {
      const auto found = sqlite::json_at(whole.substr(0, n), pointer);
      if (found) (void)sqlite::json_string(*found);  // under sanitizers: no read past the end
    }
  }
}

}  // namespace
}  // namespace carillon::sql
