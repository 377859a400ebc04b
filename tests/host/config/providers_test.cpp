#include "config_fixture.h"

namespace carillon::config {
namespace {

using Providers = ConfigTest;

TEST_F(Providers, have_defaults_that_work_without_a_file) {
  overrides.data_dir = "/srv/c";
  const LoadResult result = load(std::nullopt, {}, overrides);
  const Config& config = std::get<Loaded>(result).config;
  EXPECT_EQ(config.storage.plugin, "sqlite");
  EXPECT_EQ(config.storage.settings, (json::object{{"path", "/srv/c/carillon.db"}}));
  ASSERT_EQ(config.channels.size(), 2U);
  EXPECT_EQ(config.channels[0].name + " " + config.channels[0].plugin, "sms sms_sim");
  EXPECT_EQ(config.channels[1].name + " " + config.channels[1].plugin, "email email_sim");
  ASSERT_EQ(config.ai.size(), 1U);
  EXPECT_EQ(config.ai[0].name + " " + config.ai[0].plugin, "builtin mock");
  EXPECT_EQ(config.ai[0].origin, "default");
}

TEST_F(Providers, keep_the_order_of_the_file_and_replace_the_defaults) {
  const Config config =
      good(
          "[channels.zebra]\nplugin = \"sms_sim\"\nrate = 0.25\n"
          "[channels.ant]\nnested.deep.a = 1\nplugin = \"email_sim\"\nnested.b = [1, {c = 2}]\n"
          "[channels.mole]\nplugin = \"sms_sim\"\n")
          .config;
  ASSERT_EQ(config.channels.size(), 3U);
  EXPECT_EQ(config.channels[0].name, "zebra");
  EXPECT_EQ(config.channels[1].name, "ant");
  EXPECT_EQ(config.channels[2].name, "mole");
  EXPECT_EQ(config.channels[0].settings, (json::object{{"rate", 0.25}}));
  EXPECT_EQ(json::value(config.channels[1].settings),
            json::parse(R"({"nested":{"deep":{"a":1},"b":[1,{"c":2}]}})"));
  EXPECT_EQ(config.channels[2].origin, (folder / "c.toml").string() + ":9");
  EXPECT_EQ(config.ai.size(), 1U);
}

TEST_F(Providers, show_numbers_as_people_write_them) {
  const Loaded loaded =
      good("[channels.sms]\nplugin = \"x\"\na = 0.9\nb = 2.0\nc = [0.25, 1, \"t\"]\nd = 1e300\n");
  EXPECT_EQ(shown(loaded, "channels.sms.a")->value, "0.9");
  EXPECT_EQ(shown(loaded, "channels.sms.b")->value, "2.0");
  EXPECT_EQ(shown(loaded, "channels.sms.c")->value, "[0.25, 1, \"t\"]");
  EXPECT_EQ(shown(loaded, "channels.sms.d")->value, "1e+300");
}

TEST_F(Providers, may_be_none) { EXPECT_TRUE(good("[channels]\n").config.channels.empty()); }

TEST_F(Providers, of_the_queue_is_the_embedded_one_unless_another_is_named) {
  EXPECT_EQ(good("").config.queue.plugin, kEmbeddedQueue);
  EXPECT_EQ(good("[queue]\n").config.queue.plugin, kEmbeddedQueue);
  const Config config = good("[queue]\nplugin = \"redis\"\nhost = \"r\"\npassword = \"x\"\n").config;
  EXPECT_EQ(config.queue.plugin, "redis");
  EXPECT_EQ(config.queue.settings, (json::object{{"host", "r"}, {"password", "x"}}));
  EXPECT_EQ(only_fault("[queue]\nhost = \"r\"\n").key, "queue.host") << "the embedded one has no settings";
  EXPECT_EQ(only_fault("queue = \"redis\"\n").key, "queue");
}

TEST_F(Providers, of_storage_may_be_any_plugin_with_any_settings) {
  const Config config = good("[storage]\nplugin = \"mysql\"\nhost = \"db\"\n").config;
  EXPECT_EQ(config.storage.plugin, "mysql");
  EXPECT_EQ(config.storage.settings, (json::object{{"host", "db"}}));
  EXPECT_EQ(good("[storage]\npath = \"x.db\"\n").config.storage.plugin, "sqlite");
  EXPECT_EQ(shown(good("[storage]\n"), "storage.plugin")->value, "\"sqlite\"");
}

TEST_F(Providers, without_a_plugin_or_with_an_unfit_name_are_faults) {
  EXPECT_NE(only_fault("[channels.sms]\n").detail.find("add plugin"), std::string::npos);
  EXPECT_NE(only_fault("[channels.sms]\nfrom = \"x\"\n").detail.find("add plugin"), std::string::npos);
  EXPECT_EQ(only_fault("[channels.sms]\nplugin = 3\n").key, "channels.sms.plugin");
  EXPECT_EQ(only_fault("[channels.sms]\nplugin = \"\"\n").key, "channels.sms.plugin");
  EXPECT_EQ(only_fault("[channels.\"Sms/1\"]\nplugin = \"x\"\nrate = 1\n").key, "channels.Sms/1");
  EXPECT_EQ(only_fault("[storage]\nplugin = [1]\n").key, "storage.plugin");
}

TEST_F(Providers, of_channels_have_limits_that_their_plugins_do_not_see) {
  const Config config = good(
                            "[channels.mail]\nplugin = \"email_sim\"\nsuccess_rate = 0.5\n"
                            "limits.per_second = 50\nlimits.per_day = 20000\n"
                            "limits.domains.\"Gmail.com\" = {per_minute = 300}\n"
                            "limits.senders.\"a@b.example\".per_hour = 7\n"
                            "limits.warm_up = {from = \"2026-11-01\", start = 100, factor = 2}\n")
                            .config;
  ASSERT_EQ(config.channels.size(), 1U);
  EXPECT_EQ(config.channels[0].settings, (json::object{{"success_rate", 0.5}}));
  const ChannelLimits& limits = config.channels[0].limits;
  ASSERT_EQ(limits.own.size(), 2U);
  EXPECT_EQ(limits.domains.at("gmail.com").at(0).most, 300);
  EXPECT_EQ(limits.senders.at("a@b.example").at(0).window_us, 3'600'000'000);
  constexpr std::int64_t kDay = 86'400'000'000;
  const std::int64_t first = limits.warm_up->from_us;
  EXPECT_EQ(limits.warm_up->on(first), 100);
  EXPECT_EQ(limits.warm_up->on(first + 3 * kDay + 1), 800);
  EXPECT_EQ(limits.warm_up->on(first + 400 * kDay), std::nullopt);
}

TEST_F(Providers, tell_what_is_wrong_with_a_limit) {
  const auto faults = faults_of(
      "[channels.mail]\nplugin = \"email_sim\"\nlimits.per_fortnight = 5\nlimits.per_second = 0\n"
      "limits.domains = 3\nlimits.warm_up = {start = 5}\n");
  ASSERT_EQ(faults.size(), 4U);
  for (const auto& fault : faults) EXPECT_NE(fault.key.find("limits"), std::string::npos) << to_text(fault);
}

}  // namespace
}  // namespace carillon::config
