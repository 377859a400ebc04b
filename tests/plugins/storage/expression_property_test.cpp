// The storage and the reference must agree, to the row, on random expressions over random rows.
#include <gtest/gtest.h>

#include "fresh_store.h"
#include "storage/agreement.h"

namespace carillon::conformance {
namespace {

class Agreement : public ::testing::TestWithParam<unsigned> {
 protected:
  static void report(const std::vector<std::string>& findings) {
    for (const auto& finding : findings) ADD_FAILURE() << finding;
  }
  FreshStore store_;
};

TEST_P(Agreement, random_predicates_select_the_same_rows) {
  ASSERT_TRUE(store_);
  report(check_predicates(*store_, GetParam()));
}

TEST_P(Agreement, random_values_are_equal) {
  ASSERT_TRUE(store_);
  report(check_values(*store_, GetParam()));
}

TEST_P(Agreement, random_aggregates_by_group_are_equal) {
  ASSERT_TRUE(store_);
  report(check_aggregates(*store_, GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Agreement, ::testing::Range(1u, 5u));

}  // namespace
}  // namespace carillon::conformance
