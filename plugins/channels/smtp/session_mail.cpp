// The part of a session that sends mails over a connection that is ready.
#include <utility>

#include "session.h"

namespace carillon::smtp {
namespace {

constexpr std::size_t kLastChunk = 64 * 1024;

}  // namespace

void Session::work() {
  if (auto mail = take_mail()) start_mail(std::move(mail));
}

MailPtr Session::take_mail() {
  while (auto mail = owner_.next_mail()) {
    if (mail->needs_utf8 && !utf8_) {
      owner_.failed(
          std::move(mail),
          {CRL_E_INVALID, "the mail server takes no addresses with letters beyond ASCII", 0, "no_smtputf8"});
    } else if (max_size_ > 0 && mail->wire.size() > max_size_) {
      const std::string size = std::to_string(mail->wire.size());
      owner_.failed(std::move(mail),
                    {CRL_E_INVALID,
                     "the mail has " + size + " bytes; the mail server takes " + std::to_string(max_size_), 0,
                     "too_large"});
    } else {
      return mail;
    }
  }
  return nullptr;
}

std::string Session::sender_line(const Mail& mail) const {
  std::string out = "MAIL FROM:<" + mail.return_path + ">";
  if (max_size_ > 0) out += " SIZE=" + std::to_string(mail.wire.size());
  if (mail.needs_utf8) out += " SMTPUTF8";
  return out + "\r\n";
}

std::string Session::envelope(const Mail& mail) {
  expected_.push_back(Expect::kMail);
  if (!pipelining_) return sender_line(mail);
  expected_.push_back(Expect::kRcpt);
  expected_.push_back(Expect::kData);
  return sender_line(mail) + "RCPT TO:<" + mail.to + ">\r\nDATA\r\n";
}

void Session::start_mail(MailPtr mail) {
  state_ = State::kMailing;
  current_ = std::move(mail);
  write(envelope(*current_));
  expect_within(settings_.command_timeout);
}

void Session::mail_reply(const Reply& reply) {
  if (expected_.empty()) {
    return fail(unavailable(where() + " says without being asked: " + std::to_string(reply.code) + " " +
                            reply.text()));
  }
  const Expect what = expected_.front();
  expected_.pop_front();
  if (reply.code == 421) {
    const Error why = refusal(reply, "the connection", settings_.greylist_pause);
    // Said instead of an acknowledgement: the mail was not taken.
    if (what == Expect::kText) text_written_ = false;
    return fail(why);
  }
  expect_within(settings_.command_timeout);
  if (what == Expect::kText) return text_reply(reply);
  envelope_reply(what, reply);
}

void Session::envelope_reply(Expect what, const Reply& reply) {
  const auto refuse = [&](std::string_view step) {
    if (!refusal_) {
      refusal_ = std::make_unique<Error>(reply.code >= 400
                                             ? refusal(reply, step, settings_.greylist_pause)
                                             : unavailable("the mail server answers " + std::string(step) +
                                                           " with " + std::to_string(reply.code)));
    }
  };
  switch (what) {
    case Expect::kMail:
      if (!reply.positive()) {
        refuse("the sender");
      } else if (!pipelining_) {
        write("RCPT TO:<" + current_->to + ">\r\n");
        expected_.push_back(Expect::kRcpt);
      }
      break;
    case Expect::kRcpt:
      if (!reply.positive()) {
        refuse("the recipient");
      } else if (!pipelining_) {
        write("DATA\r\n");
        expected_.push_back(Expect::kData);
      }
      break;
    case Expect::kData:
      if (reply.intermediate() && !refusal_) return send_text();
      if (reply.intermediate()) {  // it waits for a text although it refused the envelope
        write(".\r\n");
        expected_.push_back(Expect::kEmptyText);
      } else {
        refuse("the mail");
      }
      break;
    case Expect::kReset:
      owner_.failed(std::move(current_), *std::exchange(refusal_, nullptr));
      return become_idle();
    case Expect::kEmptyText:
    case Expect::kText:
      break;
  }
  if (expected_.empty() && refusal_) wind_up();
}

void Session::wind_up() {
  write("RSET\r\n");
  expected_.push_back(Expect::kReset);
}

void Session::send_text() {
  std::string text = std::exchange(current_->wire, {});
  expected_.push_back(Expect::kText);
  if (text.size() > 2 * kLastChunk) {
    write(text.substr(0, text.size() - kLastChunk));
    text.erase(0, text.size() - kLastChunk);
  }
  // The next mail's envelope travels with this one's text.
  const bool more = pipelining_ && (settings_.messages_per_connection == 0 ||
                                    mails_ + 1 < settings_.messages_per_connection);
  if (more) following_ = take_mail();
  if (following_) text += envelope(*following_);
  write(std::move(text), true);
  expect_within(settings_.data_timeout);
}

void Session::text_reply(const Reply& reply) {
  text_written_ = false;
  MailPtr mail = std::exchange(current_, std::move(following_));
  if (reply.positive()) {
    ++mails_;
    owner_.sent(std::move(mail));
  } else if (reply.code >= 400) {
    owner_.failed(std::move(mail), refusal(reply, "the mail", settings_.greylist_pause));
  } else {
    owner_.failed(
        std::move(mail),
        {CRL_E_UNKNOWN, "the mail server answered a mail with " + std::to_string(reply.code), 0, {}});
  }
  if (!current_) become_idle();
}

}  // namespace carillon::smtp
