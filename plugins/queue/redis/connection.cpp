#include "connection.h"

#include <cerrno>
#include <cstring>

#include <poll.h>

#include "failure.h"

namespace carillon::redis {

namespace {

timeval timeval_of(std::int64_t ms) {
  return {static_cast<time_t>(ms / 1'000), static_cast<suseconds_t>(ms % 1'000 * 1'000)};
}

std::string words_of(const redisContext& context) {
  if (context.err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK))
    return "it did not answer in time";
  return context.errstr[0] != '\0' ? context.errstr : "the connection was closed";
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const Options& options) {
  std::unique_ptr<Connection> connection(new Connection(options));
  if (auto connected = connection->connect(); !connected) return connected.error();
  if (auto greeted = connection->greet(); !greeted) {
    Error error = greeted.error();
    // Nothing of the caller's was under way yet.
    if (error.status == CRL_E_UNKNOWN) return no_connection("it does not answer", options);
    return error;
  }
  return connection;
}

Status Connection::connect() {
  const timeval wait = timeval_of(options_.connect_timeout_ms);
  raw_.reset(options_.socket.empty() ? redisConnectWithTimeout(options_.host.c_str(), options_.port, wait)
                                     : redisConnectUnixWithTimeout(options_.socket.c_str(), wait));
  if (raw_ == nullptr) return no_connection("out of memory", options_);
  if (raw_->err != 0) return no_connection(words_of(*raw_), options_);
  redisSetTimeout(raw_.get(), timeval_of(options_.timeout_ms));
  redisEnableKeepAlive(raw_.get());
  return {};
}

Status Connection::greet() {
  if (!options_.password.empty()) {
    Words auth{"AUTH"};
    if (!options_.user.empty()) auth.push_back(options_.user);
    auth.push_back(options_.password);
    if (auto done = ask(auth); !done) return done.error();
  }
  if (options_.database != 0) {
    if (auto done = ask({"SELECT", std::to_string(options_.database)}); !done) return done.error();
  }
  auto pong = ask({"PING"});
  return pong ? Status{} : pong.error();
}

void Connection::send(std::span<const std::string_view> command) {
  std::vector<const char*> words;
  std::vector<std::size_t> lengths;
  for (const auto word : command) {
    words.push_back(word.data());
    lengths.push_back(word.size());
  }
  if (redisAppendCommandArgv(raw_.get(), static_cast<int>(words.size()), words.data(), lengths.data()) !=
      REDIS_OK) {
    broken_ = true;
  }
}

void Connection::send(const Words& command) {
  const std::vector<std::string_view> views(command.begin(), command.end());
  send(std::span<const std::string_view>(views));
}

Result<Reply> Connection::receive() {
  if (broken_) return lost_answer("the connection is broken", options_);
  void* raw = nullptr;
  if (redisGetReply(raw_.get(), &raw) != REDIS_OK || raw == nullptr) {
    broken_ = true;
    return lost_answer(words_of(*raw_), options_);
  }
  Reply reply(static_cast<redisReply*>(raw));
  if (reply->type == REDIS_REPLY_ERROR) return refusal(text_of(&*reply), options_);
  return reply;
}

Result<Reply> Connection::ask(const Words& command, std::chrono::milliseconds more) {
  if (more.count() > 0) redisSetTimeout(raw_.get(), timeval_of(options_.timeout_ms + more.count()));
  send(command);
  auto reply = receive();
  if (more.count() > 0 && !broken_) redisSetTimeout(raw_.get(), timeval_of(options_.timeout_ms));
  return reply;
}

bool Connection::is_stale() const {
  pollfd socket{raw_->fd, POLLIN, 0};
  return broken_ || ::poll(&socket, 1, 0) != 0;
}

}  // namespace carillon::redis
