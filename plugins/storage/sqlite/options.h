// The plugin's configuration, read once.
#pragma once

#include <cstdint>
#include <string>

#include <carillon/config.hpp>

namespace carillon::sqlite {

inline constexpr const char* kConfigSchema = R"({
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "path": {"type": "string", "minLength": 1, "default": "carillon.db",
      "description": "The database file; made when it is not there. A relative path starts where the host was started."},
    "synchronous": {"type": "string", "enum": ["FULL", "NORMAL"], "default": "FULL",
      "description": "FULL: what was acknowledged survives a power cut. NORMAL: it survives a crash of the process only."},
    "busy_timeout_ms": {"type": "integer", "minimum": 0, "maximum": 600000, "default": 5000,
      "description": "How long a write waits for another writer before it is refused as unavailable."},
    "cache_mb": {"type": "integer", "minimum": 1, "maximum": 4096, "default": 8,
      "description": "Page cache of each session, in MB."},
    "integrity_check": {"type": "string", "enum": ["after_crash", "always", "never"], "default": "after_crash",
      "description": "When to read the whole file at the start and refuse a damaged one, which takes about a second for 300 MB. after_crash: when the host that used it last did not end in order."},
    "max_mb": {"type": "integer", "minimum": 1,
      "description": "The most the file may grow to, in MB; writes past it are refused as full. Absent: no limit."}
  }
})";

struct Options {
  explicit Options(const Config& config)
      : path(config.text("path", "carillon.db")),
        full_sync(config.text("synchronous", "FULL") == "FULL"),
        busy_timeout_ms(config.integer("busy_timeout_ms", 5000)),
        cache_mb(config.integer("cache_mb", 8)),
        integrity_check(config.text("integrity_check", "after_crash")),
        max_mb(config.integer("max_mb", 0)) {
    if (path.find('"') != std::string::npos) config.refuse("path", "must not hold a double quote");
  }

  std::string path;
  bool full_sync;
  std::int64_t busy_timeout_ms;
  std::int64_t cache_mb;
  std::string integrity_check;  // after_crash, always or never
  std::int64_t max_mb;          // 0: no limit
};

}  // namespace carillon::sqlite
