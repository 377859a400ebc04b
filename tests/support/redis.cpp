#include "support/redis.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <thread>

#include <hiredis/hiredis.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/servers.h"

namespace carillon::test {

namespace {

constexpr auto kPatience = std::chrono::seconds(30);

}  // namespace

bool Redis::is_installed() { return std::system("command -v redis-server >/dev/null 2>&1") == 0; }

Redis::Redis(std::vector<std::string> options) : options_(std::move(options)) {
  std::string name = (std::filesystem::temp_directory_path() / "carillon-redis-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder can be made in " + name);
  folder_ = name;
  port_ = free_port();
  start();
}

Redis::~Redis() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Redis::start() {
  std::vector<std::string> words{"redis-server",
                                 "--port",
                                 std::to_string(port_),
                                 "--bind",
                                 "127.0.0.1",
                                 "--dir",
                                 folder_,
                                 "--appendonly",
                                 "yes",
                                 "--save",
                                 "",
                                 "--appendfsync",
                                 "always"};
  words.insert(words.end(), options_.begin(), options_.end());
  process_ = spawn(words, log());
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    try {
      const std::string said = ask({"PING"});
      // A server that wants a password answers, too.
      if (said == "PONG" || said.starts_with("NOAUTH")) return;
    } catch (const std::runtime_error&) {
      // Not there yet.
    }
    if (waitpid(process_, nullptr, WNOHANG) == process_) {
      process_ = -1;
      throw std::runtime_error("redis-server ended while it started: " + end_of(log()));
    }
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("no answer: " + end_of(log()));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // the condition is in another process
  }
}

void Redis::kill() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

void Redis::hang() { ::kill(process_, SIGSTOP); }
void Redis::wake() { ::kill(process_, SIGCONT); }

std::string Redis::ask(const std::vector<std::string>& command) const {
  const timeval wait{5, 0};
  const std::unique_ptr<redisContext, void (*)(redisContext*)> context(
      redisConnectWithTimeout("127.0.0.1", port_, wait), redisFree);
  if (context == nullptr || context->err != 0) throw std::runtime_error("redis-server cannot be reached");
  redisSetTimeout(context.get(), wait);
  std::vector<const char*> words;
  std::vector<std::size_t> lengths;
  for (const auto& word : command) {
    words.push_back(word.data());
    lengths.push_back(word.size());
  }
  const std::unique_ptr<redisReply, void (*)(void*)> reply(
      static_cast<redisReply*>(
          redisCommandArgv(context.get(), static_cast<int>(words.size()), words.data(), lengths.data())),
      freeReplyObject);
  if (reply == nullptr) throw std::runtime_error(std::string("redis-server: ") + context->errstr);
  if (reply->type == REDIS_REPLY_INTEGER) return std::to_string(reply->integer);
  if (reply->type == REDIS_REPLY_ARRAY) return std::to_string(reply->elements);
  return {reply->str == nullptr ? "" : reply->str, reply->len};
}

}  // namespace carillon::test
