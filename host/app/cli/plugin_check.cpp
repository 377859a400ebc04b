#include "app/cli/plugin_check.h"

#include <array>
#include <charconv>
#include <ostream>
#include <system_error>

#include <stdlib.h>

#include <carillon/abi/queue.h>
#include <carillon/abi/storage.h>

#include "app/cli/check_report.h"
#include "app/cli/exit_codes.h"
#include "base/clock.h"
#include "base/json.h"
#include "channel/suite.h"
#include "plugins/host_services.h"
#include "plugins/json_schema.h"
#include "plugins/registry.h"
#include "queue/suite.h"
#include "storage/suite.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace carillon::cli {
namespace {

namespace fs = std::filesystem;

// A new folder that is the working one until the object goes, and then goes with it.
class WorkFolder {
 public:
  WorkFolder() : before_(fs::current_path()) {
    std::string name = (fs::temp_directory_path() / "carillon-check-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw std::system_error(errno, std::generic_category(), "no temporary folder " + name);
    path_ = name;
    fs::current_path(path_);
  }
  ~WorkFolder() {
    std::error_code ignored;
    fs::current_path(before_, ignored);
    fs::remove_all(path_, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path before_, path_;
};

// "true", "12" and "0.5" are what they look like; everything else is a text.
json::value setting_of(const std::string& text) {
  const Result<json::value> parsed = parse_json(text);
  return parsed && (parsed->is_bool() || parsed->is_number() || parsed->is_array() || parsed->is_object())
             ? *parsed
             : json::value(json::string(text));
}

conformance::Settings flat(const json::object& settings) {
  conformance::Settings out;
  for (const auto& [name, value] : settings) {
    if (value.is_bool()) out[name] = value.get_bool();
    if (value.is_int64()) out[name] = value.get_int64();
    if (value.is_double()) out[name] = value.get_double();
    if (value.is_string()) out[name] = std::string(value.get_string());
  }
  return out;
}

class Checker {
 public:
  Checker(fs::path file, json::object settings, CheckReport& report)
      : file_(std::move(file)), settings_(std::move(settings)), report_(report) {}

  void run(const plugins::Descriptor& plugin) {
    if (!plugin.note.empty()) {
      report_.failed("kind", plugin.kind, {plugin.note});
      return;
    }
    report_.ok("descriptor", plugin.id + " " + plugin.version + ", " + plugin.kind);
    const auto schema = plugins::JsonSchema::compile(plugin.config_schema);
    if (!schema) {
      report_.failed("schema", "its settings cannot be checked", {schema.error().message});
      return;
    }
    json::value settings = settings_;
    schema->apply_defaults(settings);
    std::vector<std::string> findings;
    for (const Issue& issue : schema->check(settings))
      findings.push_back(issue.pointer + ": " + issue.detail);
    const std::string shown = json::serialize(settings);
    if (!findings.empty()) {
      report_.failed("settings", "give what is missing with --set key=value", findings);
      return;
    }
    report_.ok("settings", settings_.empty() ? "its schema is one, and its defaults suffice"
                                             : "its schema is one, and takes those given");
    if (plugin.kind == CRL_STORAGE_ID)
      storage(plugin, settings.as_object());
    else
      instance(plugin);
  }

 private:
  void storage(const plugins::Descriptor& plugin, const json::object& settings) {
    const conformance::Subject subject{file_.string(), plugin.id, flat(settings)};
    conformance::run_suite(
        subject, [&](const conformance::Check& check) { report_.begins(check.name); },
        [&](const conformance::Outcome& outcome) {
          const auto& check = outcome.check;
          if (outcome.skipped)
            report_.skipped(check.name, "its caps say that it forgets when it stops");
          else if (outcome.findings.empty())
            report_.ok(check.name, check.promises);
          else
            report_.failed(check.name, check.promises, outcome.findings);
        });
  }

  // From a copy in a folder of its own, so that no other file's plugin is taken for it.
  void instance(const plugins::Descriptor& plugin) {
    const WorkFolder folder;
    const std::array folders{folder.path()};
    fs::copy_file(file_, folder.path() / file_.filename());
    SystemClock clock;
    telemetry::Metrics metrics;
    plugins::HostServices services(clock, metrics, {});
    plugins::Registry registry(services);
    registry.scan(folders);
    conformance::ChannelSink sink;
    const bool sends = plugin.kind == CRL_CHANNEL_ID;
    auto made = registry.create(plugin.kind, plugin.id, "check", settings_, sends ? sink.table() : nullptr);
    if (!made) {
      report_.failed("create", "an instance is made", {made.error().message});
      return;
    }
    plugins::Instance& instance = **made;
    report_.ok("create", "an instance is made");
    if (!tried("start", "it starts", instance.start())) return;
    const bool well = tried("health", "it says that it is well", instance.health());
    if (instance.interface() == nullptr)
      report_.failed("interface", plugin.kind, {"get_interface() answers nothing for the kind it declares"});
    else
      report_.ok("interface", plugin.kind + " is complete");
    if (sends && instance.interface() != nullptr) send(instance, sink);
    if (plugin.kind == CRL_QUEUE_ID && well && instance.interface() != nullptr) queue(instance);
    instance.drain(1000);
    instance.stop();
    report_.ok("stop", "it stops");
  }

  void queue(const plugins::Instance& instance) {
    const auto& table = *static_cast<const crl_queue*>(instance.interface());
    for (const auto& check : conformance::queue_checks()) {
      report_.begins(check.name);
      const auto findings = check.run(table, instance.self());
      if (findings.empty())
        report_.ok(check.name, check.promises);
      else
        report_.failed(check.name, check.promises, findings);
    }
  }

  // With settings it may be an account somewhere, and messages cost money.
  void send(plugins::Instance& instance, conformance::ChannelSink& sink) {
    if (!settings_.empty()) {
      report_.skipped("send",
                      "nothing is sent with settings that were given: they may be somebody's account");
      return;
    }
    const auto lock = instance.serial();
    conformance::ChannelUnderTest channel{*static_cast<const crl_channel*>(instance.interface()),
                                          instance.self(), sink, [&] { instance.stop(); }, lock.owns_lock()};
    for (const auto& check : conformance::channel_checks()) {
      report_.begins(check.name);
      const auto findings = check.run(channel);
      if (findings.empty())
        report_.ok(check.name, check.promises);
      else
        report_.failed(check.name, check.promises, findings);
    }
  }

  bool tried(std::string_view check, std::string_view what, const Status& status) {
    if (status.ok())
      report_.ok(check, what);
    else
      report_.failed(check, what, {status.error().message});
    return status.ok();
  }

  const fs::path file_;
  const json::object settings_;
  CheckReport& report_;
};

}  // namespace

int run(const PluginCheckCommand& command, Console& out, Console& err) {
  log::start({log::Level::kError, false, {}});
  json::object settings;
  for (const std::string& word : command.settings) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0) {
      err.stream() << "carillon: --set has \"" << word << "\", expected key=value\n";
      return kUsage;
    }
    settings[word.substr(0, equals)] = setting_of(word.substr(equals + 1));
  }
  std::error_code error;
  const fs::path file = fs::canonical(command.file, error);
  CheckReport report(out);
  const plugins::FileReport found = plugins::inspect(error ? command.file : file);
  if (!found.reason.empty()) {
    report.failed("file", found.file, {found.reason});
    return kFailed;
  }
  report.ok("file", found.file);
  {
    const WorkFolder folder;
    for (const plugins::Descriptor& plugin : found.descriptors) Checker(file, settings, report).run(plugin);
  }
  report.sum_up();
  return report.good() ? kOk : kFailed;
}

}  // namespace carillon::cli
