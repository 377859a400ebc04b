// The real program as a child process, and a client to talk to it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/json.h"

namespace carillon::end_to_end {

struct Answer {
  long status = 0;
  std::string head, body;
  json::value json() const;
};

// A folder of its own that goes away with the object.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// `carillon serve` on a free port; ready when the constructor returns, or it throws with the program's log.
class Program {
 public:
  // `environment`: NAME=value pairs over the test's own.
  explicit Program(const std::filesystem::path& data, std::vector<std::string> environment = {});
  ~Program();  // SIGKILL, when it still runs
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  Answer get(const std::string& path) const { return request("GET", path, {}, {}); }
  Answer post(const std::string& path, const std::string& body = {},
              const std::string& type = "application/json") const {
    return request("POST", path, body, type);
  }
  Answer request(const std::string& method, const std::string& path, const std::string& body,
                 const std::string& type) const;
  // Sends bytes as they are on a connection of their own; answers what comes back until the program closes it
  // or, at the latest, ten seconds later.
  std::string send_raw(const std::string& bytes) const;
  const std::string& url() const { return url_; }

  void kill();
  // SIGTERM; answers the exit code, or -1 when it had to be killed half a minute later.
  int terminate();

 private:
  std::filesystem::path log_;
  std::string url_;
  pid_t pid_ = 0;
};

// Runs the program with arguments, and NAME=value pairs over the test's own environment, to its end; answers
// the exit code and what it printed.
struct Finished {
  int exit_code;
  std::string output;
};
Finished run(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {});

// Polls until `done` or the deadline; answers whether it came true.
bool eventually(const std::function<bool()>& done, std::chrono::seconds within = std::chrono::seconds(60));

std::string variable(const char* name);

}  // namespace carillon::end_to_end
