// The suite that an author of a storage plugin runs, over the storages of this tree.
#include "storage/suite.h"

#include <gtest/gtest.h>

#include "temp_store.h"

namespace carillon::conformance {
namespace {

void passes(const Subject& subject, std::size_t expected_skips) {
  std::size_t ended = 0;
  std::size_t skipped = 0;
  const bool good = run_suite(
      subject, [](const Check&) {},
      [&](const Outcome& outcome) {
        ++ended;
        skipped += outcome.skipped ? 1 : 0;
        for (const auto& finding : outcome.findings) ADD_FAILURE() << outcome.check.name << ": " << finding;
      });
  EXPECT_TRUE(good);
  EXPECT_EQ(ended, checks().size());
  EXPECT_EQ(skipped, expected_skips);
}

TEST(StorageSuite, passes_for_sqlite) {
  const TempFolder folder;
  passes({plugin_file("sqlite"), "sqlite", {{"path", folder.file("suite.db")}, {"synchronous", "NORMAL"}}},
         0);
}

TEST(StorageSuite, passes_for_memory_but_for_what_needs_keeping) {
  passes({plugin_file("memory"), "memory"}, 2);
}

TEST(StorageSuite, fails_every_check_of_a_store_that_refuses_rows) {
  const Subject subject{plugin_file("sqlite"), "sqlite", {{"path", "/proc/no/such/place.db"}}};
  std::size_t failed = 0;
  EXPECT_FALSE(run_suite(
      subject, [](const Check&) {},
      [&](const Outcome& outcome) { failed += outcome.findings.empty() ? 0 : 1; }));
  EXPECT_EQ(failed, checks().size());
}

}  // namespace
}  // namespace carillon::conformance
