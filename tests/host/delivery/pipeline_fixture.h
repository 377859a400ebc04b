// A host's delivery over a real store, real operators and real simulated channels, without a server.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <carillon/abi/channel.h>
#include <carillon/abi/segop.h>

#include "audience/audience.h"
#include "base/clock.h"
#include "base/ids.h"
#include "delivery/delivery.h"
#include "delivery/states.h"
#include "even_name.h"
#include "ingest/ingest.h"
#include "plugins/registry.h"
#include "sqlite_fixture.h"
#include "store/campaigns.h"
#include "store/messages.h"
#include "telemetry/metrics.h"

namespace carillon::delivery::testing {

using store::testing::SqliteStore;
using store::testing::succeeded;

class Pipeline {
 public:
  Pipeline() : ids(clock, 1), services(clock, metrics, {}), registry(services) {
    const std::filesystem::path folder = std::getenv("CARILLON_PLUGIN_DIR");
    registry.scan(std::vector{folder});
    std::vector<audience::Compiler::Source> sources;
    for (const auto* d : registry.of_kind(CRL_SEGOP_ID)) {
      operators.push_back(registry.create(CRL_SEGOP_ID, d->id, d->id, json::object{}, nullptr).value());
      EXPECT_TRUE(operators.back()->start());
      sources.push_back({d->id, operators.back()->interface(), operators.back()->self()});
    }
    sources.push_back(audience::testing::even_name());
    auto made = audience::Compiler::make(sources, "UTC");
    EXPECT_TRUE(succeeded(made));
    compiler = std::move(made).value();
  }
  ~Pipeline() { stop(); }

  void add_customers(int n, int first = 0) {
    ingest::Ingest intake(store.database(), ids, clock, {});
    std::vector<ingest::CustomerInput> rows;
    for (int i = first; i < first + n; ++i) {
      ingest::CustomerInput row;
      row.external_id = "c" + std::to_string(i);
      row.name = {true, "Person " + std::to_string(i)};
      row.phone = {true, "+1555" + std::to_string(1'000'000 + i)};
      row.email = {true, "p" + std::to_string(i) + "@example.com"};
      row.consent_sms = {true, true};
      row.consent_email = {true, true};
      rows.push_back(std::move(row));
    }
    ASSERT_TRUE(succeeded(intake.write_customers(std::move(rows))));
  }
  void add(ingest::CustomerInput row) {
    ingest::Ingest intake(store.database(), ids, clock, {});
    ASSERT_TRUE(succeeded(intake.write_customers({std::move(row)})));
  }

  // A delivery with the channel "sms", as a host that starts would make it.
  void start(const json::object& sim, Options options = {}) {
    options.exclusive = true;
    options.record_delay_us = 2'000;
    options.retry_base_us = 2'000;
    options.retry_max_us = 20'000;
    options.breaker.pause_us = options.breaker.longest_us = 1'000;
    delivery = std::make_unique<Delivery>(store.database(), *compiler, ids, clock, options);
    auto made = registry.create(CRL_CHANNEL_ID, "sms_sim", "sms", sim, delivery->sink_for("sms"));
    ASSERT_TRUE(succeeded(made));
    channel = std::move(made).value();
    ASSERT_TRUE(succeeded(channel->start()));
    delivery->attach("sms", "sms_sim", static_cast<const crl_channel*>(channel->interface()), channel->self(),
                     [] { return std::unique_lock<std::mutex>(); });
    ASSERT_TRUE(succeeded(delivery->start()));
  }
  void stop(std::chrono::milliseconds grace = std::chrono::milliseconds(0)) {
    if (delivery == nullptr) return;
    delivery->stop(grace);
    if (channel != nullptr) channel->stop();
    channel.reset();
    delivery.reset();
  }

  Id add_campaign(const std::string& text = "Hi {{ customer.name | default: \"there\" }}",
                  const std::string& rule = R"({"all":[]})") {
    store::Campaign c;
    c.id = ids.next();
    c.name = "Test";
    c.channel = "sms";
    c.audience = R"({"rule":)" + rule + "}";
    c.content = json::serialize(json::object{{"template", json::object{{"text", text}}}});
    c.created_at = c.updated_at = clock.now_us();
    EXPECT_TRUE(store.database().write([&](store::Session& s) { return store::insert_campaign(s, c); }));
    return c.id;
  }

  Stats stats(Id campaign) {
    auto s = delivery->stats(campaign);
    EXPECT_TRUE(succeeded(s));
    return s ? *s : Stats{};
  }
  static std::int64_t total(const Stats& s) {
    std::int64_t n = 0;
    for (const auto& [state, count] : s.by_state) n += count;
    return n;
  }

  // Waits until the campaign is over; at every look the books must balance.
  ::testing::AssertionResult runs_to_its_end(Id campaign) {
    std::uint64_t mark = 0;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < deadline) {
      const Stats s = stats(campaign);
      if (total(s) != s.audience)
        return ::testing::AssertionFailure() << total(s) << " of " << s.audience << " accounted for";
      if (s.finished_at && s.by_state.at("queued") + s.by_state.at("sending") == 0)
        return ::testing::AssertionSuccess();
      mark = delivery->wait_for_change(mark, std::chrono::milliseconds(200));
    }
    return ::testing::AssertionFailure() << "not over in time";
  }

  // The ledger's rows by state, counted afresh.
  std::map<std::string, std::int64_t> ledger(Id campaign) {
    std::map<std::string, std::int64_t> out;
    std::string cursor;
    do {
      EXPECT_TRUE(store.database().read([&](store::Session& s) -> Status {
        auto page = store::list_messages(s, campaign, std::nullopt, cursor, 1'000);
        if (!page) return page.error();
        for (const auto& m : page->messages) ++out[std::string(state_name(m.state))];
        cursor = page->next;
        return {};
      }));
    } while (!cursor.empty());
    return out;
  }
  // Rows and counters are read one after the other, and a late receipt may fall between: look again until
  // they agree. Books that do not balance never will.
  ::testing::AssertionResult ledger_agrees(Id campaign) {
    std::string difference;
    std::uint64_t mark = 0;
    for (int look = 0; look < 50; ++look) {
      auto rows = ledger(campaign);
      difference.clear();
      for (const auto& [state, n] : stats(campaign).by_state) {
        if (rows[state] != n)
          difference +=
              state + ": counted " + std::to_string(n) + ", rows " + std::to_string(rows[state]) + "; ";
      }
      if (difference.empty()) return ::testing::AssertionSuccess();
      mark = delivery->wait_for_change(mark, std::chrono::milliseconds(100));
    }
    return ::testing::AssertionFailure() << difference;
  }

  SystemClock clock;
  IdSource ids;
  telemetry::Metrics metrics;
  plugins::HostServices services;
  plugins::Registry registry;
  SqliteStore store;
  std::vector<std::unique_ptr<plugins::Instance>> operators;
  std::unique_ptr<audience::Compiler> compiler;
  std::unique_ptr<Delivery> delivery;
  std::unique_ptr<plugins::Instance> channel;
};

}  // namespace carillon::delivery::testing
