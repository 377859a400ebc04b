#include "canned_host.h"

#include <thread>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <sys/socket.h>

namespace carillon::cli {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

struct CannedHost::Impl {
  std::function<CannedAnswer(const CannedRequest&)> answer;
  std::vector<CannedRequest> requests;
  asio::io_context io;
  tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::thread thread;

  void serve() {
    while (true) {
      boost::system::error_code failed;
      tcp::socket socket = acceptor.accept(failed);
      if (failed) return;
      while (exchange(socket)) {}
    }
  }

  bool exchange(tcp::socket& socket) {
    boost::system::error_code failed;
    boost::beast::flat_buffer buffer;
    http::request_parser<http::string_body> parser;
    parser.body_limit(64U << 20);
    http::read(socket, buffer, parser, failed);
    if (failed) return false;
    const auto& request = parser.get();
    requests.push_back(
        {std::string(request.target()), std::string(request[http::field::content_type]), request.body()});
    const CannedAnswer canned = answer(requests.back());
    http::response<http::string_body> response(static_cast<http::status>(canned.status), 11, canned.body);
    response.keep_alive(true);
    response.prepare_payload();
    http::write(socket, response, failed);
    return !failed;
  }
};

CannedHost::CannedHost(std::function<CannedAnswer(const CannedRequest&)> answer)
    : impl_(std::make_unique<Impl>()) {
  impl_->answer = std::move(answer);
  impl_->thread = std::thread([this] { impl_->serve(); });
}

CannedHost::~CannedHost() {
  // Wakes the blocking accept; closing the descriptor would not.
  ::shutdown(impl_->acceptor.native_handle(), SHUT_RDWR);
  impl_->thread.join();
}

std::string CannedHost::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->acceptor.local_endpoint().port());
}

const std::vector<CannedRequest>& CannedHost::requests() const { return impl_->requests; }

}  // namespace carillon::cli
