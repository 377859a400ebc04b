// One connection to the server: commands go out together, their replies come back in order.
//
// The only header that knows hiredis. For one thread at a time. Once broken it stays so.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <hiredis/hiredis.h>

#include <carillon/result.hpp>

#include "options.h"

namespace carillon::redis {

using Words = std::vector<std::string>;

// A reply and everything in it.
class Reply {
 public:
  explicit Reply(redisReply* raw) : raw_(raw) {}
  const redisReply& operator*() const { return *raw_; }
  const redisReply* operator->() const { return raw_.get(); }

 private:
  struct Free {
    void operator()(redisReply* raw) const { freeReplyObject(raw); }
  };
  std::unique_ptr<redisReply, Free> raw_;
};

inline std::string_view text_of(const redisReply* reply) {
  return reply == nullptr || reply->str == nullptr ? std::string_view{}
                                                   : std::string_view(reply->str, reply->len);
}
inline std::span<redisReply* const> items_of(const redisReply* reply) {
  if (reply == nullptr || reply->type != REDIS_REPLY_ARRAY) return {};
  return {reply->element, reply->elements};
}

class Connection {
 public:
  // Connected, with the user and the database of the options.
  static Result<std::unique_ptr<Connection>> open(const Options& options);

  // One command and its reply; error replies become an Error. `more` is waited beyond the usual time-out.
  Result<Reply> ask(const Words& command, std::chrono::milliseconds more = {});

  // Several at once: send() only gathers.
  void send(const Words& command);
  void send(std::span<const std::string_view> command);
  Result<Reply> receive();

  bool is_broken() const { return broken_; }
  // Whether the server closed it, or it has something to say that nobody asked for.
  bool is_stale() const;

 private:
  explicit Connection(const Options& options) : options_(options) {}
  Status connect();
  Status greet();

  struct Free {
    void operator()(redisContext* raw) const { redisFree(raw); }
  };
  const Options& options_;
  std::unique_ptr<redisContext, Free> raw_;
  bool broken_ = false;
};

}  // namespace carillon::redis
