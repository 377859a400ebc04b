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

}  // namespace
}  // namespace carillon::config
