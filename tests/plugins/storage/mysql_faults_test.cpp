// Servers that take no writes: for a while, or for want of space.
#include <gtest/gtest.h>

#include "mysql_fixture.h"

namespace carillon::conformance {
namespace {

// As a replica is, or a server in the middle of a change of roles.
TEST_F(Mysql, a_server_that_only_reads_is_read_and_takes_writes_again_when_it_may) {
  const std::string plain = "plain_" + database_;
  server_.run("CREATE USER '" + plain + "'@'%' IDENTIFIED BY 'p'");
  server_.run("GRANT ALL ON " + database_ + ".* TO '" + plain + "'@'%'");
  open_shop({{"user", plain}, {"password", std::string("p")}});
  auto s = session();
  ASSERT_TRUE(succeeded(s.mutate(insert({customer(1, "before", 1)}).raw())));
  server_.run("SET GLOBAL read_only = 1");
  const auto refused = s.mutate(insert({customer(2, "meanwhile", 1)}).raw());
  EXPECT_EQ(count(s), 1);
  server_.run("SET GLOBAL read_only = 0");
  ASSERT_EQ(status_of(refused), CRL_E_UNAVAILABLE) << "worth another try, so not an error for good";
  EXPECT_GT(refused.error().retry_after_ms, 0U);
  EXPECT_NE(refused.error().message.find("read-only"), std::string::npos) << refused.error().message;
  EXPECT_TRUE(succeeded(s.mutate(insert({customer(2, "again", 1)}).raw())));
  EXPECT_EQ(count(s), 2);
  server_.run("DROP USER '" + plain + "'@'%'");
}

// A server whose only file may not grow stands for one whose disk is full.
TEST(MysqlFull, says_so_and_holds_nothing_half_written) {
  test::MariaDb server(
      {"--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M:autoextend:max:20M"});
  const std::string database = server.new_database();
  auto store = open_mysql(mysql_settings(server, database));
  ASSERT_TRUE(succeeded(store));
  auto declared = customers();
  const crl_collection* all[] = {declared.raw()};
  ASSERT_TRUE(succeeded((*store)->ensure(all)));
  auto s = std::move((*store)->session()).value();
  std::int64_t stored = 0;
  Status full;
  while (full.ok() && stored < 1'000'000) {
    std::vector<Row> rows;
    for (std::int64_t i = 0; i < 1'000; ++i) rows.push_back(customer(stored + i, std::string(100, 'x'), 1));
    auto batch = insert(rows);
    const auto done = s.mutate(batch.raw());
    if (done) {
      stored += 1'000;
    } else {
      full = done.error();
    }
  }
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().status, CRL_E_FULL) << full.error().message;
  EXPECT_NE(full.error().message.find("no space is left"), std::string::npos) << full.error().message;
  EXPECT_EQ(count(s), stored) << "of the batch that did not fit nothing may stay";
}

}  // namespace
}  // namespace carillon::conformance
