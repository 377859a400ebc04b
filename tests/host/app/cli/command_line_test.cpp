#include "app/cli/command_line.h"

#include <sstream>
#include <vector>

#include <gtest/gtest.h>

#include "app/cli/exit_codes.h"
#include "scratch.h"

namespace carillon::cli {
namespace {

struct Parsed {
  std::variant<Command, int> result;
  std::string out, err;

  template <class T>
  const T& command() const {
    return std::get<T>(std::get<Command>(result));
  }
  int exit() const { return std::get<int>(result); }
};

Parsed parsed(std::vector<const char*> words) {
  words.insert(words.begin(), "carillon");
  std::ostringstream out, err;
  auto result = parse(static_cast<int>(words.size()), words.data(), out, err);
  return {std::move(result), out.str(), err.str()};
}

TEST(CommandLine, gives_serve_its_options) {
  const auto full = parsed({"serve", "--config", "a.toml", "--data", "/d", "--port", "9090"});
  const auto& serve = full.command<ServeCommand>();
  EXPECT_EQ(serve.config, "a.toml");
  EXPECT_EQ(serve.overrides.data_dir, "/d");
  EXPECT_EQ(serve.overrides.port, 9090);
  const auto bare = parsed({"serve"});
  EXPECT_FALSE(bare.command<ServeCommand>().config);
  EXPECT_FALSE(bare.command<ServeCommand>().overrides.port);
}

TEST(CommandLine, gives_import_its_files) {
  const ScratchFolder folder;
  const std::string customers = folder.write("c.csv", "external_id\n");
  const auto line = parsed({"import", "--customers", customers.c_str(), "--url", "http://127.0.0.1:1"});
  const auto& import = line.command<ImportCommand>();
  EXPECT_EQ(import.customers, customers);
  EXPECT_FALSE(import.orders);
  EXPECT_EQ(import.url, "http://127.0.0.1:1");
}

TEST(CommandLine, gives_the_other_commands) {
  using What = ConfigCommand::What;
  EXPECT_EQ(parsed({"config", "check", "--config", "x"}).command<ConfigCommand>().what, What::kCheck);
  EXPECT_EQ(parsed({"config", "show", "--port", "1"}).command<ConfigCommand>().what, What::kShow);
  EXPECT_EQ(parsed({"config", "show", "--port", "1"}).command<ConfigCommand>().overrides.port, 1);
  EXPECT_TRUE(parsed({"plugin", "list", "--json"}).command<PluginListCommand>().json);
  EXPECT_EQ(parsed({"plugin", "inspect", "x.so"}).command<PluginInspectCommand>().file, "x.so");
  EXPECT_NO_THROW(parsed({"version"}).command<VersionCommand>());
}

TEST(CommandLine, that_is_not_understood_is_a_usage_fault_and_points_to_the_help) {
  const std::vector<std::vector<const char*>> lines = {
      {},
      {"bogus"},
      {"serve", "--prot", "1"},
      {"serve", "--port", "70000"},
      {"serve", "--port", "-1"},
      {"serve", "--port", "http"},
      {"serve", "stray"},
      {"import"},
      {"import", "--customers", "/no/such/file.csv"},
      {"import", "--batch-bytes", "1"},
      {"config"},
      {"plugin", "inspect"},
  };
  for (const auto& line : lines) {
    const Parsed result = parsed(line);
    const std::string words = line.empty() ? "(nothing)" : line.front();
    ASSERT_TRUE(std::holds_alternative<int>(result.result)) << words;
    EXPECT_EQ(result.exit(), kUsage) << words;
    EXPECT_NE(result.err.find("--help"), std::string::npos) << words;
    EXPECT_EQ(result.out, "") << words;
  }
}

TEST(CommandLine, reads_what_to_do_with_the_storage) {
  const auto parsed_copy = parsed({"storage", "copy", "--from", "sqlite", "--to", "new.toml", "--over"});
  const auto& copy = parsed_copy.command<StorageCommand>();
  EXPECT_EQ(copy.what, StorageCommand::What::kCopy);
  EXPECT_EQ(copy.from, "sqlite");
  EXPECT_EQ(copy.to, "new.toml");
  EXPECT_TRUE(copy.over);
  const auto parsed_check = parsed({"storage", "check", "--repair", "--data", "d"});
  const auto& check = parsed_check.command<StorageCommand>();
  EXPECT_EQ(check.what, StorageCommand::What::kCheck);
  EXPECT_TRUE(check.repair);
  EXPECT_EQ(check.overrides.data_dir, "d");
  EXPECT_NE(parsed({"storage", "copy", "--from", "sqlite"}).err.find("--to"), std::string::npos);
}

TEST(CommandLine, proposes_what_was_probably_meant) {
  const std::string option = parsed({"serve", "--prot", "1"}).err;
  EXPECT_NE(option.find("found --prot"), std::string::npos) << option;
  EXPECT_NE(option.find("did you mean --port?"), std::string::npos) << option;
  EXPECT_NE(option.find("`carillon serve --help`"), std::string::npos) << option;
  EXPECT_NE(parsed({"improt"}).err.find("did you mean import?"), std::string::npos);
  EXPECT_NE(parsed({"banana"}).err.find("it takes serve import config plugin storage version"),
            std::string::npos);
  EXPECT_NE(parsed({"config", "chekc"}).err.find("did you mean check?"), std::string::npos);
  EXPECT_NE(parsed({"serve", "--port", "http"}).err.find("found \"http\", expected an integer"),
            std::string::npos);
}

TEST(CommandLine, teaches_by_examples_and_tells_the_exit_codes) {
  const Parsed help = parsed({"--help"});
  EXPECT_EQ(help.exit(), kOk);
  EXPECT_EQ(help.err, "");
  for (const char* words :
       {"serve", "import", "config", "plugin", "version", "Examples:", "Exit codes:", "  3  "}) {
    EXPECT_NE(help.out.find(words), std::string::npos) << words;
  }
  for (const char* command : {"serve", "import", "config", "plugin"}) {
    EXPECT_EQ(parsed({command, "--help"}).exit(), kOk);
    EXPECT_FALSE(parsed({command, "--help"}).out.empty());
  }
  EXPECT_EQ(parsed({"--version"}).out, std::string(version()) + "\n");
}

}  // namespace
}  // namespace carillon::cli
