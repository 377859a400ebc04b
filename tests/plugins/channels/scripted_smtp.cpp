#include "scripted_smtp.h"

#include <algorithm>
#include <list>
#include <map>
#include <mutex>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace carillon::test {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct ScriptedSmtp::Impl {
  Script script;
  std::string capabilities;
  asio::io_context io;
  tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
  mutable std::mutex mutex;
  bool stopping = false;
  std::list<tcp::socket> sockets;
  std::vector<std::thread> threads;
  std::thread accepting;
  std::vector<Mail> mails;
  std::vector<std::string> commands;
  int connections = 0, open = 0, most_open = 0;
  std::map<std::string, int> under_way, most_under_way;

  void accept() {
    while (true) {
      tcp::socket socket(io);
      error_code ec;
      acceptor.accept(socket, ec);
      const std::scoped_lock lock(mutex);
      if (stopping || ec) return;
      socket.set_option(tcp::no_delay(true), ec);
      sockets.push_back(std::move(socket));
      tcp::socket& kept = sockets.back();
      const int number = ++connections;
      most_open = std::max(most_open, ++open);
      threads.emplace_back([this, &kept, number] {
        serve(kept, number);
        const std::scoped_lock again(mutex);
        error_code ignored;
        kept.shutdown(tcp::socket::shutdown_both, ignored);
        --open;
      });
    }
  }

  // What was answered; empty when the connection is to end.
  std::string reply(tcp::socket& socket, const Line& line, const std::string& usual) {
    std::string answer;
    {
      const std::scoped_lock lock(mutex);
      commands.push_back(line.command);
      if (script) answer = script(line);
    }
    error_code ec;
    if (answer == kDrop) return {};
    if (answer == kHang) {
      char ignored[4096];
      while (!ec) socket.read_some(asio::buffer(ignored), ec);
      return {};
    }
    if (answer.empty()) answer = usual;
    asio::write(socket, asio::buffer(answer + "\r\n"), ec);
    return ec || answer.starts_with("421") ? std::string() : answer;
  }

  static bool read_line(tcp::socket& socket, std::string& buffer, std::string& line) {
    error_code ec;
    const auto n = asio::read_until(socket, asio::dynamic_buffer(buffer), "\r\n", ec);
    if (ec) return false;
    line = buffer.substr(0, n - 2);
    buffer.erase(0, n);
    return true;
  }

  std::string hello() const {
    std::string out = "250-scripted";
    std::string rest = capabilities;
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      out += "\r\n250-" + rest.substr(0, comma);
      rest.erase(0, comma + 1);
    }
    out.replace(out.rfind("250-"), 4, "250 ");
    return out;
  }

  void move_domain(const std::string& recipient, int by) {
    const std::scoped_lock lock(mutex);
    const std::string domain = recipient.substr(recipient.rfind('@') + 1);
    int& n = under_way[domain];
    n += by;
    most_under_way[domain] = std::max(most_under_way[domain], n);
  }

  void serve(tcp::socket& socket, int number) {
    std::string buffer, line;
    Mail mail{number, "", "", ""};
    int count = 0;
    const auto at = [&](std::string command) {
      return Line{number, count, std::move(command), "", !buffer.empty()};
    };
    const auto inside = [](const std::string& text) {
      const auto from = text.find('<') + 1;
      return text.substr(from, text.find('>') - from);
    };
    if (reply(socket, at("GREETING"), "220 scripted ESMTP").empty()) return;
    while (read_line(socket, buffer, line)) {
      std::string usual = "250 2.0.0 Ok";
      const bool is_data = line == "DATA";
      if (line.starts_with("EHLO")) usual = hello();
      if (line.starts_with("MAIL")) {
        ++count;
        mail = {number, inside(line), "", ""};
      }
      if (line.starts_with("RCPT")) {
        mail.recipient = inside(line);
        move_domain(mail.recipient, 1);
      }
      if (is_data) usual = mail.recipient.empty() ? "503 5.5.1 no recipient" : "354 go on";
      if (line == "QUIT") usual = "221 2.0.0 bye";
      const std::string answer = reply(socket, at(line), usual);
      if (answer.empty() || line == "QUIT") return;
      if (!is_data || !answer.starts_with("354")) continue;
      while (read_line(socket, buffer, line) && line != ".")
        mail.text += line.substr(line.starts_with("..")) + "\r\n";
      if (line != ".") return;
      move_domain(mail.recipient, -1);
      Line text = at("TEXT");
      text.text = mail.text;
      {
        const std::scoped_lock lock(mutex);
        mails.push_back(mail);
      }
      if (reply(socket, text, "250 2.0.0 Ok: queued as Q" + std::to_string(count)).empty()) return;
    }
  }
};

ScriptedSmtp::ScriptedSmtp(Script script, std::string capabilities) : impl_(std::make_unique<Impl>()) {
  impl_->script = std::move(script);
  impl_->capabilities = std::move(capabilities);
  impl_->accepting = std::thread([this] { impl_->accept(); });
}

ScriptedSmtp::~ScriptedSmtp() {
  {
    const std::scoped_lock lock(impl_->mutex);
    impl_->stopping = true;
    error_code ignored;
    for (auto& socket : impl_->sockets) socket.shutdown(tcp::socket::shutdown_both, ignored);
  }
  error_code ignored;
  tcp::socket last(impl_->io);  // wakes accept()
  last.connect(impl_->acceptor.local_endpoint(), ignored);
  impl_->accepting.join();
  for (auto& thread : impl_->threads) thread.join();
}

std::string ScriptedSmtp::port() const { return std::to_string(impl_->acceptor.local_endpoint().port()); }
std::vector<ScriptedSmtp::Mail> ScriptedSmtp::mails() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->mails;
}
std::vector<std::string> ScriptedSmtp::commands() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->commands;
}
int ScriptedSmtp::connections() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->connections;
}
int ScriptedSmtp::most_connections() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->most_open;
}
int ScriptedSmtp::most_under_way(const std::string& domain) const {
  const std::scoped_lock lock(impl_->mutex);
  const auto found = impl_->most_under_way.find(domain);
  return found == impl_->most_under_way.end() ? 0 : found->second;
}

}  // namespace carillon::test
