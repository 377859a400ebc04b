#include "mail_judge.h"

#include <cstdlib>
#include <stdexcept>

#include <boost/json.hpp>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace carillon::test {
namespace json = boost::json;

MailJudge::MailJudge(const std::vector<std::string>& arguments) {
  int to[2], from[2];
  if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to[0], 0);
  posix_spawn_file_actions_adddup2(&actions, from[1], 1);
  const char* root = std::getenv("CARILLON_SOURCE_DIR");
  // The packages of the distribution are seen by the distribution's Python only.
  std::vector<std::string> words{"/usr/bin/python3", std::string(root == nullptr ? "." : root) +
                                                         "/tests/plugins/channels/mail_judge.py"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int failed = posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(to[0]);
  ::close(from[1]);
  in_ = to[1];
  out_ = from[0];
  if (failed != 0) throw std::runtime_error("python3 cannot be started");
  port_ = std::to_string(json::parse(line()).at("port").to_number<int>());
}

MailJudge::~MailJudge() {
  ::close(in_);
  ::close(out_);
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
}

std::string MailJudge::line() {
  while (buffer_.find('\n') == std::string::npos) {
    pollfd ready{out_, POLLIN, 0};
    if (poll(&ready, 1, 30'000) <= 0) throw std::runtime_error("the judge says nothing");
    char bytes[4096];
    const auto n = ::read(out_, bytes, sizeof bytes);
    if (n <= 0) throw std::runtime_error("the judge has ended");
    buffer_.append(bytes, static_cast<std::size_t>(n));
  }
  const auto end = buffer_.find('\n');
  std::string out = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  return out;
}

JudgedMail MailJudge::next() {
  const auto told = json::parse(line()).as_object();
  const auto text = [](const json::value& v) {
    return v.is_string() ? std::string(v.as_string()) : json::serialize(v);
  };
  JudgedMail out;
  out.sender = text(told.at("sender"));
  for (const auto& each : told.at("recipients").as_array()) out.recipient += text(each);
  out.type = text(told.at("type"));
  out.user = text(told.at("user"));
  out.dkim = text(told.at("dkim"));
  out.raw = text(told.at("raw"));
  for (const auto& pair : told.at("headers").as_array())
    out.headers.emplace(text(pair.at(0)), text(pair.at(1)));
  for (const auto& [kind, body] : told.at("bodies").as_object()) out.bodies[std::string(kind)] = text(body);
  for (const auto& defect : told.at("defects").as_array()) out.defects.push_back(text(defect));
  out.secure = told.at("secure").as_bool();
  out.longest = told.at("longest").to_number<int>();
  return out;
}

std::string JudgedMail::header(const std::string& name) const {
  const auto n = headers.count(name);
  if (n != 1) return n == 0 ? "(none)" : "(several)";
  return headers.find(name)->second;
}

}  // namespace carillon::test
