#include "app/serve_command.h"

#include <chrono>
#include <csignal>
#include <ctime>

#include <sys/resource.h>
#include <unistd.h>

#include "app/cli/config_command.h"
#include "app/cli/exit_codes.h"
#include "app/host.h"
#include "telemetry/log.h"

namespace carillon::app {

namespace {

constexpr std::chrono::milliseconds kTick{250};

log::Options log_options(const config::Config::Log& log) {
  log::Options options;
  options.level = log.level == "debug"   ? log::Level::kDebug
                  : log.level == "warn"  ? log::Level::kWarn
                  : log.level == "error" ? log::Level::kError
                                         : log::Level::kInfo;
  options.json = log.format == "json" || (log.format == "auto" && ::isatty(STDERR_FILENO) == 0);
  options.file = log.file;
  return options;
}

// Signals are taken by sigtimedwait on the lifecycle thread; every thread made later inherits the mask.
sigset_t block_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

// The signal that came, or -1 when none did in time.
int signal_within(const sigset_t& signals, std::chrono::milliseconds wait) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait);
  const timespec limit{seconds.count(), std::chrono::nanoseconds(wait - seconds).count()};
  return sigtimedwait(&signals, nullptr, &limit);
}

// Each connection takes two descriptors; what the system allows is used.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int serve(const cli::ServeCommand& command, const std::map<std::string, std::string>& environment,
          cli::Console& err) {
  auto loaded = config::load(command.config, environment, command.overrides);
  if (const auto* faults = std::get_if<std::vector<config::Fault>>(&loaded)) {
    cli::print_faults(*faults, err);
    return cli::kFailed;
  }
  const auto& settings = std::get<config::Loaded>(loaded);
  const sigset_t signals = block_signals();
  raise_descriptor_limit();
  log::start(log_options(settings.config.log));
  auto host = Host::start(settings, [&](auto wait) { return signal_within(signals, wait) > 0; });
  if (!host && host.error().status == CRL_E_CANCELLED) {
    log::info("stopped", {{"reason", host.error().message}});
    log::flush();
    return cli::kOk;
  }
  if (!host) {
    log::error("carillon cannot start", {{"reason", host.error().message}});
    log::flush();
    return cli::kFailed;
  }
  const std::string url = "http://" + settings.config.http.address + ":" + std::to_string((*host)->port());
  log::info("carillon is ready", {{"url", url}, {"docs", url + "/docs"}});
  int signal = 0;
  while (signal <= 0) {
    signal = signal_within(signals, kTick);
    (*host)->tend();
  }
  log::info("stopping; requests and messages under way are finished first",
            {{"signal", std::to_string(signal)}});
  (*host)->stop();
  log::info("stopped");
  log::flush();
  return cli::kOk;
}

}  // namespace carillon::app
