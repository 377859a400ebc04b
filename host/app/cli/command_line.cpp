#include "app/cli/command_line.h"

#include <algorithm>
#include <charconv>
#include <ostream>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/cli/exit_codes.h"
#include "base/nearest.h"

namespace carillon::cli {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  carillon serve                                      without a file: SQLite in ./data, simulated "
    "channels\n"
    "  carillon serve --config carillon.toml --port 9090   an option wins over the environment and the file\n"
    "  carillon import --customers customers.csv --orders orders.ndjson\n"
    "  carillon config check --config carillon.toml        every fault, by line and key\n"
    "  carillon config show                                every value and where it comes from\n"
    "  carillon plugin list                                what can be put into carillon.toml\n"
    "  carillon plugin check ./mine.carillon.so            before a host trusts it\n"
    "  carillon storage check --repair                     sums that do not add up, found and mended\n"
    "  carillon storage copy --from sqlite --to mysql      outgrow the default and keep everything\n"
    "  CARILLON__LOG__LEVEL=debug carillon serve           the environment sets any key\n"
    "\n"
    "Exit codes:\n"
    "  0  done\n"
    "  1  failed; the message says what was found and what to do\n"
    "  2  the command line was not understood\n"
    "  3  an import ended and some of its rows were rejected\n";

void add_config(CLI::App& app, std::optional<std::filesystem::path>& config) {
  app.add_option_function<std::string>(
         "--config", [&config](const std::string& file) { config = file; }, "configuration file (TOML)")
      ->type_name("FILE");
}

std::string port_fault(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool good = error == std::errc() && end == text.data() + text.size();
  return good ? "" : "found \"" + text + "\", expected an integer from 0 to 65535";
}

void add_overrides(CLI::App& app, config::Overrides& overrides) {
  app.add_option_function<std::string>(
         "--data", [&overrides](const std::string& folder) { overrides.data_dir = folder; },
         "folder of everything the host writes (data_dir)")
      ->type_name("DIR");
  app.add_option_function<std::uint16_t>(
         "--port", [&overrides](std::uint16_t port) { overrides.port = port; },
         "port to listen on; 0 takes any free one (http.port)")
      ->type_name("N")
      ->check(port_fault);
}

void add_file(CLI::App& app, const std::string& name, std::optional<std::filesystem::path>& file,
              const std::string& description) {
  app.add_option_function<std::string>(
         name, [&file](const std::string& text) { file = text; }, description)
      ->type_name("FILE")
      ->check(CLI::Validator(CLI::ExistingFile).description(""));
}

void add_map(CLI::App& app, const std::string& name, std::string& map) {
  app.add_option(name, map,
                 "what the columns of a CSV mean: THEIRS:OURS,...; nothing behind the colon leaves one out")
      ->type_name("MAP");
}

std::string path_of(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : path_of(*app.get_parent()) + " " + app.get_name();
}

// A word that no command takes: what was found, what is taken, what was probably meant.
std::string unknown_word(const std::string& word, const CLI::App& app) {
  std::vector<std::string> known;
  const bool is_option = word.starts_with("-");
  if (is_option) {
    for (const CLI::Option* option : app.get_options()) known.push_back(option->get_name());
  } else {
    for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
  }
  std::string text = "found " + word + ", which `" + path_of(app) + "` does not take";
  const std::string meant = carillon::nearest(word, known);
  if (!meant.empty()) return text + "; did you mean " + meant + "?";
  if (!known.empty()) text += "; it takes";
  for (const std::string& name : known) text += " " + name;
  return text;
}

// Every command's options have a place here while the line is read; `chosen` is the one that it named.
class Parser {
 public:
  Parser() : app_("Carillon: customers, audiences and campaigns behind one REST API.", "carillon") {
    app_.require_subcommand(1);
    app_.footer(kExamples);
    app_.set_version_flag("--version", std::string(version()));
    serve();
    import();
    config();
    plugin();
    storage();
    on(app_.add_subcommand("version", "print the version"), [] { return VersionCommand{}; });
  }

  std::variant<Command, int> parse(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) {
        app_.exit(error, out, err);
        return kOk;
      }
      const CLI::App& at = named(app_);
      const std::vector<std::string> rest = at.remaining();
      err << "carillon: " << (rest.empty() ? error.what() : unknown_word(first_of(rest), at)) << "\nRun `"
          << path_of(at) << " --help` to see what it takes.\n";
      return kUsage;
    }
    return *chosen_;
  }

 private:
  template <class Make>
  void on(CLI::App* command, Make make) {
    command->callback([this, make] { chosen_ = Command(make()); });
  }

  void serve() {
    CLI::App* command = app_.add_subcommand("serve", "run the host until it is told to stop (Ctrl-C)");
    add_config(*command, serve_.config);
    add_overrides(*command, serve_.overrides);
    command->footer("Example:\n  carillon serve --config carillon.toml --data /var/lib/carillon\n");
    on(command, [this] { return serve_; });
  }

  void import() {
    CLI::App* command = app_.add_subcommand("import", "send files of customers and orders to a running host");
    add_file(*command, "--customers", import_.customers, "customers: .csv, .ndjson or .jsonl");
    add_file(*command, "--orders", import_.orders, "orders: .csv, .ndjson or .jsonl");
    add_map(*command, "--customers-map", import_.customers_map);
    add_map(*command, "--orders-map", import_.orders_map);
    command->add_option("--url", import_.url, "the running host")->capture_default_str()->type_name("URL");
    command->add_option("--batch-bytes", import_.batch_bytes, "largest request; rows are never split")
        ->capture_default_str()
        ->check(CLI::Range(std::uint64_t{1024}, std::uint64_t{1} << 30))
        ->type_name("N");
    command->footer(
        "Customers go first. A row that was imported before is updated, so an import may be repeated.\n"
        "Example:\n  carillon import --customers customers.csv --orders orders.ndjson --url "
        "http://127.0.0.1:9090\n"
        "  carillon import --customers crm.csv --customers-map 'Client No:external_id,Town:city,Notes:'\n"
        "Exit code 3 says that some rows were rejected; the first of them are listed by line.\n");
    on(command, [this] {
      if (!import_.customers && !import_.orders) {
        throw CLI::RequiredError("import: --customers FILE or --orders FILE");
      }
      return import_;
    });
  }

  void config() {
    CLI::App* group = app_.add_subcommand("config", "check a configuration or show what is in effect");
    group->require_subcommand(1);
    CLI::App* check = group->add_subcommand("check", "tell every fault, by file, line and key");
    CLI::App* show =
        group->add_subcommand("show", "print every value and where it comes from; secrets are masked");
    for (CLI::App* command : {check, show}) {
      add_config(*command, config_.config);
      add_overrides(*command, config_.overrides);
    }
    const auto make = [this](ConfigCommand::What what) {
      ConfigCommand command = config_;
      command.what = what;
      return command;
    };
    on(check, [make] { return make(ConfigCommand::What::kCheck); });
    on(show, [make] { return make(ConfigCommand::What::kShow); });
  }

  void plugin() {
    CLI::App* group = app_.add_subcommand("plugin", "list plugins or look into one file");
    group->require_subcommand(1);
    CLI::App* list =
        group->add_subcommand("list", "the plugins that a host with this configuration would find");
    add_config(*list, plugin_list_.config);
    list->add_flag("--json", plugin_list_.json, "as JSON");
    on(list, [this] { return plugin_list_; });
    CLI::App* inspect =
        group->add_subcommand("inspect", "judge one file and show its plugins and their settings");
    inspect->add_option("file", plugin_inspect_.file, "a *.carillon.so")->required()->type_name("FILE");
    inspect->add_flag("--json", plugin_inspect_.json, "as JSON");
    on(inspect, [this] { return plugin_inspect_; });
    CLI::App* check = group->add_subcommand("check", "try everything that a host will ask of a plugin");
    check->add_option("file", plugin_check_.file, "a *.carillon.so")->required()->type_name("FILE");
    check->add_option("--set", plugin_check_.settings, "a setting for the plugin; may be given again")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->allow_extra_args(false);
    check->footer(
        "A storage runs the whole conformance suite, in collections of its own that it leaves behind: give "
        "it\n"
        "an empty database, or nothing at all when its defaults are files. A queue likewise, in streams of "
        "its\n"
        "own. A channel without settings sends\n"
        "20 messages to addresses of nobody. Exit code 0: every check passed or was skipped for the reason\n"
        "that its line tells; 1: a check failed; 2: the command line was not understood.\n"
        "Example:\n  carillon plugin check ./mine.carillon.so --set path=/tmp/trial.db\n");
    on(check, [this] { return plugin_check_; });
  }

  void storage() {
    using What = StorageCommand::What;
    CLI::App* group = app_.add_subcommand("storage", "look after what is stored");
    group->require_subcommand(1);
    const auto add = [this, group](const char* name, const char* about, What what) {
      CLI::App* command = group->add_subcommand(name, about);
      add_config(*command, storage_.config);
      add_overrides(*command, storage_.overrides);
      on(command, [this, what] {
        storage_.what = what;
        return storage_;
      });
      return command;
    };
    add("status", "what is stored, and how many rows of it", What::kStatus);
    add("migrate", "give the storage the schema of this version; a host does so when it starts",
        What::kMigrate);
    CLI::App* check =
        add("check", "compare totals with orders and counters with messages; find orphans", What::kCheck);
    check->add_flag("--repair", storage_.repair, "mend what can be mended");
    check->footer("Exit code 1 says that something was found and not repaired.\n");
    CLI::App* copy = add("copy", "put everything that one storage holds into another", What::kCopy);
    for (auto [name, value] : {std::pair{"--from", &storage_.from}, std::pair{"--to", &storage_.to}}) {
      copy->add_option(name, *value, "a storage plugin, or the configuration file of a host that uses it")
          ->required()
          ->type_name("PLUGIN|FILE");
    }
    copy->add_flag("--over", storage_.over, "the target is not empty: replace rows of the same keys");
    copy->footer(
        "The plugin that [storage] names has its settings from there; another one has its defaults.\n"
        "Example, with mysql in carillon.toml:\n"
        "  carillon storage copy --from sqlite --to mysql --config carillon.toml\n");
  }

  // The innermost command that the line named: whose help explains the fault.
  static const CLI::App& named(const CLI::App& app) {
    const std::vector<CLI::App*> inner = app.get_subcommands();
    return inner.empty() ? app : named(*inner.front());
  }

  // CLI11 puts the value of an unknown option before it.
  static const std::string& first_of(const std::vector<std::string>& rest) {
    const auto option =
        std::find_if(rest.begin(), rest.end(), [](const auto& word) { return word.starts_with("-"); });
    return option == rest.end() ? rest.front() : *option;
  }

  CLI::App app_;
  std::optional<Command> chosen_;
  ServeCommand serve_;
  ImportCommand import_;
  ConfigCommand config_;
  PluginListCommand plugin_list_;
  PluginInspectCommand plugin_inspect_;
  PluginCheckCommand plugin_check_;
  StorageCommand storage_;
};

}  // namespace

std::variant<Command, int> parse(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  return Parser().parse(argc, argv, out, err);
}

std::string_view version() { return CARILLON_VERSION; }

}  // namespace carillon::cli
