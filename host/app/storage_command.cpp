#include "app/storage_command.h"

#include <functional>
#include <optional>
#include <ostream>

#include "app/cli/config_command.h"
#include "app/cli/exit_codes.h"
#include "app/cli/installed_plugins.h"
#include "app/cli/progress.h"
#include "app/data_folder.h"
#include "app/offline_storage.h"
#include "store/count.h"
#include "store/schema.h"
#include "upkeep/check.h"
#include "upkeep/copy.h"

namespace carillon::app {

namespace {

using cli::Console;
using cli::StorageCommand;
using Environment = std::map<std::string, std::string>;

constexpr std::uint64_t kFindingsShown = 20;

int failed(Console& err, const std::string& what, const Error& error) {
  err.stream() << err.bad("failed") << ": " << what << ": " << error.message << '\n';
  return cli::kFailed;
}

// Counts rows on a terminal while a long look goes on.
class Ticker {
 public:
  Ticker(Console& console, std::string label) : console_(console), label_(std::move(label)) {}
  ~Ticker() {
    if (drawn_) console_.stream() << "\r\033[K" << std::flush;
  }
  void at(std::uint64_t rows, std::string_view of = {}) {
    if (!console_.terminal()) return;
    console_.stream() << '\r' << label_ << "  " << cli::grouped(rows) << of << " rows\033[K" << std::flush;
    drawn_ = true;
  }

 private:
  Console& console_;
  const std::string label_;
  bool drawn_ = false;
};

// The command's surroundings: the configuration, the plugins, and the lock on the data folder where a storage
// is no other process's business.
class Storages {
 public:
  Storages(const config::Loaded& loaded, const StorageCommand& command, const Environment& environment)
      : config_(loaded.config), command_(command), environment_(environment), plugins_(loaded.config) {}

  Result<std::unique_ptr<OfflineStorage>> configured() { return open(config_.storage); }

  // A storage by the name of its plugin, or by the configuration file of a host that uses it. A plugin that
  // [storage] names has its settings from there, any other one its defaults.
  Result<std::unique_ptr<OfflineStorage>> named(const std::string& name) {
    if (name == config_.storage.plugin) return configured();
    std::optional<std::filesystem::path> file;
    config::Overrides overrides = command_.overrides;
    Environment environment = environment_;
    if (name.ends_with(".toml")) {
      file = name;
    } else {
      std::erase_if(environment,
                    [](const auto& pair) { return pair.first.starts_with("CARILLON__STORAGE__"); });
      environment["CARILLON__STORAGE__PLUGIN"] = name;
    }
    auto loaded = config::load(file, environment, overrides);
    if (const auto* faults = std::get_if<std::vector<config::Fault>>(&loaded))
      return invalid(config::to_text(faults->front()));
    return open(std::get<config::Loaded>(loaded).config.storage);
  }

  const std::string& plugin() const { return config_.storage.plugin; }

 private:
  // A storage that only one process may use is used by no host while the folder is held.
  Result<std::unique_ptr<OfflineStorage>> open(const config::Provider& provider) {
    if (!folder_) {
      auto held = DataFolder::open(config_.data_dir);
      if (held) {
        folder_.emplace(*std::move(held));
      } else {
        refused_ = held.error();
      }
    }
    auto storage = OfflineStorage::open(plugins_.registry(), provider);
    if (storage && !(*storage)->is_shared() && !folder_) return *refused_;
    return storage;
  }

  const config::Config& config_;
  const StorageCommand& command_;
  const Environment& environment_;
  cli::InstalledPlugins plugins_;
  std::optional<DataFolder> folder_;
  std::optional<Error> refused_;
};

int show_status(Storages& storages, Console& out, Console& err) {
  auto storage = storages.configured();
  if (!storage) return failed(err, "storage " + storages.plugin(), storage.error());
  out.stream() << "storage " << out.bold(storages.plugin()) << ((*storage)->is_shared() ? ", shared" : "")
               << "; the schema is that of carillon " << cli::version() << '\n';
  const Status read = (*storage)->database().read([&](store::Session& session) -> Status {
    for (const crl_collection* collection : store::collections()) {
      const auto n = store::count_rows(session, view(collection->name), nullptr, 0);
      if (!n) return n.error();
      std::string name(view(collection->name));
      name.resize(std::max<std::size_t>(name.size(), 20), ' ');
      out.stream() << "  " << name << cli::grouped(static_cast<std::uint64_t>(*n)) << '\n';
    }
    return {};
  });
  return read ? cli::kOk : failed(err, "reading", read.error());
}

int migrate(Storages& storages, Console& out, Console& err) {
  auto storage = storages.configured();
  if (!storage) return failed(err, "storage " + storages.plugin(), storage.error());
  out.stream() << out.good("good") << ": " << storages.plugin() << " has the schema of carillon "
               << cli::version() << ", " << store::collections().size() << " collections\n";
  return cli::kOk;
}

int check(Storages& storages, bool repair, Console& out, Console& err) {
  auto storage = storages.configured();
  if (!storage) return failed(err, "storage " + storages.plugin(), storage.error());
  std::uint64_t found = 0, repaired = 0;
  const std::pair<const char*, Status (*)(store::Database&, const upkeep::Options&)> checks[] = {
      {"totals", upkeep::check_totals},
      {"ledger", upkeep::check_ledger},
      {"tallies", upkeep::check_tallies},
      {"orphans", upkeep::check_orphans}};
  for (const auto& [name, look] : checks) {
    std::uint64_t rows = 0, here = 0;
    Status done;
    {
      Ticker ticker(err, name);
      const upkeep::Options options{
          repair,
          [&](const upkeep::Finding& finding) {
            ++found;
            repaired += finding.repaired ? 1 : 0;
            if (++here > kFindingsShown) return;
            err.stream() << err.bad(finding.repaired ? "repaired" : "found") << ": " << finding.text
                         << (finding.lasting ? " (this needs a decision; --repair leaves it)" : "") << '\n';
          },
          [&](std::uint64_t more) { ticker.at(rows += more); }};
      done = look((*storage)->database(), options);
    }
    if (!done) return failed(err, name, done.error());
    if (here > kFindingsShown) err.stream() << "  and " << here - kFindingsShown << " more\n";
    out.stream() << (here == 0 ? out.good("good") : out.bad("bad ")) << "  " << name << ": "
                 << cli::grouped(rows) << " rows, " << here << (here == 1 ? " finding" : " findings") << '\n';
  }
  if (found > repaired && !repair)
    err.stream() << "carillon storage check --repair mends what can be mended\n";
  return found == repaired ? cli::kOk : cli::kFailed;
}

int copy(Storages& storages, const StorageCommand& command, Console& out, Console& err) {
  if (command.from == command.to) {
    err.stream() << err.bad("failed") << ": --from and --to name the same storage\n";
    return cli::kUsage;
  }
  auto from = storages.named(command.from);
  if (!from) return failed(err, command.from, from.error());
  auto to = storages.named(command.to);
  if (!to) return failed(err, command.to, to.error());
  Ticker ticker(err, "copying");
  const auto copied =
      upkeep::copy_all((*from)->database(), (*to)->database(), command.over,
                       [&](std::string_view collection, std::uint64_t rows, std::uint64_t of) {
                         ticker.at(rows, " of " + cli::grouped(of) + " " + std::string(collection));
                         if (rows == of)
                           out.stream() << "  " << collection << ": " << cli::grouped(rows) << '\n';
                       });
  if (!copied) return failed(err, "copying; repeat with --over to go on", copied.error());
  out.stream() << out.good("good") << ": " << cli::grouped(*copied) << " rows copied from " << command.from
               << " to " << command.to << '\n';
  return cli::kOk;
}

}  // namespace

int run(const StorageCommand& command, const Environment& environment, Console& out, Console& err) {
  const auto result = config::load(command.config, environment, command.overrides);
  if (const auto* faults = std::get_if<std::vector<config::Fault>>(&result)) {
    cli::print_faults(*faults, err);
    return cli::kFailed;
  }
  Storages storages(std::get<config::Loaded>(result), command, environment);
  switch (command.what) {
    case StorageCommand::What::kStatus:
      return show_status(storages, out, err);
    case StorageCommand::What::kMigrate:
      return migrate(storages, out, err);
    case StorageCommand::What::kCheck:
      return check(storages, command.repair, out, err);
    case StorageCommand::What::kCopy:
      return copy(storages, command, out, err);
  }
  return cli::kUsage;
}

}  // namespace carillon::app
