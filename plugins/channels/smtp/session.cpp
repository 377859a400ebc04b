#include "session.h"

#include <algorithm>

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "auth.h"

namespace carillon::smtp {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

}  // namespace

Session::Session(asio::io_context& io, asio::ssl::context& tls, const Settings& settings, SessionOwner& owner)
    : resolver_(io), stream_(io, tls), timer_(io), settings_(settings), owner_(owner) {}

std::string Session::where() const { return settings_.host + ":" + settings_.port; }

void Session::open() {
  expect_within(settings_.connect_timeout);
  resolver_.async_resolve(
      settings_.host, settings_.port,
      [self = shared_from_this()](const error_code& ec, const asio::ip::tcp::resolver::results_type& found) {
        if (self->state_ == State::kClosed) return;
        if (ec)
          return self->fail(unavailable("the mail server's name " + self->settings_.host +
                                        " cannot be resolved: " + ec.message()));
        self->expect_within(self->settings_.connect_timeout);
        asio::async_connect(self->stream_.next_layer(), found,
                            [self](const error_code& failed, const asio::ip::tcp::endpoint&) {
                              if (self->state_ == State::kClosed) return;
                              if (failed)
                                return self->fail(unavailable("the mail server " + self->where() +
                                                              " cannot be reached: " + failed.message()));
                              self->connected();
                            });
      });
}

void Session::connected() {
  error_code ignored;
  stream_.next_layer().set_option(asio::ip::tcp::no_delay(true), ignored);
  stream_.next_layer().set_option(asio::socket_base::keep_alive(true), ignored);
  state_ = State::kGreeting;
  if (settings_.security == Security::kTls) return handshake();
  expect_within(settings_.command_timeout);
  read();
}

void Session::handshake() {
  state_ = State::kHandshake;
  SSL_set_tlsext_host_name(stream_.native_handle(), settings_.tls_name.c_str());
  stream_.set_verify_callback(asio::ssl::host_name_verification(settings_.tls_name));
  expect_within(settings_.connect_timeout);
  stream_.async_handshake(asio::ssl::stream_base::client, [self = shared_from_this()](const error_code& ec) {
    if (self->state_ == State::kClosed) return;
    const long verified = SSL_get_verify_result(self->stream_.native_handle());
    if (ec && verified != X509_V_OK) {
      return self->fail({CRL_E_AUTH,
                         "the certificate of " + self->where() + " is not trusted for the name " +
                             self->settings_.tls_name + ": " + X509_verify_cert_error_string(verified) +
                             "; see ca_file and tls_name",
                         0,
                         {}});
    }
    if (ec) return self->fail(unavailable("no TLS connection to " + self->where() + ": " + ec.message()));
    self->secure_ = true;
    if (self->settings_.security == Security::kTls) {
      self->state_ = State::kGreeting;
      self->expect_within(self->settings_.command_timeout);
    } else {
      self->say_hello();
    }
    self->read();
  });
}

void Session::say_hello() {
  state_ = State::kHello;
  write("EHLO " + settings_.helo + "\r\n");
  expect_within(settings_.command_timeout);
}

void Session::learn_capabilities(const Reply& reply) {
  pipelining_ = starttls_ = utf8_ = auth_plain_ = auth_login_ = auth_xoauth2_ = auth_bearer_ = false;
  max_size_ = 0;
  for (std::size_t i = 1; i < reply.lines.size(); ++i) {
    const Capability capability(reply.lines[i]);
    if (capability.name == "PIPELINING") pipelining_ = settings_.pipelining;
    if (capability.name == "STARTTLS") starttls_ = true;
    if (capability.name == "SMTPUTF8") utf8_ = true;
    if (capability.name == "SIZE") max_size_ = capability.number();
    if (capability.name == "AUTH") {
      auth_plain_ = auth_plain_ || capability.has("PLAIN");
      auth_login_ = auth_login_ || capability.has("LOGIN");
      auth_xoauth2_ = auth_xoauth2_ || capability.has("XOAUTH2");
      auth_bearer_ = auth_bearer_ || capability.has("OAUTHBEARER");
    }
  }
  if (settings_.security == Security::kStartTls && !secure_) {
    if (!starttls_) {
      return fail(
          {CRL_E_AUTH,
           where() +
               " does not offer STARTTLS, and nothing is sent in the clear; set security to tls or none",
           0,
           {}});
    }
    state_ = State::kStartTls;
    write("STARTTLS\r\n");
    return expect_within(settings_.command_timeout);
  }
  authenticate();
}

void Session::authenticate() {
  if (settings_.username.empty()) return become_idle();
  state_ = State::kAuth;
  auth_step_ = 0;
  if (owner_.credentials().by_token()) return authenticate_by_token();
  const bool login =
      settings_.auth == Auth::kLogin || (settings_.auth == Auth::kAuto && !auth_plain_ && auth_login_);
  if ((login && !auth_login_) || (!login && !auth_plain_)) {
    return fail({CRL_E_AUTH,
                 where() + " does not offer AUTH " + (login ? "LOGIN" : "PLAIN") +
                     "; leave username empty or change auth",
                 0,
                 {}});
  }
  if (login) {
    write("AUTH LOGIN\r\n");
  } else {
    auth_step_ = 2;
    write("AUTH PLAIN " + plain_response(settings_.username, settings_.password) + "\r\n");
  }
  expect_within(settings_.command_timeout);
}

namespace {
constexpr int kXOAuth2 = 10, kBearer = 11, kAcknowledged = 12;  // steps of a login by token
}

void Session::authenticate_by_token() {
  const bool bearer =
      settings_.auth == Auth::kOAuthBearer || (settings_.auth == Auth::kAuto && !auth_xoauth2_);
  if (bearer ? !auth_bearer_ : !auth_xoauth2_) {
    return fail({CRL_E_AUTH,
                 where() + " does not offer AUTH " + (bearer ? "OAUTHBEARER" : "XOAUTH2") +
                     "; use a password instead of oauth, or change auth",
                 0,
                 {}});
  }
  auto token = owner_.credentials().token();
  if (!token) return fail(token.error());
  token_ = *std::move(token);
  auth_step_ = bearer ? kBearer : kXOAuth2;
  write(bearer ? "AUTH OAUTHBEARER " +
                     oauthbearer_response(settings_.username, settings_.host, settings_.port, token_) + "\r\n"
               : "AUTH XOAUTH2 " + xoauth2_response(settings_.username, token_) + "\r\n");
  expect_within(settings_.command_timeout);
}

void Session::auth_reply(const Reply& reply) {
  if (reply.positive()) return become_idle();
  if (owner_.credentials().by_token()) {
    // The server says in JSON what it does not like, and wants that to be acknowledged.
    if (reply.intermediate() && auth_step_ != kAcknowledged) {
      write(std::exchange(auth_step_, kAcknowledged) == kBearer ? "AQ==\r\n" : "\r\n");
      return expect_within(settings_.command_timeout);
    }
    owner_.credentials().forget(token_);
    // Another token may do, so no message is given up for this one.
    return fail(unavailable(where() + " refused the access token of " + settings_.username + ": " +
                            std::to_string(reply.code) + " " + reply.text()));
  }
  if (reply.intermediate() && auth_step_ < 2) {
    write(to_base64(auth_step_ == 0 ? settings_.username : settings_.password) + "\r\n");
    ++auth_step_;
    return expect_within(settings_.command_timeout);
  }
  Error why{reply.code >= 500 ? CRL_E_AUTH : CRL_E_UNAVAILABLE,
            where() + " refused the user " + settings_.username + ": " + std::to_string(reply.code) + " " +
                reply.text(),
            0, std::to_string(reply.code)};
  fail(why);
}

void Session::become_idle() {
  state_ = State::kIdle;
  const bool first = !std::exchange(was_ready_, true);
  if (settings_.messages_per_connection > 0 && mails_ >= settings_.messages_per_connection) return quit();
  expect_within(settings_.idle_timeout);
  owner_.idle(*this, first);
}

void Session::quit() {
  state_ = State::kQuitting;
  write("QUIT\r\n");
  expect_within(std::min(settings_.command_timeout, std::chrono::milliseconds(5000)));
}

void Session::on_reply(const Reply& reply) {
  if (reply.code == 421 && state_ != State::kQuitting && state_ != State::kMailing) {
    return fail(refusal(reply, "the connection", settings_.greylist_pause));
  }
  switch (state_) {
    case State::kGreeting:
      if (reply.positive()) return say_hello();
      return fail({CRL_E_UNAVAILABLE,
                   where() + " greets with " + std::to_string(reply.code) + " " + reply.text(), 0,
                   std::to_string(reply.code)});
    case State::kHello:
      if (reply.positive()) return learn_capabilities(reply);
      return fail({CRL_E_UNAVAILABLE,
                   where() + " refused EHLO " + settings_.helo + ": " + std::to_string(reply.code) + " " +
                       reply.text(),
                   0, std::to_string(reply.code)});
    case State::kStartTls:
      if (!reply.positive()) return fail(unavailable(where() + " refused STARTTLS: " + reply.text()));
      // What came before the handshake was said by nobody in particular.
      if (!reader_.empty())
        return fail({CRL_E_AUTH, where() + " spoke out of turn before the encryption", 0, {}});
      return handshake();
    case State::kAuth:
      return auth_reply(reply);
    case State::kMailing:
      return mail_reply(reply);
    case State::kQuitting:
      return close();
    case State::kIdle:
      return fail(unavailable(where() + " says without being asked: " + std::to_string(reply.code) + " " +
                              reply.text()));
    case State::kConnecting:
    case State::kHandshake:
    case State::kClosed:
      return;
  }
}

void Session::write(std::string bytes, bool ends_mail) {
  outgoing_.push_back({std::move(bytes), ends_mail});
  if (!writing_) write_next();
}

void Session::write_next() {
  if (outgoing_.empty() || state_ == State::kClosed) return;
  writing_ = true;
  if (outgoing_.front().ends_mail) text_written_ = true;
  auto done = [self = shared_from_this()](const error_code& ec, std::size_t) {
    self->writing_ = false;
    if (self->state_ == State::kClosed) return;
    if (ec) return self->fail(unavailable("the connection to " + self->where() + " broke: " + ec.message()));
    self->outgoing_.pop_front();
    self->write_next();
  };
  const auto bytes = asio::buffer(outgoing_.front().bytes);
  if (secure_)
    asio::async_write(stream_, bytes, std::move(done));
  else
    asio::async_write(stream_.next_layer(), bytes, std::move(done));
}

void Session::read() {
  auto done = [self = shared_from_this()](const error_code& ec, std::size_t n) {
    if (self->state_ == State::kClosed) return;
    if (ec) {
      if (self->state_ == State::kQuitting) return self->close();
      return self->fail(unavailable(self->where() + " closed the connection" +
                                    (ec == asio::error::eof ? "" : ": " + ec.message())));
    }
    self->reader_.feed({self->buffer_.data(), n});
    while (self->state_ != State::kClosed) {
      auto reply = self->reader_.next();
      if (!reply) return self->fail(reply.error());
      if (!reply->has_value()) break;
      self->on_reply(**reply);
      if (self->state_ == State::kHandshake) return;
    }
    if (self->state_ != State::kClosed) self->read();
  };
  if (secure_)
    stream_.async_read_some(asio::buffer(buffer_), std::move(done));
  else
    stream_.next_layer().async_read_some(asio::buffer(buffer_), std::move(done));
}

// Deadlines move with every step; the timer is only set when it would be too late.
void Session::expect_within(std::chrono::milliseconds time) {
  deadline_ = asio::steady_timer::clock_type::now() + time;
  if (armed_for_ == asio::steady_timer::time_point{} || deadline_ < armed_for_) arm();
}

void Session::arm() {
  armed_for_ = deadline_;
  timer_.expires_at(deadline_);
  timer_.async_wait([self = shared_from_this()](const error_code& ec) {
    if (ec || self->state_ == State::kClosed) return;
    if (asio::steady_timer::clock_type::now() < self->deadline_) return self->arm();
    self->armed_for_ = {};
    self->late();
  });
}

void Session::late() {
  if (state_ == State::kIdle) return quit();
  if (state_ == State::kQuitting) return close();
  fail({CRL_E_TIMEOUT, where() + " did not answer in time", 0, {}});
}

void Session::close() {
  state_ = State::kClosed;
  error_code ignored;
  resolver_.cancel();
  timer_.cancel();
  stream_.next_layer().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  stream_.next_layer().close(ignored);
  owner_.closed(*this, nullptr);
}

void Session::fail(const Error& why) {
  if (state_ == State::kClosed) return;
  const auto keep = shared_from_this();
  const bool stale = mails_ > 0;  // the server ended a connection that had worked
  state_ = State::kClosed;
  error_code ignored;
  resolver_.cancel();
  timer_.cancel();
  stream_.next_layer().close(ignored);
  const auto give_up = [&](MailPtr mail, bool uncertain) {
    if (mail == nullptr) return;
    if (uncertain) {
      owner_.failed(
          std::move(mail),
          {CRL_E_UNKNOWN,
           "the connection was lost after the mail was sent and before it was acknowledged: " + why.message,
           0, why.vendor_code});
    } else if (stale && !mail->wire.empty()) {
      owner_.returned(std::move(mail));
    } else {
      owner_.failed(std::move(mail), why);
    }
  };
  if (refusal_ && current_) owner_.failed(std::move(current_), *refusal_);
  give_up(std::move(current_), text_written_);
  give_up(std::move(following_), false);
  owner_.closed(*this, &why);
}

}  // namespace carillon::smtp
