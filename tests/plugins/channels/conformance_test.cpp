// The channels that ship, each through the whole suite: with a server that works, one that is not there, and
// one that never answers.
#include <cstdlib>
#include <filesystem>
#include <memory>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/json.h"
#include "channel/suite.h"
#include "host/plugins/tiny_server.h"
#include "plugins/host_services.h"
#include "plugins/registry.h"
#include "scripted_smtp.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace carillon::test {
namespace {

class ChannelConformance : public ::testing::Test {
 protected:
  ChannelConformance() {
    log::start({log::Level::kError, false, {}});
    const char* folder = std::getenv("CARILLON_PLUGIN_DIR");
    registry_.scan(std::vector{std::filesystem::path(folder == nullptr ? "." : folder)});
  }

  void expect_good(const std::string& plugin, const std::string& settings) {
    SCOPED_TRACE(plugin + " " + settings);
    auto made = registry_.create(CRL_CHANNEL_ID, plugin, "suite", json::parse(settings), sink_.table());
    ASSERT_TRUE(made.ok()) << made.error().message;
    plugins::Instance& instance = **made;
    ASSERT_TRUE(instance.start().ok());
    conformance::ChannelUnderTest channel{*static_cast<const crl_channel*>(instance.interface()),
                                          instance.self(), sink_, [&] { instance.stop(); }};
    for (const auto& check : conformance::channel_checks()) {
      for (const auto& finding : check.run(channel)) ADD_FAILURE() << check.name << ": " << finding;
    }
  }

  SystemClock clock_;
  telemetry::Metrics metrics_;
  plugins::HostServices services_{clock_, metrics_, plugins::HttpOptions{.allow_private = true}};
  plugins::Registry registry_{services_};
  conformance::ChannelSink sink_;
};

std::string smtp_at(const std::string& port) {
  return R"({"host": "127.0.0.1", "security": "none", "from": "shop@example.com", "verp": true, "bounce_token": "t", "connections": 40, "data_timeout_ms": 50, "port": )" +
         port + "}";
}
std::string http_at(const std::string& url) {
  return R"({"address": "email", "timeout_ms": 300, "request": {"url": ")" + url +
         R"(", "json": {"to": "{to}", "text": "{text}", "key": "{key}"}},
      "receipts": {"id": "/id", "state": "/s", "states": {"ok": "delivered"}, "verify": {"type": "hmac", "secret": "s", "header": "X-Signature", "prefix": "sha256="}}})";
}

TEST_F(ChannelConformance, sms_sim_is_a_good_channel) {
  expect_good("sms_sim", R"({"webhook_secret": "s"})");
}

TEST_F(ChannelConformance, sms_sim_is_one_also_when_it_goes_down_throttles_and_fails) {
  expect_good(
      "sms_sim",
      R"({"temporary_failure_rate": 0.3, "permanent_failure_rate": 0.1, "throttle_per_second": 400, "down_every_ms": 300, "down_for_ms": 50, "latency": "long_tail"})");
}

TEST_F(ChannelConformance, email_sim_is_a_good_channel) { expect_good("email_sim", "{}"); }

TEST_F(ChannelConformance, smtp_is_a_good_channel) {
  const ScriptedSmtp server;
  expect_good("smtp", smtp_at(server.port()));
}

TEST_F(ChannelConformance, smtp_is_one_also_before_a_server_that_never_answers) {
  const ScriptedSmtp server(
      [](const ScriptedSmtp::Line& line) { return line.command == "TEXT" ? ScriptedSmtp::kHang : ""; });
  expect_good("smtp", smtp_at(server.port()));
}

TEST_F(ChannelConformance, http_is_a_good_channel) {
  const plugins::TinyServer server([](const auto&) {
    return std::optional<std::string>("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
  });
  expect_good("http", http_at(server.url("/")));
}

TEST_F(ChannelConformance, http_is_one_also_before_a_server_that_never_answers) {
  const plugins::TinyServer server([](const auto&) { return std::optional<std::string>(); });
  expect_good("http", http_at(server.url("/")));
}

// The suite itself: a channel that misbehaves is found out.
TEST_F(ChannelConformance, finds_out_a_channel_that_answers_twice_or_for_messages_that_never_were) {
  for (const std::string fault : {"double_completion_rate", "garbage_rate"}) {
    conformance::ChannelSink sink;
    auto made = registry_.create(CRL_CHANNEL_ID, "sms_sim", "bad", json::parse("{\"" + fault + "\": 0.5}"),
                                 sink.table());
    ASSERT_TRUE(made.ok());
    ASSERT_TRUE((*made)->start().ok());
    conformance::ChannelUnderTest channel{
        *static_cast<const crl_channel*>((*made)->interface()), (*made)->self(), sink, {}};
    EXPECT_FALSE(conformance::channel_checks().at(1).run(channel).empty()) << fault;
  }
}

}  // namespace
}  // namespace carillon::test
