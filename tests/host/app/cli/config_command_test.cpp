#include "app/cli/config_command.h"

#include <gtest/gtest.h>

#include "app/cli/exit_codes.h"
#include "scratch.h"

namespace carillon::cli {
namespace {

TEST(ConfigCommand, shows_every_value_with_its_origin_and_no_secret) {
  const ScratchFolder folder;
  ConfigCommand command{ConfigCommand::What::kShow,
                        folder.write("c.toml",
                                     "[http]\nport = 9000\n[channels.sms]\nplugin = \"sms_sim\"\n"
                                     "password = \"hunter2\"\n"),
                        {}};
  KeptConsole out, err;
  EXPECT_EQ(run(command, {{"CARILLON__NODE", "3"}}, out.console, err.console), kOk);
  EXPECT_TRUE(out.says("c.toml:2"));
  EXPECT_TRUE(out.says("# environment CARILLON__NODE"));
  EXPECT_TRUE(out.says("# default"));
  EXPECT_TRUE(out.says("channels.sms.password"));
  EXPECT_FALSE(out.says("hunter2"));
  EXPECT_FALSE(out.says("\033")) << "colours belong on terminals";
  EXPECT_EQ(err.text(), "");
}

TEST(ConfigCommand, tells_every_fault_with_its_place) {
  const ScratchFolder folder;
  for (const auto what : {ConfigCommand::What::kCheck, ConfigCommand::What::kShow}) {
    ConfigCommand command{what, folder.write("c.toml", "node = -1\n[http]\nprot = 1\n"), {}};
    KeptConsole out, err;
    EXPECT_EQ(run(command, {}, out.console, err.console), kFailed);
    EXPECT_TRUE(err.says("c.toml:1:8: node: "));
    EXPECT_TRUE(err.says("c.toml:3:1: http.prot: "));
    EXPECT_TRUE(err.says("2 faults"));
    EXPECT_EQ(out.text(), "");
  }
}

TEST(ConfigCommand, finds_plugins_that_are_not_installed_by_the_line_that_names_them) {
  const ScratchFolder folder;
  ConfigCommand command{ConfigCommand::What::kCheck,
                        folder.write("c.toml", "[channels.sms]\nplugin = \"no_such_plugin\"\n"),
                        {}};
  KeptConsole out, err;
  EXPECT_EQ(run(command, {}, out.console, err.console), kFailed);
  EXPECT_TRUE(err.says("c.toml:2: channels.sms.plugin: ")) << err.text();
  EXPECT_TRUE(err.says("no_such_plugin"));
}

TEST(ConfigCommand, paints_on_terminals) {
  const ScratchFolder folder;
  ::unsetenv("NO_COLOR");
  KeptConsole out(true), err(true);
  EXPECT_EQ(run(ConfigCommand{ConfigCommand::What::kShow, {}, {}}, {}, out.console, err.console), kOk);
  EXPECT_TRUE(out.says("\033["));
}

}  // namespace
}  // namespace carillon::cli
