// Stores in the test program's own MariaDB server.
#pragma once

#include <memory>
#include <string>

#include "support/mariadb.h"
#include "temp_store.h"

namespace carillon::conformance {

inline Settings mysql_settings(const test::MariaDb& server, const std::string& database) {
  return {{"host", std::string("127.0.0.1")},
          {"port", static_cast<std::int64_t>(server.port())},
          {"user", std::string(test::MariaDb::kUser)},
          {"password", std::string(test::MariaDb::kPassword)},
          {"database", database}};
}

inline Result<std::unique_ptr<Store>> open_mysql(const Settings& settings) {
  return Store::open(plugin_file("mysql"), "mysql", settings);
}

}  // namespace carillon::conformance
