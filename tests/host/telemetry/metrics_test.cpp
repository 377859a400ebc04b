#include "telemetry/metrics.h"

#include <cmath>
#include <limits>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

namespace carillon::telemetry {
namespace {

// What a scraper insists on: each family has HELP, then TYPE, then its samples in one block, and counters
// are named so.
void expect_well_formed(const std::string& page) {
  static const std::regex kSample(
      R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="(\\.|[^"\\\n])*"(,[a-zA-Z_][a-zA-Z0-9_]*="(\\.|[^"\\\n])*")*\})? (NaN|[+-]Inf|-?[0-9.e+-]+))re");
  std::istringstream lines(page);
  std::set<std::string> families, samples;
  std::string help, family, type;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP ")) {
      help = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_TRUE(families.insert(help).second) << help << " appears twice";
      EXPECT_GT(line.size(), 8 + help.size()) << "no help: " << line;
    } else if (line.starts_with("# TYPE ")) {
      family = line.substr(7, line.find(' ', 7) - 7);
      type = line.substr(line.rfind(' ') + 1);
      EXPECT_EQ(family, help);
      EXPECT_TRUE(type != "counter" || family.ends_with("_total")) << family;
    } else {
      std::smatch match;
      ASSERT_TRUE(std::regex_match(line, match, kSample)) << line;
      EXPECT_TRUE(match[1].str().starts_with(family)) << line;
      EXPECT_TRUE(samples.insert(line.substr(0, line.rfind(' '))).second) << line << " appears twice";
    }
  }
  EXPECT_TRUE(page.empty() || page.back() == '\n');
}

TEST(Metrics, the_same_name_and_labels_give_the_same_object) {
  Metrics metrics;
  auto& a = metrics.counter("x_total", "X.", {{"a", "1"}, {"b", "2"}});
  EXPECT_EQ(&a, &metrics.counter("x_total", "other help", {{"b", "2"}, {"a", "1"}}));
  EXPECT_NE(&a, &metrics.counter("x_total", "X.", {{"a", "1"}}));
}

TEST(Metrics, shows_help_type_and_values) {
  Metrics metrics;
  metrics.counter("sent_total", "Messages sent.", {{"channel", "sms"}}).add(3);
  metrics.gauge("queue", "Waiting.").set(-1.5);
  metrics.gauge_from("threads", "Alive.", {}, [] { return 4.0; });
  EXPECT_EQ(metrics.page(),
            "# HELP queue Waiting.\n# TYPE queue gauge\nqueue -1.5\n"
            "# HELP sent_total Messages sent.\n# TYPE sent_total counter\nsent_total{channel=\"sms\"} 3\n"
            "# HELP threads Alive.\n# TYPE threads gauge\nthreads 4\n");
}

TEST(Metrics, whatever_the_names_and_labels_the_page_stays_well_formed) {
  Metrics metrics;
  metrics.counter("requests", "No suffix\nand two \\ lines.", {{"path", "a\"b\\c\nd"}}).add(1e300);
  metrics.counter("1 bad-name", "", {{"bad label", ""}}).add();
  metrics.gauge("nan", "N.").set(std::nan(""));
  metrics.gauge("inf", "I.").set(-std::numeric_limits<double>::infinity());
  metrics.gauge("requests_total", "Another type.").set(77);  // the name is taken by a counter
  metrics.histogram("seconds", "S.", {0.1, 1}, {{"route", "/x"}}).observe(0.5);
  const auto page = metrics.page();
  expect_well_formed(page);
  EXPECT_EQ(page.find("77"), std::string::npos);
  EXPECT_NE(page.find(R"(requests_total{path="a\"b\\c\nd"} )"), std::string::npos) << page;
}

TEST(Metrics, a_histogram_counts_each_value_up_to_and_including_its_bound) {
  Metrics metrics;
  auto& h = metrics.histogram("t", "T.", {1, 2});
  for (const double value : {0.5, 1.0, 1.5, 2.0, 3.0, std::nan("")}) h.observe(value);
  EXPECT_EQ(metrics.page(),
            "# HELP t T.\n# TYPE t histogram\n"
            "t_bucket{le=\"1\"} 2\nt_bucket{le=\"2\"} 4\nt_bucket{le=\"+Inf\"} 5\nt_sum 8\nt_count 5\n");
}

TEST(Metrics, nothing_is_lost_when_threads_count_while_a_page_is_made) {
  Metrics metrics;
  constexpr int kThreads = 4;
  constexpr int kRounds = 2000;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      auto& mine = metrics.counter("n_total", "N.", {{"t", std::to_string(t)}});
      auto& shared = metrics.counter("all_total", "All.");
      auto& seconds = metrics.histogram("s", "S.", {0.5});
      for (int i = 0; i < kRounds; ++i) {
        mine.add();
        shared.add();
        seconds.observe(i % 2);
      }
    });
  }
  for (int i = 0; i < 20; ++i) expect_well_formed(metrics.page());
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(metrics.counter("all_total", "").value(), kThreads * kRounds);
  EXPECT_NE(metrics.page().find("s_count 8000"), std::string::npos);
}

}  // namespace
}  // namespace carillon::telemetry
