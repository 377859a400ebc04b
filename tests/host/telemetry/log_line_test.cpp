#include "telemetry/log_line.h"

#include <fstream>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/json.h"

namespace carillon::log {
namespace {

std::string noise(std::mt19937& random) {
  std::string out;
  for (auto n = random() % 40; n > 0; --n) out += static_cast<char>(random() % 256);
  return out;
}

TEST(LogLine, human_text_shows_fields_and_quotes_what_needs_it) {
  EXPECT_EQ(human_line("started", {{"port", "8080"}, {"name", "a b"}, {"empty", ""}}),
            R"(started port=8080 name="a b" empty="")");
}

TEST(LogLine, json_has_time_level_message_and_fields) {
  EXPECT_EQ(json_line(1'700'000'000'000'000, Level::kWarn, "slow", {{"ms", "12"}}),
            R"({"ts":"2023-11-14T22:13:20Z","level":"warn","msg":"slow","ms":"12"})");
}

TEST(LogLine, a_field_cannot_replace_what_every_line_has) {
  const auto line = json::parse(json_line(0, Level::kInfo, "real", {{"msg", "forged"}, {"msg", "again"}}));
  EXPECT_EQ(line.at("msg"), "real");
  EXPECT_EQ(line.at("msg_"), "forged");
  EXPECT_EQ(line.at("msg__"), "again");
}

TEST(LogLine, whatever_is_logged_stays_one_line_of_valid_json) {
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    const std::string message = noise(random);
    const std::string key = noise(random);
    const Fields fields = {{key, noise(random)}};
    const std::string json = json_line(0, Level::kInfo, message, fields);
    EXPECT_TRUE(parse_json(json)) << json;
    for (const auto& line : {json, human_line(message, fields)}) {
      EXPECT_EQ(line.find_first_of("\n\r\x1b"), std::string::npos) << line;
    }
  }
}

TEST(Log, writes_whole_lines_from_many_threads_and_none_below_its_level) {
  std::string name = ::testing::TempDir() + "carillon-log-XXXXXX";
  ::close(::mkstemp(name.data()));
  start({Level::kInfo, true, name});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 100; ++i) {
        info("line", {{"i", std::to_string(i)}});
        debug("hidden");
      }
    });
  }
  for (auto& thread : threads) thread.join();
  start({});
  std::ifstream in(name);
  int lines = 0;
  for (std::string line; std::getline(in, line); ++lines) EXPECT_EQ(json::parse(line).at("msg"), "line");
  EXPECT_EQ(lines, 400);
  ::unlink(name.c_str());
}

TEST(Log, a_file_is_human_without_colours) {
  std::string name = ::testing::TempDir() + "carillon-log-XXXXXX";
  ::close(::mkstemp(name.data()));
  start({Level::kDebug, false, name});
  error("broken", {{"why", "no disk"}});
  start({});
  std::ifstream in(name);
  std::string line;
  ASSERT_TRUE(std::getline(in, line));
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_NE(line.find("error"), std::string::npos) << line;
  EXPECT_TRUE(line.ends_with("broken why=\"no disk\"")) << line;
  ::unlink(name.c_str());
}

}  // namespace
}  // namespace carillon::log
