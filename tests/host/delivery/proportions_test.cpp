#include "delivery/proportions.h"

#include <array>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace carillon::delivery {
namespace {

TEST(Proportions, differ_by_the_intervals_that_newcombe_published) {
  // Table II of the paper, method 10.
  struct Case {
    Share a, b;
    double low, high;
  };
  for (const Case& c : {Case{{56, 70}, {48, 80}, 0.0524, 0.3339}, Case{{9, 10}, {3, 10}, 0.1705, 0.8090},
                        Case{{10, 10}, {0, 20}, 0.6791, 1.0}, Case{{5, 56}, {0, 29}, -0.0381, 0.1926}}) {
    const Interval found = difference_interval(c.a, c.b);
    EXPECT_NEAR(found.low, c.low, 0.0002);
    EXPECT_NEAR(found.high, c.high, 0.0002);
  }
}

TEST(Proportions, intervals_cover_the_truth_about_as_often_as_they_say) {
  std::mt19937_64 random(7);
  int covered = 0;
  constexpr int kRounds = 4'000;
  for (int i = 0; i < kRounds; ++i) {
    std::binomial_distribution<std::int64_t> a(400, 0.05), b(100, 0.03);
    const Interval found = difference_interval({a(random), 400}, {b(random), 100});
    covered += found.low <= 0.02 && 0.02 <= found.high ? 1 : 0;
  }
  EXPECT_GT(covered, kRounds * 93 / 100);
  EXPECT_LT(covered, kRounds * 98 / 100);
}

TEST(Proportions, chances_of_being_best_are_those_of_the_posteriors) {
  const std::array equal{Share{50, 1'000}, Share{50, 1'000}};
  const auto even = chances_of_being_best(equal);
  EXPECT_NEAR(even[0], 0.5, 0.02);
  const std::array clear{Share{50, 1'000}, Share{90, 1'000}, Share{10, 1'000}};
  const auto sure = chances_of_being_best(clear);
  EXPECT_GT(sure[1], 0.99);
  EXPECT_NEAR(std::accumulate(sure.begin(), sure.end(), 0.0), 1, 1e-9);
  EXPECT_EQ(sure, chances_of_being_best(clear)) << "the same shares have the same chances";
  const std::array untried{Share{}, Share{}};
  EXPECT_NEAR(chances_of_being_best(untried)[0], 0.5, 0.02);
}

}  // namespace
}  // namespace carillon::delivery
