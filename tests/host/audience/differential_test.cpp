// Storage and the in-memory evaluator select the same customers, whatever the rule.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audience/evaluator.h"
#include "base/time_text.h"
#include "operator_plugins.h"
#include "random_people.h"
#include "store/customers.h"
#include "store/sqlite_fixture.h"

namespace carillon::audience {
namespace {

using store::testing::succeeded;
using testing::Chance;

class StorageAndMemory : public ::testing::TestWithParam<const char*> {};

TEST_P(StorageAndMemory, select_the_same_customers_by_random_rules) {
  const std::int64_t now = *parse_time(GetParam());
  Chance chance(static_cast<unsigned>(now / 1'000'000));
  const auto people = testing::random_customers(chance, 250, now);
  store::testing::SqliteStore sqlite;
  ASSERT_TRUE(succeeded(sqlite.database().write(
      [&](store::Session& session) { return store::insert_customers(session, people); })));
  const std::vector<std::string> zones = {"UTC", "Asia/Kolkata", "America/New_York"};
  std::size_t selected = 0;
  std::size_t useful = 0;
  for (int round = 0; round < 250; ++round) {
    const json::value rule = testing::random_rule(chance, 3);
    const auto result = testing::compiler(chance.pick(zones)).compile(rule, now);
    ASSERT_EQ(result.index(), 0U) << json::serialize(rule) << "\n" << std::get<Issues>(result)[0].detail;
    const auto& compiled = *std::get<0>(result);
    std::vector<Id> in_memory;
    for (const auto& person : people) {
      if (holds(compiled.where, CustomerRecord(person), now)) in_memory.push_back(person.id);
    }
    std::vector<Id> in_storage;
    std::int64_t counted = 0;
    ASSERT_TRUE(succeeded(sqlite.database().read([&](store::Session& session) -> Status {
      const auto n = count(session, compiled);
      if (!n) return n.error();
      counted = *n;
      return scan(session, compiled, [&](const store::Customer& customer) {
        in_storage.push_back(customer.id);
        return true;
      });
    }))) << json::serialize(rule);
    ASSERT_EQ(in_storage, in_memory) << json::serialize(rule);
    ASSERT_EQ(counted, static_cast<std::int64_t>(in_memory.size())) << json::serialize(rule);
    selected += in_memory.size();
    useful += in_memory.empty() || in_memory.size() == people.size() ? 0 : 1;
  }
  EXPECT_GT(selected, 0U);
  EXPECT_GT(useful, 50U) << "the rules do not tell customers apart";
}

INSTANTIATE_TEST_SUITE_P(Nows, StorageAndMemory,
                         ::testing::Values("2025-11-21T10:00:00Z", "2024-02-29T00:00:00Z",
                                           "2025-02-28T23:59:59Z", "2023-12-31T20:00:00Z",
                                           "2025-08-31T12:00:00Z"));

}  // namespace
}  // namespace carillon::audience
