// A Redis server of the test's own: started with the object, gone with it, and killed by the system should
// the test die. Listens on a free port of 127.0.0.1 and writes every change to its file before it answers.
//
// Throws std::runtime_error, with the end of the server's log, when something goes wrong. Not thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace carillon::test {

class Redis {
 public:
  // `options` are redis-server's, such as "--requirepass", "secret".
  explicit Redis(std::vector<std::string> options = {});
  ~Redis();
  Redis(const Redis&) = delete;
  Redis& operator=(const Redis&) = delete;

  // Whether redis-server is installed.
  static bool is_installed();

  void start();
  void kill();  // as a crash would: SIGKILL
  void hang();  // answers nothing until wake()
  void wake();

  // One command; answers its reply as text: numbers as digits, lists as the number of their items.
  std::string ask(const std::vector<std::string>& command) const;

  int port() const { return port_; }

 private:
  std::string log() const { return (folder_ / "log").string(); }

  std::filesystem::path folder_;
  std::vector<std::string> options_;
  int port_ = 0;
  pid_t process_ = -1;
};

}  // namespace carillon::test
