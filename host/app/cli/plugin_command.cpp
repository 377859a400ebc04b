#include "app/cli/plugin_command.h"

#include <ostream>

#include "app/cli/config_command.h"
#include "app/cli/exit_codes.h"
#include "app/cli/installed_plugins.h"
#include "config/value_text.h"

namespace carillon::cli {
namespace {

json::value schema_of(const plugins::Descriptor& plugin) {
  const Result<json::value> schema = parse_json(plugin.config_schema);
  return schema ? *schema : json::value(nullptr);
}

json::value to_json(const plugins::FileReport& report) {
  json::array list;
  for (const plugins::Descriptor& plugin : report.descriptors) {
    list.push_back({{"id", plugin.id},
                    {"kind", plugin.kind},
                    {"name", plugin.name},
                    {"version", plugin.version},
                    {"vendor", plugin.vendor},
                    {"license", plugin.license},
                    {"description", plugin.description},
                    {"config_schema", schema_of(plugin)}});
  }
  json::object object{{"file", report.file}, {"plugins", std::move(list)}};
  if (!report.reason.empty()) object["reason"] = report.reason;
  return object;
}

// "carillon.channel/1" is told as "channel".
std::string kind_of(const plugins::Descriptor& plugin) {
  const std::size_t dot = plugin.kind.rfind('.'), slash = plugin.kind.rfind('/');
  return dot < slash && slash != std::string::npos ? plugin.kind.substr(dot + 1, slash - dot - 1)
                                                   : plugin.kind;
}

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

// One line of what a setting takes: "success_rate  number  default 0.9  share of messages that ...".
void print_setting(std::string_view name, const json::value& schema, bool required, Console& out) {
  std::string line = "      " + std::string(name);
  if (const auto* type = at_pointer(schema, "/type")) line += "  " + text_of(*type);
  if (const auto* choices = at_pointer(schema, "/enum")) line += "  one of " + json::serialize(*choices);
  if (const auto* value = at_pointer(schema, "/default")) line += "  default " + config::value_text(*value);
  if (required) line += "  required";
  out.stream() << line;
  if (const auto* text = at_pointer(schema, "/description"))
    out.stream() << "  " << out.faint(text_of(*text));
  out.stream() << '\n';
}

bool is_required(const json::value& schema, std::string_view name) {
  const json::value* required = at_pointer(schema, "/required");
  if (required == nullptr || !required->is_array()) return false;
  for (const json::value& item : required->get_array()) {
    if (item == json::value(name)) return true;
  }
  return false;
}

void print_settings(const plugins::Descriptor& plugin, Console& out) {
  const json::value schema = schema_of(plugin);
  const json::value* properties = at_pointer(schema, "/properties");
  if (properties == nullptr || !properties->is_object() || properties->get_object().empty()) {
    out.stream() << "    takes no settings\n";
    return;
  }
  out.stream() << "    settings:\n";
  for (const auto& [name, inner] : properties->get_object()) {
    print_setting(name, inner, is_required(schema, name), out);
  }
}

void print(const plugins::FileReport& report, bool in_full, Console& out) {
  if (!report.reason.empty()) {
    out.stream() << out.bad("refused") << "  " << report.file << "\n    " << report.reason << '\n';
    return;
  }
  for (const std::string& note : report.notes)
    out.stream() << out.bad("note") << "  " << report.file << ": " << note << '\n';
  if (in_full) out.stream() << out.good("good") << "  " << report.file << '\n';
  for (const plugins::Descriptor& plugin : report.descriptors) {
    std::string kind = kind_of(plugin);
    if (kind.size() < 10) kind.append(10 - kind.size(), ' ');
    out.stream() << (in_full ? "  " : "") << kind << ' ' << out.bold(plugin.id) << ' ' << plugin.version
                 << "  " << plugin.description << '\n';
    if (!in_full) continue;
    out.stream() << "    by " << plugin.vendor << ", " << plugin.license << '\n';
    print_settings(plugin, out);
  }
}

}  // namespace

int run(const PluginListCommand& command, const std::map<std::string, std::string>& environment, Console& out,
        Console& err) {
  const config::LoadResult result = config::load(command.config, environment, {});
  if (const auto* faults = std::get_if<std::vector<config::Fault>>(&result)) {
    print_faults(*faults, err);
    return kFailed;
  }
  const config::Config& config = std::get<config::Loaded>(result).config;
  const std::vector<plugins::FileReport> reports = InstalledPlugins(config).registry().files();
  if (command.json) {
    json::array list;
    for (const plugins::FileReport& report : reports) list.push_back(to_json(report));
    out.stream() << json::serialize(list) << '\n';
    return kOk;
  }
  for (const plugins::FileReport& report : reports) print(report, false, out);
  if (!reports.empty()) return kOk;
  err.stream() << "no plugins (*.carillon.so) in";
  for (const std::filesystem::path& folder : plugin_folders(config)) err.stream() << ' ' << folder.string();
  err.stream() << "; set plugins.folders or CARILLON_PLUGIN_DIR to where they are\n";
  return kOk;
}

int run(const PluginInspectCommand& command, Console& out, Console& err) {
  const plugins::FileReport report = plugins::inspect(command.file);
  if (command.json) {
    out.stream() << json::serialize(to_json(report)) << '\n';
  } else {
    print(report, true, report.reason.empty() ? out : err);
  }
  return report.reason.empty() ? kOk : kFailed;
}

}  // namespace carillon::cli
