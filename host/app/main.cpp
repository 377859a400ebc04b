#include <iostream>
#include <type_traits>

#include "app/cli/command_line.h"
#include "app/cli/config_command.h"
#include "app/cli/exit_codes.h"
#include "app/cli/import_command.h"
#include "app/cli/plugin_check.h"
#include "app/cli/plugin_command.h"
#include "app/cli/process.h"
#include "app/serve_command.h"
#include "app/storage_command.h"

int main(int argc, char** argv) {
  using namespace carillon::cli;
  auto parsed = parse(argc, argv, std::cout, std::cerr);
  if (const int* exit = std::get_if<int>(&parsed)) return *exit;
  Console out = Console::standard_output();
  Console err = Console::standard_error();
  const auto environment = process_environment();
  return std::visit(
      [&](const auto& command) -> int {
        using Kind = std::decay_t<decltype(command)>;
        if constexpr (std::is_same_v<Kind, VersionCommand>) {
          std::cout << "carillon " << version() << '\n';
          return kOk;
        } else if constexpr (std::is_same_v<Kind, ServeCommand>) {
          return carillon::app::serve(command, environment, err);
        } else if constexpr (std::is_same_v<Kind, StorageCommand>) {
          return carillon::app::run(command, environment, out, err);
        } else if constexpr (std::is_same_v<Kind, ImportCommand> ||
                             std::is_same_v<Kind, PluginInspectCommand> ||
                             std::is_same_v<Kind, PluginCheckCommand>) {
          return run(command, out, err);
        } else {
          return run(command, environment, out, err);
        }
      },
      std::get<Command>(parsed));
}
