#include "self_signed_server.h"

#include <atomic>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace carillon::plugins {

namespace asio = boost::asio;
using asio::ip::tcp;

struct SelfSignedServer::Impl {
  asio::io_context io;
  asio::ssl::context tls{asio::ssl::context::tls_server};
  tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
  std::atomic<bool> asked = false;
  std::thread thread;

  Impl() {
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    X509* const x = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 86'400);
    X509_set_pubkey(x, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(x));
    X509_sign(x, key, EVP_sha256());
    SSL_CTX_use_certificate(tls.native_handle(), x);
    SSL_CTX_use_PrivateKey(tls.native_handle(), key);
    X509_free(x);
    EVP_PKEY_free(key);
    thread = std::thread([this] { serve(); });
  }

  // One connection is enough.
  void serve() {
    boost::system::error_code ec;
    asio::ssl::stream<tcp::socket> stream(io, tls);
    acceptor.accept(stream.next_layer(), ec);
    if (ec) return;
    stream.handshake(asio::ssl::stream_base::server, ec);
    char byte = 0;
    if (!ec && stream.read_some(asio::buffer(&byte, 1), ec) > 0) asked = true;
  }
};

SelfSignedServer::SelfSignedServer() : impl_(std::make_unique<Impl>()) {}
SelfSignedServer::~SelfSignedServer() {
  boost::system::error_code ignored;
  tcp::socket last(impl_->io);  // wakes accept() when nobody came
  last.connect(impl_->acceptor.local_endpoint(), ignored);
  last.close(ignored);
  impl_->thread.join();
}
std::string SelfSignedServer::port() const { return std::to_string(impl_->acceptor.local_endpoint().port()); }
bool SelfSignedServer::was_asked() const { return impl_->asked; }

}  // namespace carillon::plugins
