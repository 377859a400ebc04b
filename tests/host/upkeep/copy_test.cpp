// One store put into another, row by row the same.
#include "upkeep/copy.h"

#include <gtest/gtest.h>

#include "ingest_fixture.h"
#include "store/segments.h"

namespace carillon::upkeep {
namespace {

using ingest::testing::given;
using store::testing::succeeded;

void fill(ingest::testing::Fixture& shop) {
  for (int i = 0; i < 50; ++i) {
    auto person = ingest::testing::customer("c" + std::to_string(i));
    person.name = given(std::string("Zoë \"" + std::to_string(i) + "\""));
    person.tags = given(std::vector<std::string>{"vip", "naïve"});
    person.attributes = given(std::string(R"({"plan":"gold"})"));
    shop.put(std::move(person));
    shop.put(ingest::testing::order("o" + std::to_string(i), "c" + std::to_string(i % 7), 10'000 + i, i));
  }
}

void ignore(std::string_view, std::uint64_t, std::uint64_t) {}

TEST(Copy, carries_every_row_over_as_it_is) {
  ingest::testing::Fixture from, to;
  fill(from);
  std::uint64_t told = 0;
  const auto copied = copy_all(from.sqlite.database(), to.sqlite.database(), false,
                               [&](std::string_view, std::uint64_t rows, std::uint64_t) { told += rows; });
  ASSERT_TRUE(succeeded(copied));
  EXPECT_EQ(*copied, 100U);
  EXPECT_EQ(told, 100U);
  EXPECT_EQ(to.customers(), from.customers());
  EXPECT_EQ(to.orders(), from.orders());
}

TEST(Copy, does_not_mix_into_what_is_there_unless_told_to) {
  ingest::testing::Fixture from, to;
  fill(from);
  ASSERT_TRUE(succeeded(copy_all(from.sqlite.database(), to.sqlite.database(), false, ignore)));
  const auto again = copy_all(from.sqlite.database(), to.sqlite.database(), false, ignore);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().status, CRL_E_CONFLICT);
  EXPECT_NE(again.error().message.find("50 rows of customers"), std::string::npos) << again.error().message;

  from.put(ingest::testing::order("o0", "c0", 99'999, 5));
  ASSERT_TRUE(succeeded(copy_all(from.sqlite.database(), to.sqlite.database(), true, ignore)));
  EXPECT_EQ(to.orders(), from.orders());
  EXPECT_EQ(to.customers(), from.customers());
}

}  // namespace
}  // namespace carillon::upkeep
