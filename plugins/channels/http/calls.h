// The requests that are under way, each with the messages that it carries.
//
// Thread safety: all calls are [any]. Invariants: a message that start() got is answered once; `limit`
// requests at most; after stop() returned no callback comes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include <carillon/channel.hpp>
#include <carillon/http.hpp>

#include "answer.h"
#include "request.h"

namespace carillon::http_channel {

class Calls {
 public:
  using Answered = std::function<void(const HttpResponse&)>;
  Calls(std::size_t limit, std::uint32_t timeout_ms, const AnswerRules& rules, std::function<void()> ready)
      : limit_(limit), timeout_ms_(timeout_ms), rules_(rules), ready_(std::move(ready)) {}

  void open();
  // True: one request may be started by this thread, and start() must follow.
  bool admit();
  // Looks at each answer before the messages are answered.
  void start(const MadeRequest& request, std::vector<Ticket> tickets, Answered look = {});
  bool wait_idle(std::chrono::milliseconds time);
  void stop();

 private:
  struct Call {
    std::vector<Ticket> tickets;
    Answered look;
    std::uint64_t op = 0;
  };
  void answered(std::uint64_t id, const Result<HttpResponse>& answer);
  void settle(std::vector<Ticket>& tickets, const Result<HttpResponse>& answer) const;

  const std::size_t limit_;
  const std::uint32_t timeout_ms_;
  const AnswerRules& rules_;
  const std::function<void()> ready_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Call>> calls_;
  std::size_t admitted_ = 0;  // calls, also those being answered
  std::uint64_t last_id_ = 0;
  bool starved_ = false, stopping_ = false;
};

}  // namespace carillon::http_channel
