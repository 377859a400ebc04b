#include <fstream>

#include <gtest/gtest.h>

#include "temp_store.h"

namespace carillon::conformance {
namespace {

CollectionSpec customers() {
  return {.name = "customers",
          .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY},
                     {"external_id", CRL_T_TEXT, CRL_FIELD_REQUIRED, 64},
                     {"city", CRL_T_TEXT, CRL_FIELD_FOLDED, 100},
                     {"spend", CRL_T_DECIMAL}},
          .indexes = {{{"external_id"}, true}, {{"city"}, false}, {{"spend"}, false}}};
}

Row customer(std::int64_t id, const std::string& city, std::int64_t spend) {
  const std::string external = "c" + std::to_string(id);
  return {OwnedCell(cell::of_int(id)), OwnedCell(cell::text(external)), OwnedCell(cell::text(city)),
          OwnedCell(cell::decimal({spend}))};
}

MutationSpec insert(std::vector<Row> rows) {
  return {
      .collection = "customers", .columns = {"id", "external_id", "city", "spend"}, .rows = std::move(rows)};
}

class Sqlite : public ::testing::Test {
 protected:
  void open(const Settings& settings = {}) {
    auto opened = open_sqlite(folder_.file("t.db"), settings);
    ASSERT_TRUE(succeeded(opened));
    store_ = std::move(opened).value();
    auto c = customers();
    const crl_collection* all[] = {c.raw()};
    ASSERT_TRUE(succeeded(store_->ensure(all)));
  }
  SessionHandle session() { return std::move(store_->session()).value(); }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(Sqlite, keeps_rows_and_finds_them_ignoring_case) {
  open();
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

}  // namespace
}  // namespace carillon::conformance
