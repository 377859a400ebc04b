// The http channel in a real host's services against a small vendor on 127.0.0.1 that a test tells what to
// answer. Settings come from the shipped examples or from the test.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/json.h"
#include "host/plugins/tiny_server.h"
#include "plugins/host_services.h"
#include "plugins/registry.h"
#include "sdk/channel_probe.hpp"
#include "telemetry/metrics.h"

namespace carillon::test {

struct VendorAnswer {
  int status = 200;
  std::string body = "{}";
  std::map<std::string, std::string> headers{};
};
struct VendorRequest {
  std::string line, body;
  std::map<std::string, std::string> headers;  // names in lower case
  std::map<std::string, std::string> form() const;
  json::value json() const { return json::parse(body); }
};

class Vendor : public ::testing::Test {
 protected:
  Vendor();
  ~Vendor() override;

  // A channel of config/vendors/NAME.toml with these variables, its addresses turned to this vendor.
  void use_example(const std::string& name, const std::map<std::string, std::string>& environment);
  // A channel of settings in which "VENDOR" stands for this vendor's address.
  void use(const std::string& settings_json, bool allow_private = true, const std::string& plugin = "http");
  Error refusal(const std::string& settings_json, const std::string& plugin = "http");

  std::string vendor_url(const std::string& path) const { return server_->url(path); }
  // What the vendor answers from now on; nullopt: nothing ever.
  void answer(std::optional<VendorAnswer> answer);
  void answer_next(const VendorAnswer& answer);  // once, before the other
  std::vector<VendorRequest> requests() const;
  VendorRequest last() const;

  // Sends and waits for the answer.
  SeenCompletion send(const Letter& letter);
  std::uint32_t offer(const std::vector<Letter>& letters, Error* why = nullptr);
  bool completed(std::size_t n);
  // What a vendor posts to the receipts endpoint.
  Status post(const std::string& body, const std::map<std::string, std::string>& headers);
  // What a vendor asks of it before.
  Result<std::string> ask(const std::map<std::string, std::string>& query);
  const crl_channel& table() const;

  ManualClock clock_{1'800'000'000'000'000};
  ChannelProbe probe_;
  std::unique_ptr<plugins::Instance> channel_;
  std::uint64_t next_token_ = 1;

 private:
  telemetry::Metrics metrics_;
  std::unique_ptr<plugins::HostServices> services_;
  std::unique_ptr<plugins::Registry> registry_;
  mutable std::mutex mutex_;
  std::optional<VendorAnswer> answer_ = VendorAnswer{};
  std::deque<VendorAnswer> next_;
  std::vector<VendorRequest> requests_;
  std::unique_ptr<plugins::TinyServer> server_;

  void open_host(bool allow_private);
  std::string turned(std::string text) const;
};

}  // namespace carillon::test
