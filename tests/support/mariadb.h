// A MariaDB server of the test's own: started with the object, gone with it, and killed by the system should
// the test die. Listens on a free port of 127.0.0.1 and on a socket in its folder.
//
// Throws std::runtime_error, with the end of the server's log, when something goes wrong. Not thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace carillon::test {

class MariaDb {
 public:
  // `options` are mariadbd's, such as "--max-allowed-packet=64K".
  explicit MariaDb(std::vector<std::string> options = {});
  ~MariaDb();
  MariaDb(const MariaDb&) = delete;
  MariaDb& operator=(const MariaDb&) = delete;

  // The program's own, started by the first who asks.
  static MariaDb& shared();
  // Whether mariadbd is installed.
  static bool is_installed();

  void start();
  void stop();  // in order
  void kill();  // as a crash would: SIGKILL

  // A database that did not exist before; answers its name.
  std::string new_database();
  void drop_database(const std::string& name);

  // Statements, by a user who may do everything. ask() answers the first cell of the first row.
  void run(const std::string& sql, const std::string& database = {});
  std::string ask(const std::string& sql, const std::string& database = {});

  int port() const { return port_; }
  std::string socket() const { return (folder_ / "s").string(); }
  static constexpr const char* kUser = "carillon";
  static constexpr const char* kPassword = "it's a \"secret\" \\ word";

 private:
  void install();
  void wait_until_ready();
  std::string log() const { return (folder_ / "log").string(); }

  std::filesystem::path folder_;
  std::vector<std::string> options_;
  int port_ = 0;
  pid_t process_ = -1;
};

}  // namespace carillon::test
