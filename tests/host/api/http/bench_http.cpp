// A hello server to be measured from outside: `bench_http carillon|pistache` prints its port and serves
// until SIGTERM. Both run two socket threads; ours runs its handler on a work pool of two.
#include <csignal>
#include <cstdio>
#include <memory>
#include <string_view>

#include <pistache/endpoint.h>

#include "api/http/server.h"

namespace {

constexpr const char* kHello = "hello, world\n";

void wait_for_term(const sigset_t& signals) {
  int received = 0;
  sigwait(&signals, &received);
}

void print_port(int port) {
  std::printf("%d\n", port);
  std::fflush(stdout);
}

void serve_carillon(const sigset_t& signals) {
  using namespace carillon::http;
  ServerOptions options;
  options.socket_threads = 2;
  options.work_threads = 2;
  Server server(
      options,
      [](const Request&) {
        Response response;
        response.content_type = "text/plain";
        response.body = kHello;
        return response;
      },
      [](std::string_view, std::string_view) { return std::uint64_t{1024}; },
      [](int status, std::string_view detail, std::string_view) {
        Response response;
        response.status = status;
        response.body = detail;
        return response;
      });
  server.start();
  print_port(server.port());
  wait_for_term(signals);
  server.stop(std::chrono::milliseconds(500));
}

class Hello : public Pistache::Http::Handler {
 public:
  HTTP_PROTOTYPE(Hello)
  void onRequest(const Pistache::Http::Request&, Pistache::Http::ResponseWriter response) override {
    response.send(Pistache::Http::Code::Ok, kHello, MIME(Text, Plain));
  }
};

void serve_pistache(const sigset_t& signals) {
  Pistache::Http::Endpoint endpoint(Pistache::Address("127.0.0.1", Pistache::Port(0)));
  endpoint.init(Pistache::Http::Endpoint::options().threads(2).flags(Pistache::Tcp::Options::ReuseAddr));
  endpoint.setHandler(std::make_shared<Hello>());
  endpoint.serveThreaded();
  print_port(endpoint.getPort());
  wait_for_term(signals);
  endpoint.shutdown();
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view which = count == 2 ? arguments[1] : "";
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  if (which == "carillon") {
    serve_carillon(signals);
  } else if (which == "pistache") {
    serve_pistache(signals);
  } else {
    std::fprintf(stderr, "usage: %s carillon|pistache\n", arguments[0]);
    return 2;
  }
  return 0;
}
