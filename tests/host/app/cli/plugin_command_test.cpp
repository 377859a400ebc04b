#include "app/cli/plugin_command.h"

#include <gtest/gtest.h>

#include "app/cli/exit_codes.h"
#include "base/json.h"
#include "scratch.h"

namespace carillon::cli {
namespace {

class PluginCommands : public testing::Test {
 protected:
  PluginCommands() { ::setenv("CARILLON_PLUGIN_DIR", folder.path().c_str(), 1); }

  ScratchFolder folder;
  KeptConsole out, err;
};

TEST_F(PluginCommands, list_says_where_plugins_were_looked_for_when_there_are_none) {
  EXPECT_EQ(
      run(PluginListCommand{}, {{"CARILLON__PLUGINS__FOLDERS", "/no/such/folder"}}, out.console, err.console),
      kOk);
  EXPECT_TRUE(err.says(folder.path().string()));
  EXPECT_TRUE(err.says("/no/such/folder"));
  EXPECT_EQ(out.text(), "");
}

TEST_F(PluginCommands, list_and_inspect_tell_why_a_file_is_refused) {
  const auto file = folder.write("broken.carillon.so", "this is no library");
  EXPECT_EQ(run(PluginListCommand{}, {}, out.console, err.console), kOk);
  EXPECT_TRUE(out.says("refused")) << out.text();
  EXPECT_TRUE(out.says("broken.carillon.so"));
  EXPECT_EQ(run(PluginInspectCommand{file, false}, out.console, err.console), kFailed);
  EXPECT_TRUE(err.says("refused"));
}

TEST_F(PluginCommands, speak_json_when_asked) {
  const auto file = folder.write("broken.carillon.so", "this is no library");
  EXPECT_EQ(run(PluginInspectCommand{file, true}, out.console, err.console), kFailed);
  const Result<json::value> report = parse_json(out.text());
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->at("reason").is_string());
  KeptConsole list;
  EXPECT_EQ(run(PluginListCommand{{}, true}, {}, list.console, err.console), kOk);
  EXPECT_EQ(parse_json(list.text())->as_array().size(), 1U);
}

TEST_F(PluginCommands, fail_with_the_configuration) {
  EXPECT_EQ(run(PluginListCommand{}, {{"CARILLON__BOGUS", "1"}}, out.console, err.console), kFailed);
  EXPECT_TRUE(err.says("CARILLON__BOGUS"));
}

}  // namespace
}  // namespace carillon::cli
