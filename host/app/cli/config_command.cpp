#include "app/cli/config_command.h"

#include <algorithm>
#include <ostream>

#include "app/cli/exit_codes.h"
#include "app/cli/installed_plugins.h"
#include "app/cli/settings_check.h"

namespace carillon::cli {
namespace {

void show(const config::Loaded& loaded, Console& out) {
  std::size_t key_width = 0, value_width = 0;
  for (const config::Shown& value : loaded.values) {
    key_width = std::max(key_width, value.key.size());
    value_width = std::max(value_width, std::min<std::size_t>(value.value.size(), 40));
  }
  for (const config::Shown& value : loaded.values) {
    std::string line = value.key;
    line.append(key_width - value.key.size(), ' ');
    line += " = " + value.value;
    line.append(value_width - std::min(value_width, value.value.size()), ' ');
    out.stream() << line << "  " << out.faint("# " + value.origin) << '\n';
  }
}

std::string counted(std::size_t n, const std::string& one, const std::string& many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

}  // namespace

void print_faults(const std::vector<config::Fault>& faults, Console& err) {
  for (const config::Fault& fault : faults)
    err.stream() << err.bad("fault") << ": " << to_text(fault) << '\n';
  err.stream() << counted(faults.size(), "fault", "faults") << "; nothing was started\n";
}

int run(const ConfigCommand& command, const std::map<std::string, std::string>& environment, Console& out,
        Console& err) {
  const config::LoadResult result = config::load(command.config, environment, command.overrides);
  if (const auto* faults = std::get_if<std::vector<config::Fault>>(&result)) {
    print_faults(*faults, err);
    return kFailed;
  }
  const auto& loaded = std::get<config::Loaded>(result);
  if (command.what == ConfigCommand::What::kShow) {
    show(loaded, out);
    return kOk;
  }
  InstalledPlugins installed(loaded.config);
  const std::vector<config::Fault> faults = check_settings(loaded, installed.registry());
  if (!faults.empty()) {
    print_faults(faults, err);
    return kFailed;
  }
  out.stream() << out.good("good") << ": " << (command.config ? command.config->string() : "the defaults")
               << ": storage " << loaded.config.storage.plugin << ", "
               << counted(loaded.config.channels.size(), "channel", "channels") << ", "
               << counted(loaded.config.ai.size(), "AI provider", "AI providers") << '\n';
  return kOk;
}

}  // namespace carillon::cli
