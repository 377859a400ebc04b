// A mail server on 127.0.0.1 that a test tells what to answer, for the faults that a good server never shows.
//
// Thread safety: all calls are [any]; the script runs on the connections' threads, one at a time.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace carillon::test {

class ScriptedSmtp {
 public:
  struct Line {
    int connection = 0;   // 1, 2, ...
    int mail = 0;         // of this connection: 1, 2, ...
    std::string command;  // "GREETING", the line as it came, or "TEXT" after the end of a mail
    std::string text{};   // the mail's, for "TEXT"
    bool ahead = false;   // the client has sent more already
  };
  struct Mail {
    int connection;
    std::string sender, recipient, text;  // dots undone
  };
  // The reply without CRLF; "" for the usual one, kHang for none ever, kDrop to close the connection.
  using Script = std::function<std::string(const Line&)>;
  static constexpr const char* kHang = "hang";
  static constexpr const char* kDrop = "drop";

  explicit ScriptedSmtp(Script script = {}, std::string capabilities = "PIPELINING");
  ~ScriptedSmtp();

  std::string port() const;
  std::vector<Mail> mails() const;
  std::vector<std::string> commands() const;  // of all connections, in the order of coming
  int connections() const;
  int most_connections() const;                         // open at once
  int most_under_way(const std::string& domain) const;  // mails between RCPT and the reply to their text

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::test
