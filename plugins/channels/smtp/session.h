// One connection to the mail server: greeting, TLS, AUTH, then mails one after another.
//
// When the server offers PIPELINING a mail costs one round trip: its text and the envelope of the next go out
// together. Every step has a deadline. For the engine's thread alone; lives in a shared_ptr as long as
// something of it is under way.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <carillon/result.hpp>

#include "credentials.h"
#include "mail.h"
#include "reply.h"
#include "settings.h"

namespace carillon::smtp {

class Session;

// Whom a session works for. Calls come from within the session's own.
class SessionOwner {
 public:
  virtual ~SessionOwner() = default;
  // Who we are, where that is said by a token.
  virtual Credentials& credentials() = 0;
  // The next mail that may go, or null.
  virtual MailPtr next_mail() = 0;
  // The server took it.
  virtual void sent(MailPtr mail) = 0;
  virtual void failed(MailPtr mail, const Error& why) = 0;
  // It was not begun, on a connection that had carried others: it may go over another one.
  virtual void returned(MailPtr mail) = 0;
  // Ready for mails, for the first time or again; nothing is under way.
  virtual void idle(Session& session, bool first) = 0;
  // The connection is gone, its mails were answered. `why` is null after a QUIT that was wanted.
  virtual void closed(Session& session, const Error* why) = 0;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(boost::asio::io_context& io, boost::asio::ssl::context& tls, const Settings& settings,
          SessionOwner& owner);

  void open();
  // Looks for a mail; REQUIRES: is_idle().
  void work();
  bool is_idle() const { return state_ == State::kIdle; }
  bool was_ready() const { return was_ready_; }
  // Ends at once. The owner is told as by any other loss.
  void abort(const Error& why) { fail(why); }

 private:
  enum class State {
    kConnecting,
    kGreeting,
    kHello,
    kStartTls,
    kHandshake,
    kAuth,
    kIdle,
    kMailing,
    kQuitting,
    kClosed
  };
  // What the replies that are still to come answer.
  enum class Expect { kMail, kRcpt, kData, kText, kEmptyText, kReset };

  void connected();
  void handshake();
  void say_hello();
  void learn_capabilities(const Reply& reply);
  void authenticate();
  void authenticate_by_token();
  void auth_reply(const Reply& reply);
  void become_idle();
  void quit();

  // The next mail that this server can take; others are answered.
  MailPtr take_mail();
  void start_mail(MailPtr mail);
  // What opens the transaction: all of it with pipelining, else its first line.
  std::string envelope(const Mail& mail);
  std::string sender_line(const Mail& mail) const;
  void mail_reply(const Reply& reply);
  void envelope_reply(Expect what, const Reply& reply);
  void send_text();
  void text_reply(const Reply& reply);
  void wind_up();

  void write(std::string bytes, bool ends_mail = false);
  void write_next();
  void read();
  void on_reply(const Reply& reply);
  void expect_within(std::chrono::milliseconds time);
  void arm();
  void late();
  void fail(const Error& why);
  void close();
  std::string where() const;

  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
  boost::asio::steady_timer timer_;
  boost::asio::steady_timer::time_point deadline_{}, armed_for_{};  // the timer may be set for too early
  const Settings& settings_;
  SessionOwner& owner_;

  State state_ = State::kConnecting;
  bool secure_ = false;
  bool was_ready_ = false;
  bool pipelining_ = false, starttls_ = false, utf8_ = false, auth_plain_ = false, auth_login_ = false;
  bool auth_xoauth2_ = false, auth_bearer_ = false;
  std::string token_;  // that was shown last
  std::uint64_t max_size_ = 0;
  int auth_step_ = 0;
  std::uint32_t mails_ = 0;

  struct Chunk {
    std::string bytes;
    bool ends_mail;
  };
  std::deque<Chunk> outgoing_;
  bool writing_ = false;
  bool text_written_ = false;  // of current_: its end may have reached the server
  std::array<char, 8192> buffer_{};
  ReplyReader reader_;

  MailPtr current_, following_;
  std::deque<Expect> expected_;
  std::unique_ptr<Error> refusal_;  // of current_, while its transaction is being wound up
};

}  // namespace carillon::smtp
