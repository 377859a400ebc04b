#include "app/cli/plugin_check.h"

#include <gtest/gtest.h>

#include "app/cli/exit_codes.h"
#include "scratch.h"

namespace carillon::cli {
namespace {

class PluginCheck : public testing::Test {
 protected:
  static std::filesystem::path plugin(const std::string& id) {
    const char* folder = std::getenv("CARILLON_PLUGIN_DIR");
    return std::filesystem::path(folder == nullptr ? "." : folder) / (id + ".carillon.so");
  }

  ScratchFolder folder;
  KeptConsole out, err;
};

TEST_F(PluginCheck, runs_the_suite_over_a_storage_and_says_what_it_skips) {
  const auto before = std::filesystem::current_path();
  EXPECT_EQ(run(PluginCheckCommand{plugin("memory"), {}}, out.console, err.console), kOk) << out.text();
  EXPECT_TRUE(out.says("script writes"));
  EXPECT_TRUE(out.says("eight threads that claim rows never share one"));
  EXPECT_TRUE(out.says("its caps say that it forgets when it stops"));
  EXPECT_TRUE(out.says("2 skipped, 0 failed"));
  EXPECT_EQ(std::filesystem::current_path(), before);
}

TEST_F(PluginCheck, fails_below_the_check_that_found_something) {
  const PluginCheckCommand command{plugin("sqlite"), {"path=/proc/no/such/place.db"}};
  EXPECT_EQ(run(command, out.console, err.console), kFailed);
  EXPECT_TRUE(out.says("the store does not open"));
}

TEST_F(PluginCheck, tells_settings_that_the_schema_refuses) {
  EXPECT_EQ(run(PluginCheckCommand{plugin("memory"), {"max_mb=0"}}, out.console, err.console), kFailed);
  EXPECT_TRUE(out.says("max_mb")) << out.text();
}

TEST_F(PluginCheck, sends_a_batch_through_a_channel_that_was_told_of_nobody) {
  EXPECT_EQ(run(PluginCheckCommand{plugin("sms_sim"), {}}, out.console, err.console), kOk) << out.text();
  EXPECT_TRUE(out.says("20 messages to addresses of nobody"));
}

TEST_F(PluginCheck, refuses_what_is_no_plugin_and_what_is_no_setting) {
  const auto file = folder.write("broken.carillon.so", "this is no library");
  EXPECT_EQ(run(PluginCheckCommand{file, {}}, out.console, err.console), kFailed);
  EXPECT_EQ(run(PluginCheckCommand{file, {"colour"}}, out.console, err.console), kUsage);
  EXPECT_TRUE(err.says("key=value"));
}

}  // namespace
}  // namespace carillon::cli
