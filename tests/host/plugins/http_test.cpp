#include <atomic>
#include <future>
#include <mutex>

#include <gtest/gtest.h>

#include <carillon/value.hpp>

#include "plugins/http_client.h"
#include "self_signed_server.h"
#include "tiny_server.h"

namespace carillon::plugins {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);

struct Outcome {
  crl_status status = CRL_OK;
  std::string error;
  int http_status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

// Collects what a sink is told, and the order of it.
class Collector {
 public:
  crl_http_sink sink() {
    return {sizeof(crl_http_sink),
            0,
            this,
            [](void* ctx, std::int32_t status, const crl_kv* headers, std::uint32_t n) {
              auto& me = *static_cast<Collector*>(ctx);
              me.order_ += 'h';
              me.outcome_.http_status = status;
              for (std::uint32_t i = 0; i < n; ++i)
                me.outcome_.headers.emplace_back(view(headers[i].key), view(headers[i].value));
            },
            [](void* ctx, crl_str chunk) {
              auto& me = *static_cast<Collector*>(ctx);
              if (me.order_.back() != 'b') me.order_ += 'b';
              me.outcome_.body += view(chunk);
            },
            [](void* ctx, crl_status status, const crl_error* error) {
              auto& me = *static_cast<Collector*>(ctx);
              me.order_ += 'd';
              me.outcome_.status = status;
              if (error != nullptr) me.outcome_.error = read_error(status, *error).message;
              me.promise_.set_value();
            }};
  }
  Outcome wait() {
    if (future_.wait_for(kPatience) != std::future_status::ready)
      return {CRL_E_INTERNAL, "done() never came", 0, {}, {}};
    return outcome_;
  }
  const std::string& order() const { return order_; }

 private:
  Outcome outcome_;
  std::string order_;
  std::promise<void> promise_;
  std::future<void> future_ = promise_.get_future();
};

crl_http_request request(const std::string& url) {
  crl_http_request r{};
  r.size = sizeof r;
  r.url = str(url);
  return r;
}

HttpOptions open_options() {
  HttpOptions options;
  options.allow_private = true;
  return options;
}

std::string ok(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nX-Two: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

Outcome fetch(const std::string& url, const HttpOptions& options, std::uint32_t timeout_ms = 0,
              std::uint32_t max_bytes = 0) {
  HttpClient client(options);
  Collector collector;
  auto r = request(url);
  r.timeout_ms = timeout_ms;
  r.max_response_bytes = max_bytes;
  const auto op = client.start(r, collector.sink());
  if (!op) return {op.error().status, op.error().message, 0, {}, {}};
  return collector.wait();
}

TEST(Http, sends_the_request_as_given_and_tells_the_answer_in_order) {
  std::mutex mutex;
  TinyServer::Request seen;
  const TinyServer server([&](const TinyServer::Request& r) {
    const std::scoped_lock lock(mutex);
    seen = r;
    return std::optional(ok("the answer"));
  });
  HttpClient client(open_options());
  Collector collector;
  const std::string url = server.url("/v1/send?x=1");
  auto r = request(url);
  const crl_kv headers[] = {{str("Authorization"), str("Bearer t")}, {str("X-Empty"), str("")}};
  r.method = str("PATCH");
  r.body = str("{\"a\":1}");
  r.headers = headers;
  r.n_headers = 2;
  ASSERT_TRUE(client.start(r, collector.sink()));
  const auto out = collector.wait();
  EXPECT_EQ(out.status, CRL_OK) << out.error;
  EXPECT_EQ(out.http_status, 200);
  EXPECT_EQ(out.body, "the answer");
  EXPECT_EQ(out.headers.at(0), std::pair(std::string("X-Two"), std::string("a")));
  EXPECT_EQ(collector.order(), "hbd");
  const std::scoped_lock lock(mutex);
  EXPECT_EQ(seen.line, "PATCH /v1/send?x=1 HTTP/1.1");
  EXPECT_EQ(seen.body, "{\"a\":1}");
  EXPECT_NE(seen.head.find("Authorization: Bearer t\r\n"), std::string::npos);
  EXPECT_NE(seen.head.find("X-Empty:"), std::string::npos);
  EXPECT_EQ(seen.head.find("Content-Type"), std::string::npos) << seen.head;
  EXPECT_EQ(seen.head.find("Expect"), std::string::npos);
}

TEST(Http, every_method_arrives_and_an_error_of_the_server_is_an_answer) {
  const TinyServer server([](const TinyServer::Request& r) {
    return std::optional("HTTP/1.1 503 Busy\r\nConnection: close\r\nX-Line: " + r.line +
                         "\r\nContent-Length: 0\r\n\r\n");
  });
  HttpClient client(open_options());
  for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}) {
    Collector collector;
    const std::string url = server.url("/m");
    auto r = request(url);
    r.method = str(method);
    ASSERT_TRUE(client.start(r, collector.sink()));
    const auto out = collector.wait();
    EXPECT_EQ(out.status, CRL_OK) << method << ": " << out.error;
    EXPECT_EQ(out.http_status, 503);
    EXPECT_EQ(out.headers.at(1).second, method + " /m HTTP/1.1");
    EXPECT_EQ(collector.order(), "hd");
  }
}

TEST(Http, private_addresses_are_refused_unless_allowed) {
  std::atomic<int> hits = 0;
  const TinyServer server([&](const TinyServer::Request&) {
    ++hits;
    return std::optional(ok("secret"));
  });
  const std::string port = server.url("").substr(std::string("http://127.0.0.1").size());
  for (const std::string host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"}) {
    const auto out = fetch("http://" + host + port + "/", {});
    EXPECT_EQ(out.status, CRL_E_INVALID) << host << ": " << out.error;
    EXPECT_NE(out.error.find("public internet"), std::string::npos) << host << ": " << out.error;
  }
  EXPECT_EQ(hits, 0);
  EXPECT_EQ(fetch(server.url("/"), open_options()).body, "secret");
}

// Whatever a name resolves to is judged at the moment of connecting, each address by itself, so that neither
// a name with several addresses nor one that changes between two looks can lead inside.
TEST(Http, names_that_resolve_to_private_addresses_are_refused) {
  std::atomic<int> hits = 0;
  const TinyServer server([&](const TinyServer::Request&) {
    ++hits;
    return std::optional(ok("secret"));
  });
  const std::string port = server.url("").substr(std::string("http://127.0.0.1:").size());
  for (const std::string addresses :
       {"127.0.0.1", "0.0.0.0", "169.254.169.254", "169.254.169.254,127.0.0.1", "10.0.0.1,[::1],127.0.0.1",
        "[::ffff:127.0.0.1]", "[::1]", "[fe80::1]", "[64:ff9b::7f00:1]", "100.64.0.1", "192.168.0.1"}) {
    HttpOptions options;
    options.resolve = {"vendor.example:" + port + ":" + addresses};
    const auto out = fetch("http://vendor.example:" + port + "/", options, 3000);
    EXPECT_EQ(out.status, CRL_E_INVALID) << addresses << ": " << out.error;
    EXPECT_NE(out.error.find("public internet"), std::string::npos) << addresses << ": " << out.error;
  }
  EXPECT_EQ(hits, 0);
  HttpOptions open = open_options();
  open.resolve = {"vendor.example:" + port + ":127.0.0.1"};
  EXPECT_EQ(fetch("http://vendor.example:" + port + "/", open).body, "secret");
}

TEST(Http, a_redirect_into_the_private_network_leads_nowhere) {
  std::atomic<int> hits = 0;
  const TinyServer inside([&](const TinyServer::Request&) {
    ++hits;
    return std::optional(ok("secret"));
  });
  const TinyServer server([&](const TinyServer::Request&) {
    return std::optional("HTTP/1.1 302 Found\r\nLocation: " + inside.url("/") +
                         "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  EXPECT_EQ(fetch(server.url("/"), open_options()).http_status, 302);
  EXPECT_EQ(hits, 0);
}

TEST(Http, a_certificate_that_nobody_vouches_for_is_refused) {
  const SelfSignedServer server;
  const auto out = fetch("https://127.0.0.1:" + server.port() + "/", open_options());
  EXPECT_EQ(out.status, CRL_E_UNAVAILABLE) << out.error;
  EXPECT_NE(out.error.find("TLS"), std::string::npos) << out.error;
  EXPECT_FALSE(server.was_asked()) << "nothing was sent before the certificate was judged";
}

TEST(Http, redirects_are_handed_back_and_not_followed) {
  std::atomic<int> hits = 0;
  const TinyServer server([&](const TinyServer::Request&) {
    ++hits;
    return std::optional<std::string>(
        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  EXPECT_EQ(fetch(server.url("/"), open_options()).http_status, 302);
  EXPECT_EQ(hits, 1);
}

TEST(Http, a_proxy_of_the_environment_is_ignored) {
  ::setenv("http_proxy", "http://127.0.0.1:9", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:9", 1);
  const TinyServer server([](const TinyServer::Request&) { return std::optional(ok("direct")); });
  EXPECT_EQ(fetch(server.url("/"), open_options()).body, "direct");
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
}

TEST(Http, an_answer_that_is_too_large_is_cut_off) {
  const std::string megabyte(1 << 20, 'x');
  const TinyServer server([&](const TinyServer::Request& r) {
    if (r.line.find("/claims") != std::string::npos) return std::optional(ok(megabyte));
    return std::optional("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + megabyte);
  });
  for (const char* path : {"/claims", "/silent"}) {
    const auto out = fetch(server.url(path), open_options(), 0, 1000);
    EXPECT_EQ(out.status, CRL_E_INVALID);
    EXPECT_NE(out.error.find("1000 bytes"), std::string::npos) << out.error;
    EXPECT_LE(out.body.size(), 1000U);
  }
  EXPECT_EQ(fetch(server.url("/claims"), open_options(), 0, 1 << 20).body.size(), megabyte.size());
  HttpOptions small = open_options();
  small.max_response_bytes = 500;
  EXPECT_EQ(fetch(server.url("/claims"), small, 0, 1 << 20).status, CRL_E_INVALID)
      << "the host's limit is the highest";
}

TEST(Http, headers_without_end_are_cut_off) {
  const TinyServer server([](const TinyServer::Request&) {
    std::string head = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 20'000; ++i)
      head += "X-" + std::to_string(i) + ": 0123456789012345678901234567890123456789\r\n";
    return std::optional(head + "\r\n");
  });
  EXPECT_EQ(fetch(server.url("/"), open_options()).status, CRL_E_INVALID);
}

TEST(Http, silence_ends_in_a_timeout) {
  const TinyServer server([](const TinyServer::Request&) { return std::optional<std::string>(); });
  const auto out = fetch(server.url("/"), open_options(), 100);
  EXPECT_EQ(out.status, CRL_E_TIMEOUT) << out.error;
}

TEST(Http, a_connection_that_breaks_after_the_request_leaves_the_outcome_unknown) {
  const TinyServer server([](const TinyServer::Request&) { return std::optional<std::string>(""); });
  EXPECT_EQ(fetch(server.url("/"), open_options()).status, CRL_E_UNKNOWN);
}

TEST(Http, nobody_listening_is_unavailable) {
  std::string url;
  {
    const TinyServer gone([](const TinyServer::Request&) { return std::optional<std::string>(); });
    url = gone.url("/");
  }
  EXPECT_EQ(fetch(url, open_options()).status, CRL_E_UNAVAILABLE);
}

TEST(Http, cancel_ends_a_request_once) {
  std::promise<void> arrived;
  const TinyServer server([&](const TinyServer::Request&) {
    arrived.set_value();
    return std::optional<std::string>();
  });
  HttpClient client(open_options());
  Collector collector;
  const std::string url = server.url("/");
  const auto op = client.start(request(url), collector.sink());
  ASSERT_TRUE(op);
  arrived.get_future().wait();
  client.cancel(*op);
  client.cancel(*op);
  EXPECT_EQ(collector.wait().status, CRL_E_CANCELLED);
  client.cancel(*op);
  client.cancel(12'345);
  client.stop();
  EXPECT_EQ(collector.order(), "d");
}

TEST(Http, stop_cancels_what_is_under_way_and_refuses_more) {
  const TinyServer server([](const TinyServer::Request&) { return std::optional<std::string>(); });
  HttpClient client(open_options());
  std::vector<Collector> collectors(20);
  const std::string url = server.url("/");
  for (auto& collector : collectors) ASSERT_TRUE(client.start(request(url), collector.sink()));
  client.stop();
  for (auto& collector : collectors) EXPECT_EQ(collector.wait().status, CRL_E_CANCELLED);
  EXPECT_EQ(client.start(request(url), collectors[0].sink()).error().status, CRL_E_STATE);
}

TEST(Http, many_requests_at_once_each_end_once_whoever_cancels) {
  const TinyServer server([](const TinyServer::Request& r) {
    return r.line.find("/hold") == std::string::npos ? std::optional(ok("x")) : std::nullopt;
  });
  HttpClient client(open_options());
  constexpr int kRequests = 60;
  std::vector<Collector> collectors(kRequests);
  const std::string quick = server.url("/quick");
  const std::string hold = server.url("/hold");
  std::vector<std::uint64_t> ops(kRequests);
  for (std::size_t i = 0; i < kRequests; ++i) {
    const auto op = client.start(request(i % 3 == 0 ? hold : quick), collectors[i].sink());
    ASSERT_TRUE(op);
    ops[i] = *op;
  }
  std::thread canceller([&] {
    for (std::size_t i = 0; i < kRequests; i += 3) client.cancel(ops[i]);
  });
  for (std::size_t i = 0; i < kRequests; ++i) {
    const auto out = collectors[i].wait();
    EXPECT_EQ(out.status, i % 3 == 0 ? CRL_E_CANCELLED : CRL_OK) << out.error;
  }
  canceller.join();
}

TEST(Http, requests_that_cannot_be_sent_are_refused_at_once) {
  HttpClient client(open_options());
  Collector collector;
  const auto refused = [&](const std::string& url, const char* method, crl_kv header) {
    auto r = request(url);
    r.method = str(method);
    r.headers = &header;
    r.n_headers = header.key.len == 0 ? 0 : 1;
    const auto op = client.start(r, collector.sink());
    return op ? std::string("it was taken") : op.error().message;
  };
  const auto says = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  EXPECT_TRUE(says(refused("ftp://example.com/", "GET", {}), "only https and http"));
  EXPECT_TRUE(says(refused("file:///etc/passwd", "GET", {}), "only https and http"));
  EXPECT_TRUE(says(refused("not a url", "GET", {}), "cannot be read"));
  EXPECT_TRUE(says(refused("http://u:p@example.com/", "GET", {}), "password"));
  EXPECT_TRUE(says(refused("http://example.com/\r\nX: y", "GET", {}), "control characters"));
  EXPECT_TRUE(says(refused("http://example.com/", "GET /x", {}), "no method"));
  EXPECT_TRUE(says(refused("http://example.com/", "CONNECT", {}), "no method"));
  EXPECT_TRUE(
      says(refused("http://example.com/", "GET", {str("X"), str("a\r\nHost: b")}), "control characters"));
  EXPECT_TRUE(says(refused("http://example.com/", "GET", {str("X y"), str("a")}), "name"));
  EXPECT_TRUE(says(refused("http://example.com/", "GET", {str("host"), str("a")}), "leave it out"));
  EXPECT_EQ(collector.order(), "");
}

}  // namespace
}  // namespace carillon::plugins
