#include "tiny_server.h"

#include <thread>
#include <vector>

#include <boost/asio/buffers_iterator.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

namespace carillon::plugins {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct Connection : std::enable_shared_from_this<Connection> {
  Connection(tcp::socket s, const TinyServer::Answer& a, std::vector<std::shared_ptr<Connection>>& h)
      : socket(std::move(s)), answer(a), held(h) {}

  void read_head() {
    asio::async_read_until(
        socket, buffer, "\r\n\r\n", [self = shared_from_this()](auto error, std::size_t n) {
          if (error) return;
          std::string head(asio::buffers_begin(self->buffer.data()),
                           asio::buffers_begin(self->buffer.data()) + static_cast<std::ptrdiff_t>(n));
          self->buffer.consume(n);
          const auto end = head.find("\r\n");
          self->request.line = head.substr(0, end);
          self->request.head = head.substr(end + 2);
          std::size_t length = 0;
          if (const auto at = head.find("Content-Length: "); at != std::string::npos)
            length = std::stoul(head.substr(at + 16));
          self->read_body(length);
        });
  }

  void read_body(std::size_t length) {
    const std::size_t have = buffer.size();
    asio::async_read(socket, buffer, asio::transfer_exactly(length > have ? length - have : 0),
                     [self = shared_from_this()](auto error, std::size_t) {
                       if (error) return;
                       self->request.body.assign(asio::buffers_begin(self->buffer.data()),
                                                 asio::buffers_end(self->buffer.data()));
                       self->reply();
                     });
  }

  void reply() {
    auto bytes = answer(request);
    if (!bytes) {
      held.push_back(shared_from_this());
      return;
    }
    out = std::move(*bytes);
    asio::async_write(socket, asio::buffer(out), [self = shared_from_this()](auto, std::size_t) {
      boost::system::error_code ignored;
      self->socket.shutdown(tcp::socket::shutdown_both, ignored);
    });
  }

  tcp::socket socket;
  const TinyServer::Answer& answer;
  std::vector<std::shared_ptr<Connection>>& held;
  asio::streambuf buffer;
  TinyServer::Request request;
  std::string out;
};

}  // namespace

struct TinyServer::Impl {
  explicit Impl(Answer a) : answer(std::move(a)) {}

  void accept() {
    acceptor.async_accept([this](auto error, tcp::socket socket) {
      if (error) return;
      std::make_shared<Connection>(std::move(socket), answer, held)->read_head();
      accept();
    });
  }

  Answer answer;
  asio::io_context io;
  std::vector<std::shared_ptr<Connection>> held;
  tcp::acceptor acceptor{io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::thread thread;
};

TinyServer::TinyServer(Answer answer) : impl_(std::make_unique<Impl>(std::move(answer))) {
  impl_->accept();
  impl_->thread = std::thread([this] { impl_->io.run(); });
}

TinyServer::~TinyServer() {
  impl_->io.stop();
  impl_->thread.join();
}

std::string TinyServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(impl_->acceptor.local_endpoint().port()) + path;
}

}  // namespace carillon::plugins
