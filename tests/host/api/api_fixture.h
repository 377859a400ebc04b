// The whole API over a real store, real operators, a simulated channel and the built-in AI provider, without
// sockets.
#pragma once

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <carillon/abi/ai.h>
#include <carillon/abi/channel.h>
#include <carillon/abi/segop.h>

#include "api/api.h"
#include "audience/audience.h"
#include "config/config.h"
#include "delivery/delivery.h"
#include "ingest/imports.h"
#include "ingest/ingest.h"
#include "plugins/registry.h"
#include "sqlite_fixture.h"
#include "telemetry/metrics.h"

namespace carillon::api::testing {

struct Answered {
  http::Response response;
  json::value body;  // null when it is no JSON
  int status() const { return response.status; }
  std::string text(std::string_view pointer) const {
    const auto* at = at_pointer(body, pointer);
    return at == nullptr     ? "(absent)"
           : at->is_string() ? std::string(at->get_string())
                             : json::serialize(*at);
  }
  std::string header(std::string_view name) const {
    return std::string(http::find_header(response.headers, name));
  }
};

inline std::ostream& operator<<(std::ostream& out, const Answered& a) {
  return out << a.status() << " " << a.response.body;
}

class ApiTest : public ::testing::Test {
 protected:
  ApiTest() : ids(clock, 1), services(clock, metrics, {}), registry(services) {
    const std::filesystem::path folder = std::getenv("CARILLON_PLUGIN_DIR");
    registry.scan(std::vector{folder});
    std::vector<audience::Compiler::Source> sources;
    for (const auto* d : registry.of_kind(CRL_SEGOP_ID)) {
      instances.push_back(registry.create(CRL_SEGOP_ID, d->id, d->id, json::object{}, nullptr).value());
      EXPECT_TRUE(instances.back()->start());
      sources.push_back({d->id, instances.back()->interface(), instances.back()->self()});
    }
    compiler = audience::Compiler::make(sources, "UTC").value();
    ingest = std::make_unique<ingest::Ingest>(store.database(), ids, clock, ingest::Options{});
    ingest::ImportOptions import_options;
    import_options.folder = store.file().parent_path() / "imports";
    import_options.drop_folder = store.file().parent_path() / "drop";
    std::filesystem::create_directories(import_options.drop_folder);
    imports = std::make_unique<ingest::Imports>(store.database(), *ingest, ids, clock, import_options);
    EXPECT_TRUE(imports->start());
    delivery::Options options;
    options.exclusive = true;
    options.record_delay_us = 2'000;
    delivery = std::make_unique<delivery::Delivery>(store.database(), *compiler, ids, clock, options);
    channel = registry
                  .create(CRL_CHANNEL_ID, "sms_sim", "sms", json::object{{"success_rate", 1.0}},
                          delivery->sink_for("sms"))
                  .value();
    EXPECT_TRUE(channel->start());
    delivery->attach("sms", "sms_sim", static_cast<const crl_channel*>(channel->interface()), channel->self(),
                     [] { return std::unique_lock<std::mutex>(); });
    EXPECT_TRUE(delivery->start());
    std::vector<ai::Provider> providers;
    if (registry.find(CRL_AI_ID, "mock") != nullptr) {
      mock = registry.create(CRL_AI_ID, "mock", "mock", json::object{}, nullptr).value();
      EXPECT_TRUE(mock->start());
      providers.push_back({"mock", static_cast<const crl_ai*>(mock->interface()), mock->self()});
    }
    api = std::make_unique<Api>(Services{config,
                                         store.database(),
                                         *ingest,
                                         *compiler,
                                         *delivery,
                                         registry,
                                         metrics,
                                         clock,
                                         ids,
                                         providers,
                                         {},
                                         {},
                                         imports.get()});
  }
  ~ApiTest() override {
    delivery->stop(std::chrono::milliseconds(0));
    channel->stop();
  }

  Answered send(std::string method, std::string target, std::string body = {}, http::Headers headers = {}) {
    http::Request request;
    request.method = std::move(method);
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos) request.query = target.substr(mark + 1);
    if (!body.empty() && http::find_header(headers, "Content-Type").empty()) {
      headers.emplace_back("Content-Type", "application/json");
    }
    request.headers = std::move(headers);
    request.body = std::move(body);
    request.request_id = "test";
    Answered out{http::awaited(api->answer(request)), nullptr};
    if (auto parsed = parse_json(out.response.body)) out.body = *std::move(parsed);
    return out;
  }
  Answered get(std::string target) { return send("GET", std::move(target)); }
  Answered post(std::string target, std::string body) {
    return send("POST", std::move(target), std::move(body));
  }

  config::Config config;
  SystemClock clock;
  IdSource ids;
  telemetry::Metrics metrics;
  plugins::HostServices services;
  plugins::Registry registry;
  store::testing::SqliteStore store;
  std::vector<std::unique_ptr<plugins::Instance>> instances;
  std::unique_ptr<audience::Compiler> compiler;
  std::unique_ptr<ingest::Ingest> ingest;
  std::unique_ptr<ingest::Imports> imports;
  std::unique_ptr<delivery::Delivery> delivery;
  std::unique_ptr<plugins::Instance> channel, mock;
  std::unique_ptr<Api> api;
};

}  // namespace carillon::api::testing
