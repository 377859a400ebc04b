#include <array>
#include <cstdint>
#include <limits>

#include "config/keys.h"
#include "config_fixture.h"

namespace carillon::config {
namespace {

using Values = ConfigTest;

TEST_F(Values, are_the_defaults_of_the_struct_without_a_file) {
  const LoadResult result = load(std::nullopt, {}, {});
  const auto& config = std::get<Loaded>(result).config;
  EXPECT_EQ(config.http.port, Config{}.http.port);
  EXPECT_EQ(config.delivery.retry_max_ms, Config{}.delivery.retry_max_ms);
  EXPECT_EQ(config.data_dir, "data");
}

TEST_F(Values, of_the_file_reach_their_members_and_say_their_line) {
  const Loaded loaded = good(
      "node = 7\n"
      "[http]\nport = 9000\n"
      "[plugins]\nhttp_allow_private = true\nfolders = [\"a\", \"b\"]\n"
      "[organisation]\ntimezone = \"Asia/Kolkata\"\n"
      "[ingest]\nqueue_bytes = 8_589_934_592\n");
  EXPECT_EQ(loaded.config.node, 7U);
  EXPECT_EQ(loaded.config.http.port, 9000);
  EXPECT_TRUE(loaded.config.plugins.http_allow_private);
  EXPECT_EQ(loaded.config.plugins.folders, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(loaded.config.organisation.timezone, "Asia/Kolkata");
  EXPECT_EQ(loaded.config.ingest.queue_bytes, 8'589'934'592U);
  EXPECT_EQ(shown(loaded, "http.port")->origin, (folder / "c.toml").string() + ":3");
  EXPECT_EQ(shown(loaded, "http.port")->value, "9000");
  EXPECT_EQ(shown(loaded, "http.address")->origin, "default");
}

TEST_F(Values, win_in_the_order_option_variable_file_default) {
  const std::string_view file = "[http]\nport = 1111\n";
  EXPECT_EQ(good(file).config.http.port, 1111);
  environment["CARILLON__HTTP__PORT"] = "2222";
  Loaded loaded = good(file);
  EXPECT_EQ(loaded.config.http.port, 2222);
  EXPECT_EQ(shown(loaded, "http.port")->origin, "environment CARILLON__HTTP__PORT");
  overrides.port = 3333;
  loaded = good(file);
  EXPECT_EQ(loaded.config.http.port, 3333);
  EXPECT_EQ(shown(loaded, "http.port")->origin, "command line --port");
}

// Every row of the table: its bounds are the first and the last value that is taken.
TEST_F(Values, of_numbers_are_taken_to_the_bounds_and_no_further) {
  for (const Key& key : keys()) {
    if (key.max == 0) continue;
    const std::string path(key.path);
    const auto with = [&path](std::uint64_t number) { return path + " = " + std::to_string(number) + "\n"; };
    const auto fault_of_key = [&](std::uint64_t number) {
      for (const Fault& fault : faults_of(with(number))) {
        if (fault.detail.starts_with("found the integer")) return true;
      }
      return false;
    };
    EXPECT_FALSE(fault_of_key(key.min)) << path;
    EXPECT_FALSE(fault_of_key(key.max)) << path;
    EXPECT_TRUE(fault_of_key(key.max + 1)) << path;
    EXPECT_EQ(fault_of_key(key.min - 1), key.min > 0) << path;
    EXPECT_FALSE(faults_of(path + " = -1\n").empty()) << path;
    EXPECT_FALSE(faults_of(path + " = 1.5\n").empty()) << path;
  }
}

TEST_F(Values, of_each_key_refuse_every_other_type) {
  const std::array<std::string_view, 5> samples = {"true", "12", "\"text\"", "[\"list\"]", "1.5"};
  for (const Key& key : keys()) {
    Config scratch;
    const std::size_t type = key.slot(scratch).index();
    const std::size_t own = type == 0 ? 2 : type == 1 ? 0 : type == 5 ? 3 : 1;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (i == own) continue;
      const Fault fault = only_fault(std::string(key.path) + " = " + std::string(samples[i]) + "\n");
      EXPECT_EQ(fault.key, key.path);
      EXPECT_NE(fault.detail.find("expected"), std::string::npos) << fault.detail;
    }
  }
}

TEST_F(Values, that_contradict_each_other_are_one_fault) {
  const Fault fault = only_fault("[delivery]\nretry_base_ms = 5000\nretry_max_ms = 100\n");
  EXPECT_EQ(fault.key, "delivery.retry_max_ms");
  EXPECT_EQ(fault.line, 3U);
  EXPECT_EQ(only_fault("[delivery]\nretry_base_ms = 70000\n").key, "delivery.retry_base_ms");
}

}  // namespace
}  // namespace carillon::config
