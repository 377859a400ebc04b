// config/carillon.toml and its examples against the table of keys.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/keys.h"
#include "config_fixture.h"

namespace carillon::config {
namespace {

using ShippedExamples = ConfigTest;

std::filesystem::path shipped(std::string_view name) {
  const char* source = std::getenv("CARILLON_SOURCE_DIR");
  return std::filesystem::path(source == nullptr ? "." : source) / "config" / name;
}

Loaded loaded_or_fail(const std::filesystem::path& file,
                      const std::map<std::string, std::string>& environment) {
  LoadResult result = load(file, environment, {});
  if (const auto* faults = std::get_if<std::vector<Fault>>(&result)) {
    for (const Fault& fault : *faults) ADD_FAILURE() << to_text(fault);
    return {};
  }
  return std::get<Loaded>(std::move(result));
}

TEST(ShippedConfig, says_what_is_so_without_it) {
  const Loaded with = loaded_or_fail(shipped("carillon.toml"), {});
  const LoadResult without = load(std::nullopt, {}, {});
  const std::vector<Shown>& defaults = std::get<Loaded>(without).values;
  ASSERT_EQ(with.values.size(), defaults.size());
  for (std::size_t i = 0; i < defaults.size(); ++i) {
    EXPECT_EQ(with.values[i].key, defaults[i].key);
    EXPECT_EQ(with.values[i].value, defaults[i].value) << defaults[i].key;
  }
}

TEST(ShippedConfig, has_every_key_of_the_table_under_a_comment) {
  const Loaded loaded = loaded_or_fail(shipped("carillon.toml"), {});
  std::vector<std::string> lines = {""};
  std::ifstream in(shipped("carillon.toml"));
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  for (const Key& key : keys()) {
    for (const Shown& value : loaded.values) {
      if (value.key != key.path) continue;
      ASSERT_NE(value.origin, "default") << key.path << " is missing in config/carillon.toml";
      std::size_t line = std::stoul(value.origin.substr(value.origin.rfind(':') + 1));
      // A comment may be of several keys that stand together.
      while (line > 0 && !lines[line].empty() && !lines[line].starts_with("#")) --line;
      EXPECT_TRUE(lines[line].starts_with("#")) << key.path << " has no comment";
    }
  }
}

// The examples name secrets, which are put beside a copy of them here.
TEST_F(ShippedExamples, load_when_their_secrets_are_there) {
  std::filesystem::copy(shipped("examples"), folder);
  std::filesystem::create_directory(folder / "secrets");
  write("secrets/sms-eu.txt", "one\n");
  std::size_t examples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    ++examples;
    loaded_or_fail(
        entry.path(),
        {{"SMS_IN_TOKEN", "two"}, {"CARILLON_DB_PASSWORD", "three"}, {"CARILLON_REDIS_PASSWORD", "four"}});
  }
  EXPECT_GE(examples, 3U);
}

}  // namespace
}  // namespace carillon::config
