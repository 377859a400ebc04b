#include "telemetry/log.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include "base/clock.h"
#include "telemetry/log_line.h"

namespace carillon::log {

namespace {

struct Output {
  explicit Output(const Options& options) : json(options.json), logger("carillon", make_sink(options)) {
    // Fields are laid out by log_line.h; spdlog adds what is the same for every line, and the colour of the
    // level, which its sink shows on a terminal only.
    logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(
        json ? "%v" : "%Y-%m-%dT%H:%M:%S.%eZ %^%-7l%$ %v", spdlog::pattern_time_type::utc));
    logger.set_level(to_spdlog(options.level));
    logger.flush_on(spdlog::level::debug);
  }

  static spdlog::sink_ptr make_sink(const Options& options) {
    if (!options.file.empty()) return std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
    return std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  }

  static spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
      case Level::kDebug:
        return spdlog::level::debug;
      case Level::kInfo:
        return spdlog::level::info;
      case Level::kWarn:
        return spdlog::level::warn;
      case Level::kError:
        return spdlog::level::err;
    }
    return spdlog::level::info;
  }

  const bool json;
  spdlog::logger logger;
};

// An output that was replaced is kept: another thread may be writing to it, and there are a handful at most.
struct Outputs {
  std::mutex mutex;
  std::vector<std::unique_ptr<Output>> all;
  std::atomic<Output*> current{add(Options{})};

  Output* add(const Options& options) {
    const std::scoped_lock lock(mutex);
    return all.emplace_back(std::make_unique<Output>(options)).get();
  }
};

// Never destroyed: what is torn down at exit may still log.
Outputs& outputs() {
  static auto& one = *new Outputs;
  return one;
}

Output& current() { return *outputs().current.load(std::memory_order_acquire); }

}  // namespace

void start(const Options& options) {
  outputs().current.store(outputs().add(options), std::memory_order_release);
}

void flush() { current().logger.flush(); }

void write(Level level, std::string_view message, const Fields& fields) {
  Output& output = current();
  const auto spdlog_level = Output::to_spdlog(level);
  if (!output.logger.should_log(spdlog_level)) return;
  const std::string line =
      output.json ? json_line(SystemClock().now_us(), level, message, fields) : human_line(message, fields);
  output.logger.log(spdlog_level, spdlog::string_view_t(line));
}

}  // namespace carillon::log
