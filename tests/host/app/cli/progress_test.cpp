#include "app/cli/progress.h"

#include <chrono>

#include <gtest/gtest.h>

#include "scratch.h"

namespace carillon::cli {
namespace {

using namespace std::chrono_literals;

TEST(Progress, tells_share_rows_rate_and_what_is_left) {
  KeptConsole console;
  ManualClock clock(0);
  Progress progress(console.console, clock, "orders", 1000);
  clock.advance(2s);
  progress.advance(5000, 250);
  EXPECT_EQ(progress.line(), "orders  25%  5,000 rows  2,500 rows/s  6 s left");
  progress.advance(15000, 750);
  EXPECT_EQ(progress.line(), "orders  100%  20,000 rows  10,000 rows/s");
}

TEST(Progress, draws_on_terminals_only) {
  ManualClock clock(1'000'000);
  KeptConsole file(false), terminal(true);
  for (KeptConsole* console : {&file, &terminal}) {
    Progress progress(console->console, clock, "orders", 10);
    progress.advance(1, 5);
  }
  EXPECT_EQ(file.text(), "");
  EXPECT_TRUE(terminal.says("orders  50%"));
  EXPECT_TRUE(terminal.text().ends_with("\r\033[K")) << "the line is cleared at the end";
}

TEST(Progress, draws_no_more_often_than_ten_times_a_second) {
  ManualClock clock(1'000'000);
  KeptConsole terminal(true);
  Progress progress(terminal.console, clock, "orders", 1'000'000);
  for (int i = 0; i < 1000; ++i) {
    clock.advance(1ms);
    progress.advance(1, 1);
  }
  std::size_t draws = 0;
  const std::string text = terminal.text();
  for (std::size_t at = text.find("orders"); at != std::string::npos; at = text.find("orders", at + 1))
    ++draws;
  EXPECT_GE(draws, 9U);
  EXPECT_LE(draws, 11U);
}

TEST(Progress, groups_digits_and_words_durations) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(duration_text(59'999'999), "59 s");
  EXPECT_EQ(duration_text(125'000'000), "2 min 5 s");
  EXPECT_EQ(duration_text(4'320'000'000), "1 h 12 min");
}

}  // namespace
}  // namespace carillon::cli
