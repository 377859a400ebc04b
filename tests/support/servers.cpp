#include "support/servers.h"

#include <csignal>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace carillon::test {

namespace {

bool is_free(int port) {
  const int s = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool ok = bind(s, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(s);
  return ok;
}

}  // namespace

int free_port() {
  std::random_device seed;
  std::uniform_int_distribution<int> ports(20'000, 29'999);
  for (int tries = 0; tries < 100; ++tries) {
    if (const int port = ports(seed); is_free(port)) return port;
  }
  throw std::runtime_error("no free port on 127.0.0.1");
}

pid_t spawn(std::vector<std::string> words, const std::string& log) {
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process can be made for " + words.front());
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(out, 1);
  dup2(out, 2);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

std::string end_of(const std::string& log) {
  constexpr std::size_t kMost = 2000;
  std::ostringstream text;
  text << std::ifstream(log).rdbuf();
  const std::string all = text.str();
  return all.substr(all.size() > kMost ? all.size() - kMost : 0);
}

}  // namespace carillon::test
