#include "plugins/host_services.h"

#include <fstream>
#include <semaphore>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include <carillon/value.hpp>

#include "base/json.h"
#include "telemetry/log.h"

namespace carillon::plugins {
namespace {

class HostServicesTest : public ::testing::Test {
 protected:
  template <class Service>
  const Service& service(const char* id) const {
    return *static_cast<const Service*>(host->get_service(host->ctx, id));
  }
  bool page_has(const std::string& text) const { return metrics.page().find(text) != std::string::npos; }

  ManualClock clock{1'700'000'000'000'000};
  telemetry::Metrics metrics;
  HostServices services{clock, metrics, {}};
  const crl_host* host = services.table_for("acme");
};

TEST_F(HostServicesTest, one_table_for_each_plugin_with_the_hosts_clock) {
  EXPECT_EQ(services.table_for("acme"), host);
  EXPECT_NE(services.table_for("other"), host);
  EXPECT_EQ(host->abi_major, CRL_ABI_MAJOR);
  EXPECT_EQ(host->now_us(host->ctx), clock.now_us());
  clock.advance(std::chrono::seconds(5));
  EXPECT_EQ(host->now_us(host->ctx), clock.now_us());
}

TEST_F(HostServicesTest, has_the_services_that_it_should_and_null_for_others) {
  for (const char* id : {CRL_TIMER_ID, CRL_HTTP_ID, CRL_METRICS_ID, CRL_JSON_ID, CRL_FOLD_ID}) {
    EXPECT_NE(host->get_service(host->ctx, id), nullptr) << id;
  }
  EXPECT_EQ(host->get_service(host->ctx, "carillon.coffee/1"), nullptr);
  EXPECT_EQ(host->get_service(host->ctx, nullptr), nullptr);
}

TEST_F(HostServicesTest, log_lines_carry_the_plugins_name) {
  std::string name = ::testing::TempDir() + "carillon-log-XXXXXX";
  ::close(::mkstemp(name.data()));
  log::start({log::Level::kInfo, true, name});
  const crl_kv field{str("to"), str("+49")};
  host->log(host->ctx, CRL_LOG_WARN, str("slow\nvendor"), &field, 1);
  host->log(host->ctx, CRL_LOG_DEBUG, str("not shown"), nullptr, 0);
  host->log(host->ctx, 99, str("level of the future"), nullptr, 0);
  log::start({});
  std::ifstream in(name);
  std::string line;
  ASSERT_TRUE(std::getline(in, line));
  const auto first = json::parse(line);
  EXPECT_EQ(first.at("plugin"), "acme");
  EXPECT_EQ(first.at("level"), "warn");
  EXPECT_EQ(first.at("msg"), "slow\nvendor");
  EXPECT_EQ(first.at("to"), "+49");
  ASSERT_TRUE(std::getline(in, line));
  EXPECT_EQ(json::parse(line).at("msg"), "level of the future");
  ::unlink(name.c_str());
}

TEST_F(HostServicesTest, timers_fire_on_a_host_thread) {
  std::binary_semaphore fired{0};
  std::uint64_t id = 0;
  const auto& timer = service<crl_timer>(CRL_TIMER_ID);
  EXPECT_EQ(timer.start(
                host->ctx, 1000, [](void* arg) { static_cast<std::binary_semaphore*>(arg)->release(); },
                &fired, &id),
            CRL_OK);
  EXPECT_NE(id, 0U);
  EXPECT_TRUE(fired.try_acquire_for(std::chrono::seconds(20)));
  EXPECT_EQ(timer.start(host->ctx, 1000, nullptr, nullptr, &id), CRL_E_INVALID);
  services.stop();
  EXPECT_EQ(timer.start(
                host->ctx, 0, [](void*) {}, nullptr, &id),
            CRL_E_STATE);
}

TEST_F(HostServicesTest, metrics_appear_with_the_plugins_label) {
  const auto& m = service<crl_metrics>(CRL_METRICS_ID);
  const crl_kv label{str("reason"), str("a \"b\"")};
  m.count(host->ctx, str("acme_sent_total"), &label, 1, 2);
  m.count(host->ctx, str("acme_sent_total"), &label, 1, 3);
  m.gauge(host->ctx, str("acme_queue"), nullptr, 0, 4.5);
  EXPECT_TRUE(page_has("acme_sent_total{plugin=\"acme\",reason=\"a \\\"b\\\"\"} 5\n")) << metrics.page();
  EXPECT_TRUE(page_has("acme_queue{plugin=\"acme\"} 4.5\n"));
}

TEST_F(HostServicesTest, metrics_that_would_spoil_the_page_are_dropped) {
  const auto& m = service<crl_metrics>(CRL_METRICS_ID);
  const crl_kv own{str("plugin"), str("someone else")};
  m.count(host->ctx, str("no_suffix"), nullptr, 0, 1);
  m.count(host->ctx, str("Bad Name_total"), nullptr, 0, 1);
  m.count(host->ctx, str("own_total"), &own, 1, 1);
  m.count(host->ctx, str("back_total"), nullptr, 0, -1);
  EXPECT_EQ(metrics.page(), "");
}

TEST_F(HostServicesTest, a_plugin_cannot_make_series_without_end) {
  const auto& m = service<crl_metrics>(CRL_METRICS_ID);
  for (int i = 0; i < 3000; ++i) {
    const std::string customer = std::to_string(i);
    const crl_kv label{str("customer"), str(customer)};
    m.count(host->ctx, str("sent_total"), &label, 1, 1);
  }
  const std::string page = metrics.page();
  EXPECT_LT(std::count(page.begin(), page.end(), '\n'), 1100);
  const crl_kv known{str("customer"), str("5")};
  m.count(host->ctx, str("sent_total"), &known, 1, 1);
  EXPECT_TRUE(page_has("sent_total{customer=\"5\",plugin=\"acme\"} 2\n")) << "what is known goes on counting";
}

TEST_F(HostServicesTest, parses_json_and_says_where_it_is_wrong) {
  const auto& j = service<crl_json>(CRL_JSON_ID);
  crl_error error = empty_error();
  std::int64_t seen = 0;
  const auto use = [](void* arg, const crl_doc* doc) {
    crl_value value{};
    if (doc->get(doc->ctx, str("/a/1"), &value) == CRL_OK) *static_cast<std::int64_t*>(arg) = value.v.i;
  };
  EXPECT_EQ(j.parse(host->ctx, str(R"({"a":[1,42]})"), use, &seen, &error), CRL_OK);
  EXPECT_EQ(seen, 42);
  EXPECT_EQ(j.parse(host->ctx, str("{\n  \"a\": tru }"), use, &seen, &error), CRL_E_INVALID);
  EXPECT_NE(read_error(CRL_E_INVALID, error).message.find("line 2"), std::string::npos);
}

TEST_F(HostServicesTest, folds_into_whatever_room_there_is) {
  const auto& f = service<crl_fold>(CRL_FOLD_ID);
  const std::string_view text = "ÄÖ Straße";
  char room[32] = {};
  EXPECT_EQ(f.fold(host->ctx, str(text), nullptr, 0), 12U);
  EXPECT_EQ(f.fold(host->ctx, str(text), room, 3), 12U);
  EXPECT_EQ(room[3], '\0');
  EXPECT_EQ(f.fold(host->ctx, str(text), room, sizeof room), 12U);
  EXPECT_EQ(std::string_view(room, 12), "äö straße");
}

}  // namespace
}  // namespace carillon::plugins
