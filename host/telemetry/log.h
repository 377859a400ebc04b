// The host's log: one line an event, human on a terminal, JSON where asked. The only door to spdlog.
//
// Secrets never reach it: callers pass names, not values, of what is secret.
// Thread safety: all calls from any thread after start_log().
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::log {

enum class Level { kDebug = 1, kInfo, kWarn, kError };
using Fields = std::vector<std::pair<std::string_view, std::string>>;

struct Options {
  Level level = Level::kInfo;
  bool json = false;
  std::string file;  // empty: standard error
};

void start(const Options& options);
void flush();

void write(Level level, std::string_view message, const Fields& fields = {});
inline void debug(std::string_view m, const Fields& f = {}) { write(Level::kDebug, m, f); }
inline void info(std::string_view m, const Fields& f = {}) { write(Level::kInfo, m, f); }
inline void warn(std::string_view m, const Fields& f = {}) { write(Level::kWarn, m, f); }
inline void error(std::string_view m, const Fields& f = {}) { write(Level::kError, m, f); }

}  // namespace carillon::log
