// Storages on a disk without room: a real one, of a few MB.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mysql_store.h"
#include "shop.h"
#include "support/small_disk.h"
#include "temp_store.h"

namespace carillon::conformance {
namespace {

using test::SmallDisk;

std::vector<Row> some_customers(std::int64_t from, std::int64_t count) {
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < count; ++i) rows.push_back(customer(from + i, std::string(100, 'x'), 1));
  return rows;
}

// Fills the store, which is ready, and looks that it says so, keeps what it took and goes on with more room.
void fill_and_go_on(Store& store, const SmallDisk& disk) {
  auto s = std::move(store.session()).value();
  std::int64_t stored = 0;
  Status full;
  while (full.ok() && stored < 1'000'000) {
    const auto rows = some_customers(stored, 1'000);
    const auto done = s.mutate(insert(rows).raw());
    if (done) {
      stored += 1'000;
    } else {
      full = done.error();
    }
  }
  ASSERT_FALSE(full.ok()) << "the disk never became full";
  EXPECT_EQ(full.error().status, CRL_E_FULL) << full.error().message;
  EXPECT_EQ(count(s), stored) << "of the batch that did not fit nothing may stay";
  ASSERT_TRUE(disk.resize(64));
  const auto rows = some_customers(stored, 1'000);
  EXPECT_TRUE(succeeded(s.mutate(insert(rows).raw()))) << "with room again, writes go on without a restart";
  EXPECT_EQ(count(s), stored + 1'000);
}

void ensure_customers(Store& store) {
  auto declared = customers();
  const crl_collection* all[] = {declared.raw()};
  ASSERT_TRUE(succeeded(store.ensure(all)));
}

TEST(FullDisk, stops_sqlite_until_there_is_room) {
  const TempFolder folder;
  const auto path = std::filesystem::path(folder.file("t.db")).parent_path();
  const SmallDisk disk(path, 4);
  if (!disk.mounted()) GTEST_SKIP() << disk.why_not();
  auto store = open_sqlite(folder.file("t.db"));
  ASSERT_TRUE(succeeded(store));
  ensure_customers(**store);
  fill_and_go_on(**store, disk);
  store->reset();
}

TEST(FullDisk, stops_mysql_until_there_is_room) {
  test::MariaDb server;
  const std::string database = server.new_database();
  // The folder of the database alone, so that the server itself has room.
  const SmallDisk disk(std::filesystem::path(server.ask("SELECT @@datadir")) / database, 16);
  if (!disk.mounted()) GTEST_SKIP() << disk.why_not();
  auto store = open_mysql(mysql_settings(server, database));
  ASSERT_TRUE(succeeded(store));
  ensure_customers(**store);
  fill_and_go_on(**store, disk);
  store->reset();
  server.kill();
}

}  // namespace
}  // namespace carillon::conformance
