#include "api/http/pistache_endpoint.h"

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pistache/endpoint.h>
#include <pistache/peer.h>
#include <sys/socket.h>

#include "api/http/connection.h"
#include "api/http/listening_socket.h"

namespace carillon::http {
namespace {

constexpr int kBacklog = 4096;

}  // namespace

// Owns the connections of the peers of one socket thread: Pistache clones its handler for each of them and
// calls a clone on its thread only, so there is no lock. Nothing of ours is kept in a Peer: whichever thread
// drops the last reference to one frees what is in it, and that may be the accepting thread, late.
class PistacheEndpoint::PeerHandler final : public Pistache::Http::Handler {
 public:
  HTTP_PROTOTYPE(PeerHandler)

  explicit PeerHandler(Core& core) : core_(&core) {}

  void onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
    core_->peers.fetch_add(1);
    const std::size_t open = core_->registry.size();
    const std::size_t most = core_->options.max_connections;
    // Past the limit clients are told so; far past it even telling them costs too much.
    const bool hopeless = open >= most + most / 8 + 16;
    const int copy = core_->stopping.load() || hopeless ? -1 : ::fcntl(peer->fd(), F_DUPFD_CLOEXEC, 0);
    if (copy < 0) {
      ::shutdown(peer->fd(), SHUT_RDWR);
      return;
    }
    const int on = 1;
    ::setsockopt(copy, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto connection = Connection::open(*core_, copy, peer->address().host());
    connections_.insert_or_assign(peer->getID(), connection);
    if (open >= most) connection->refuse(503, "the server has as many connections as it takes");
  }

  void onInput(const char* bytes, std::size_t size,
               const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
    const auto found = connections_.find(peer->getID());
    if (found != connections_.end()) found->second->on_input({bytes, size});
  }

  void onDisconnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
    if (const auto found = connections_.extract(peer->getID())) found.mapped()->on_disconnect();
    core_->peers.fetch_sub(1);
  }

  void onRequest(const Pistache::Http::Request&, Pistache::Http::ResponseWriter) override {
    throw std::logic_error("Pistache's own parser is not in use");
  }

 private:
  Core* core_;
  std::unordered_map<std::size_t, std::shared_ptr<Connection>> connections_;
};

struct PistacheEndpoint::Endpoint {
  explicit Endpoint(const Pistache::Address& address) : pistache(address) {}
  Pistache::Http::Endpoint pistache;
};

PistacheEndpoint::PistacheEndpoint(Core& core) : core_(core) {}
PistacheEndpoint::~PistacheEndpoint() = default;

void PistacheEndpoint::start() {
  const auto& options = core_.options;
  const bool bare_ipv6 = options.address.find(':') != std::string::npos && options.address.front() != '[';
  const std::string host = bare_ipv6 ? "[" + options.address + "]" : options.address;
  try {
    endpoint_ = std::make_unique<Endpoint>(Pistache::Address(host, Pistache::Port(options.port)));
    Pistache::Flags<Pistache::Tcp::Options> flags(Pistache::Tcp::Options::ReuseAddr);
    flags.setFlag(Pistache::Tcp::Options::NoDelay);
    flags.setFlag(Pistache::Tcp::Options::CloseOnExec);
    // Not Endpoint::init(): it has no backlog, and its transport times connections by Pistache's parser.
    endpoint_->pistache.initArgs(options.socket_threads, flags, std::string("http"), kBacklog);
    endpoint_->pistache.setHandler(std::make_shared<PeerHandler>(core_));
    endpoint_->pistache.serveThreaded();
  } catch (const std::exception& error) {
    endpoint_.reset();
    throw std::runtime_error("cannot listen on " + host + ":" + std::to_string(options.port) + ": " +
                             error.what() + "; choose a free port and an address of this machine");
  }
  port_ = endpoint_->pistache.getPort();
}

void PistacheEndpoint::stop_accepting() { retire_listening_socket(port_); }

void PistacheEndpoint::stop() {
  if (!endpoint_) return;
  endpoint_->pistache.shutdown();
  endpoint_.reset();
}

}  // namespace carillon::http
