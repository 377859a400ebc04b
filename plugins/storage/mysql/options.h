// The plugin's configuration, read once.
#pragma once

#include <cstdint>
#include <string>

#include <carillon/config.hpp>

namespace carillon::mysql {

inline constexpr const char* kConfigSchema = R"({
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "host": {"type": "string", "minLength": 1, "default": "127.0.0.1",
      "description": "Where the server is. The name localhost means its default socket."},
    "port": {"type": "integer", "minimum": 1, "maximum": 65535, "default": 3306},
    "socket": {"type": "string", "minLength": 1,
      "description": "The server's Unix socket, instead of host and port."},
    "user": {"type": "string", "minLength": 1, "default": "carillon"},
    "password": {"type": "string", "default": "", "writeOnly": true},
    "database": {"type": "string", "minLength": 1, "default": "carillon",
      "description": "The database; it must be there, its tables are made."},
    "tls": {"type": "object", "additionalProperties": false,
      "properties": {
        "mode": {"type": "string", "enum": ["off", "encrypt", "verify"], "default": "off",
          "description": "encrypt: no connection without encryption. verify: and the server's certificate must be good and for its host."},
        "ca": {"type": "string", "minLength": 1, "description": "File of the certificate authority, PEM."},
        "cert": {"type": "string", "minLength": 1, "description": "File of the client's certificate, PEM."},
        "key": {"type": "string", "minLength": 1, "description": "File of the client's key, PEM."}
      }},
    "connect_timeout_s": {"type": "integer", "minimum": 1, "maximum": 600, "default": 10},
    "read_timeout_s": {"type": "integer", "minimum": 1, "maximum": 86400, "default": 300,
      "description": "How long one answer of the server may take before the connection counts as lost."},
    "write_timeout_s": {"type": "integer", "minimum": 1, "maximum": 86400, "default": 60},
    "lock_wait_timeout_s": {"type": "integer", "minimum": 1, "maximum": 3600, "default": 5,
      "description": "How long a write waits for rows that another one holds before it is refused as unavailable."},
    "max_sessions": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 32,
      "description": "The most connections the host may hold."},
    "write_attempts": {"type": "integer", "minimum": 1, "maximum": 20, "default": 4,
      "description": "How often a write outside a transaction is tried when others are in its way."},
    "bulk": {"type": "string", "enum": ["auto", "off"], "default": "auto",
      "description": "auto: rows travel as arrays where the server takes them (MariaDB); off: always as long statements."}
  }
})";

struct Options {
  enum class Tls { kOff, kEncrypt, kVerify };

  explicit Options(const Config& config)
      : host(config.text("host", "127.0.0.1")),
        port(config.integer("port", 3306)),
        socket(config.text("socket")),
        user(config.text("user", "carillon")),
        password(config.text("password")),
        database(config.text("database", "carillon")),
        tls(tls_of(config.text("/tls/mode", "off"))),
        tls_ca(config.text("/tls/ca")),
        tls_cert(config.text("/tls/cert")),
        tls_key(config.text("/tls/key")),
        connect_timeout_s(config.integer("connect_timeout_s", 10)),
        read_timeout_s(config.integer("read_timeout_s", 300)),
        write_timeout_s(config.integer("write_timeout_s", 60)),
        lock_wait_timeout_s(config.integer("lock_wait_timeout_s", 5)),
        max_sessions(config.integer("max_sessions", 32)),
        write_attempts(config.integer("write_attempts", 4)),
        bulk(config.text("bulk", "auto") == "auto") {}

  static Tls tls_of(const std::string& mode) {
    return mode == "verify" ? Tls::kVerify : (mode == "encrypt" ? Tls::kEncrypt : Tls::kOff);
  }

  // For messages; never the password.
  std::string where() const {
    return "database " + database + " on " + (socket.empty() ? host + ":" + std::to_string(port) : socket);
  }

  std::string host;
  std::int64_t port;
  std::string socket;  // empty: host and port
  std::string user;
  std::string password;
  std::string database;
  Tls tls;
  std::string tls_ca, tls_cert, tls_key;
  std::int64_t connect_timeout_s;
  std::int64_t read_timeout_s;
  std::int64_t write_timeout_s;
  std::int64_t lock_wait_timeout_s;
  std::int64_t max_sessions;
  std::int64_t write_attempts;
  bool bulk;
};

}  // namespace carillon::mysql
