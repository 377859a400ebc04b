// The plugin's configuration, read once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <carillon/config.hpp>

namespace carillon::redis {

inline constexpr const char* kConfigSchema = R"({
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "host": {"type": "string", "minLength": 1, "default": "127.0.0.1"},
    "port": {"type": "integer", "minimum": 1, "maximum": 65535, "default": 6379},
    "socket": {"type": "string", "minLength": 1,
      "description": "The server's Unix socket, instead of host and port."},
    "user": {"type": "string", "minLength": 1, "description": "Of the server's ACL; without it the default user."},
    "password": {"type": "string", "default": "", "writeOnly": true},
    "database": {"type": "integer", "minimum": 0, "maximum": 65535, "default": 0},
    "prefix": {"type": "string", "minLength": 1, "maxLength": 100, "default": "carillon",
      "description": "What the names of all keys begin with; hosts that share rows share it."},
    "connect_timeout_ms": {"type": "integer", "minimum": 1, "maximum": 600000, "default": 2000},
    "timeout_ms": {"type": "integer", "minimum": 1, "maximum": 600000, "default": 5000,
      "description": "How long one answer may take before the connection counts as lost."},
    "max_entries": {"type": "integer", "minimum": 1, "maximum": 1000000000, "default": 1000000,
      "description": "The most entries of one stream; past it rows are refused until some are stored."},
    "idle_connections": {"type": "integer", "minimum": 0, "maximum": 1000, "default": 16,
      "description": "Connections that are kept open for the next call."}
  }
})";

struct Options {
  explicit Options(const Config& config)
      : host(config.text("host", "127.0.0.1")),
        port(static_cast<int>(config.integer("port", 6379))),
        socket(config.text("socket")),
        user(config.text("user")),
        password(config.text("password")),
        database(config.integer("database", 0)),
        prefix(config.text("prefix", "carillon")),
        connect_timeout_ms(config.integer("connect_timeout_ms", 2'000)),
        timeout_ms(config.integer("timeout_ms", 5'000)),
        max_entries(config.integer("max_entries", 1'000'000)),
        idle_connections(static_cast<std::size_t>(config.integer("idle_connections", 16))) {}

  // For messages; never the password.
  std::string where() const {
    return "the Redis server at " + (socket.empty() ? host + ":" + std::to_string(port) : socket);
  }
  std::string stream_key(std::string_view stream) const { return prefix + ":" + std::string(stream); }
  std::string owner_key(std::string_view stream) const { return stream_key(stream) + ":owner"; }
  std::string dead_key() const { return prefix + ":dead"; }

  std::string host;
  int port;
  std::string socket;  // empty: host and port
  std::string user, password;
  std::int64_t database;
  std::string prefix;
  std::int64_t connect_timeout_ms, timeout_ms;
  std::int64_t max_entries;
  std::size_t idle_connections;
};

}  // namespace carillon::redis
