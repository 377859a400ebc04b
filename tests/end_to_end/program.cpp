#include "program.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <curl/curl.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace carillon::end_to_end {

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::size_t take(char* bytes, std::size_t size, std::size_t n, void* into) {
  static_cast<std::string*>(into)->append(bytes, size * n);
  return size * n;
}

// The url of the line that says the program is ready; empty before it.
std::string ready_url(const std::string& log) {
  const auto line = log.find("carillon is ready");
  const auto at = line == std::string::npos ? line : log.find("http://", line);
  return at == std::string::npos ? "" : log.substr(at, log.find('"', at) - at);
}

[[noreturn]] void become_program(const std::filesystem::path& data, const std::filesystem::path& log,
                                 const std::vector<std::string>& environment) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that dies leaves no program behind
  for (const auto& pair : environment) ::putenv(const_cast<char*>(pair.c_str()));
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  const std::string program = variable("CARILLON_BIN");
  ::execl(program.c_str(), program.c_str(), "serve", "--port", "0", "--data", data.c_str(), nullptr);
  ::_exit(127);
}

}  // namespace

json::value Answer::json() const {
  auto parsed = parse_json(body);
  if (!parsed) throw std::runtime_error("not JSON: " + body);
  return *std::move(parsed);
}

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "carillon-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder for a test");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Program::Program(const std::filesystem::path& data, std::vector<std::string> environment)
    : log_(data.string() + ".log") {
  std::filesystem::remove(log_);
  environment.emplace_back("CARILLON__LOG__FORMAT=json");
  pid_ = ::fork();
  if (pid_ == 0) become_program(data, log_, environment);
  const bool ready = eventually(
      [&] {
        url_ = ready_url(read_file(log_));
        int status = 0;
        if (url_.empty() && ::waitpid(pid_, &status, WNOHANG) == pid_) {
          pid_ = 0;
          return true;
        }
        return !url_.empty();
      },
      std::chrono::seconds(30));
  if (!ready || pid_ == 0) throw std::runtime_error("the program did not start:\n" + read_file(log_));
}

Program::~Program() {
  kill();
  std::error_code ignored;
  std::filesystem::remove(log_, ignored);
}

void Program::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

int Program::terminate() {
  ::kill(pid_, SIGTERM);
  int status = 0;
  const bool ended =
      eventually([&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; }, std::chrono::seconds(30));
  if (!ended) {
    kill();
    return -1;
  }
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string Program::send_raw(const std::string& bytes) const {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url_.substr(url_.rfind(':') + 1))));
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit{10, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::string out;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size())) {
    char buffer[4096];
    for (ssize_t n = 0; (n = ::recv(fd, buffer, sizeof buffer, 0)) > 0;)
      out.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(fd);
  return out;
}

Answer Program::request(const std::string& method, const std::string& path, const std::string& body,
                        const std::string& type) const {
  Answer answer;
  CURL* curl = curl_easy_init();
  curl_slist* headers = curl_slist_append(nullptr, ("Content-Type: " + type).c_str());
  headers = curl_slist_append(headers, "Expect:");
  curl_easy_setopt(curl, CURLOPT_URL, (url_ + path).c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  if (method != "GET") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  }
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer.head);
  if (curl_easy_perform(curl) == CURLE_OK) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return answer;
}

Finished run(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
  const auto quoted = [](const std::string& word) {
    std::string out = " '";
    for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'";
  };
  std::string command = "env";
  for (const auto& pair : environment) command += quoted(pair);
  command += quoted(variable("CARILLON_BIN"));
  for (const auto& argument : arguments) command += quoted(argument);
  Finished out{-1, {}};
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  char buffer[4096];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) out.output.append(buffer, n);
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) out.exit_code = WEXITSTATUS(status);
  return out;
}

bool eventually(const std::function<bool()>& done, std::chrono::seconds within) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // between looks at another process
  }
  return true;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace carillon::end_to_end
