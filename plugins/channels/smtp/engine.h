// Everything that moves mails: threads that write them, one that talks to the server over several
// connections.
//
// Thread safety: all public calls are [any] but start() and stop(). Lives from the channel's start() to its
// stop(). Invariants: each draft that take() got is answered once; at most max_in_flight drafts and queue_mb
// of them are in hand; while no connection can be had, what waits is answered at once instead of held.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <unordered_set>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "compose.h"
#include "credentials.h"
#include "outbox.h"
#include "session.h"

namespace carillon::smtp {

class Engine final : private SessionOwner {
 public:
  Engine(const Settings& settings, const Composer& composer, Credentials& credentials,
         std::function<void()> ready);
  ~Engine() override;

  // Starts the threads; does not connect yet. The error says what is wrong with ca_file.
  Status start();
  // Answers whatever is in hand.
  void stop();
  // True when nothing is in hand before the time is over.
  bool wait_idle(std::chrono::milliseconds time);

  // Why no further draft can be taken; nullopt: it is admitted, and take() must follow.
  std::optional<Error> admit(std::size_t weight);
  void take(std::vector<Draft> drafts);
  void cancel(std::vector<std::uint64_t> tokens);
  Status health();

 private:
  using Clock = std::chrono::steady_clock;

  void compose(std::vector<Draft>& drafts);
  void finish(MailPtr mail, const Error* why);
  void release(std::size_t weight);
  void pump_soon();
  void pump();
  void connection_failed(const Error& why);
  bool expired(const Mail& mail) const;

  Credentials& credentials() override { return credentials_; }
  MailPtr next_mail() override;
  void sent(MailPtr mail) override;
  void failed(MailPtr mail, const Error& why) override;
  void returned(MailPtr mail) override;
  void idle(Session& session, bool first) override;
  void closed(Session& session, const Error* why) override;

  const Settings& settings_;
  const Composer& composer_;
  Credentials& credentials_;
  const std::function<void()> ready_;

  std::mutex mutex_;  // guards all down to the blank line
  std::condition_variable changed_;
  std::size_t in_flight_ = 0;
  std::uint64_t bytes_ = 0;
  bool starved_ = false, stopping_ = false;
  std::optional<Error> trouble_;  // why the last attempt to connect failed
  Clock::time_point closed_until_{};

  boost::asio::io_context io_{1};  // this and the following: of its thread
  boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_client};
  Outbox outbox_;
  std::unordered_set<std::shared_ptr<Session>> sessions_;
  std::vector<Session*> idle_;
  std::size_t connecting_ = 0;
  std::uint32_t failures_ = 0;
  Clock::time_point not_before_{};  // no new connection
  bool pump_pending_ = false;
  boost::asio::steady_timer wake_{io_};

  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> guard_;
  std::optional<boost::asio::thread_pool> writers_;
  std::thread thread_;
};

}  // namespace carillon::smtp
