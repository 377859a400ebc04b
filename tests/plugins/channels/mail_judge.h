// The mail server of mail_judge.py: it takes mails and tells what programs that are not ours read in them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace carillon::test {

struct JudgedMail {
  std::string sender, recipient, type, user, dkim, raw;
  std::multimap<std::string, std::string> headers;  // decoded
  std::map<std::string, std::string> bodies;        // by subtype, decoded
  std::vector<std::string> defects;
  bool secure = false;
  int longest = 0;  // line

  // The only header of this name; "(none)" or "(several)".
  std::string header(const std::string& name) const;
};

class MailJudge {
 public:
  explicit MailJudge(const std::vector<std::string>& arguments = {});
  ~MailJudge();
  std::string port() const { return port_; }
  // Waits for the next mail.
  JudgedMail next();

 private:
  std::string line();

  int in_ = -1, out_ = -1, pid_ = -1;
  std::string port_, buffer_;
};

}  // namespace carillon::test
