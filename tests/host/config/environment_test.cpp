#include "config_fixture.h"

namespace carillon::config {
namespace {

using Environment = ConfigTest;

TEST_F(Environment, sets_keys_of_every_type) {
  environment = {{"CARILLON__NODE", "12"},
                 {"CARILLON__HTTP__ADDRESS", "::1"},
                 {"CARILLON__PLUGINS__HTTP_ALLOW_PRIVATE", "true"},
                 {"CARILLON__PLUGINS__FOLDERS", R"(["/a", "/b"])"},
                 {"CARILLON__ORGANISATION__NAME", "42"},
                 {"PATH", "/bin"},
                 {"CARILLON_PLUGIN_DIR", "/not/ours"}};
  const Config config = good("").config;
  EXPECT_EQ(config.node, 12U);
  EXPECT_EQ(config.http.address, "::1");
  EXPECT_TRUE(config.plugins.http_allow_private);
  EXPECT_EQ(config.plugins.folders, (std::vector<std::string>{"/a", "/b"}));
  EXPECT_EQ(config.organisation.name, "42");

  environment["CARILLON__PLUGINS__FOLDERS"] = "/only";
  environment["CARILLON__ORGANISATION__NAME"] = "\"Quoted\"";
  EXPECT_EQ(good("").config.plugins.folders, std::vector<std::string>{"/only"});
  EXPECT_EQ(good("").config.organisation.name, "Quoted");
}

TEST_F(Environment, sets_settings_of_providers_as_toml_or_else_as_text) {
  environment = {
      {"CARILLON__CHANNELS__SMS__SUCCESS_RATE", "0.5"}, {"CARILLON__CHANNELS__SMS__SEED", "7"},
      {"CARILLON__CHANNELS__SMS__FROM", "Acme # 1"},    {"CARILLON__CHANNELS__SMS__NOTE", "12 # no comment"},
      {"CARILLON__CHANNELS__SMS__SINCE", "2024-05-01"}, {"CARILLON__CHANNELS__SMS__LINES", "1\nx = 2"},
      {"CARILLON__CHANNELS__SMS__API_KEY", "0123"},     {"CARILLON__CHANNELS__SMS__PIN_TOKEN", "777"},
      {"CARILLON__CHANNELS__SMS__HEADERS__X", "true"},  {"CARILLON__STORAGE__PATH", "/var/x.db"}};
  const Config config = good("").config;
  ASSERT_EQ(config.channels.size(), 2U);
  const json::object& sms = config.channels[0].settings;
  EXPECT_EQ(sms.at("success_rate"), json::value(0.5));
  EXPECT_EQ(sms.at("seed"), json::value(7));
  EXPECT_EQ(sms.at("from"), json::value("Acme # 1"));
  EXPECT_EQ(sms.at("note"), json::value("12 # no comment"));
  EXPECT_EQ(sms.at("since"), json::value("2024-05-01"));
  EXPECT_EQ(sms.at("lines"), json::value("1\nx = 2"));
  EXPECT_EQ(sms.at("api_key"), json::value("0123"));
  EXPECT_EQ(sms.at("pin_token"), json::value("777"));
  EXPECT_EQ(sms.at("headers").at("x"), json::value(true));
  EXPECT_EQ(config.storage.settings.at("path"), json::value("/var/x.db"));
}

TEST_F(Environment, finds_names_as_the_file_spells_them) {
  environment["CARILLON__CHANNELS__SMS_INDIA__SENDERID"] = "ACME";
  const Config config = good("[channels.sms-india]\nplugin = \"x\"\nsenderId = \"old\"\n").config;
  ASSERT_EQ(config.channels.size(), 1U);
  EXPECT_EQ(config.channels[0].name, "sms-india");
  EXPECT_EQ(config.channels[0].settings, (json::object{{"senderId", "ACME"}}));
}

TEST_F(Environment, adds_a_provider) {
  environment["CARILLON__CHANNELS__PUSH__PLUGIN"] = "push_sim";
  const Config config = good("").config;
  ASSERT_EQ(config.channels.size(), 3U);
  EXPECT_EQ(config.channels[2].name, "push");
  EXPECT_EQ(config.channels[2].plugin, "push_sim");
}

TEST_F(Environment, that_names_no_key_is_a_fault_of_the_variable) {
  environment = {{"CARILLON__HTTP__PROT", "1"}};
  EXPECT_EQ(only_fault("").key, "CARILLON__HTTP__PROT");
  EXPECT_NE(only_fault("").detail.find("did you mean CARILLON__HTTP__PORT?"), std::string::npos);
  for (const char* name : {"CARILLON__", "CARILLON__HTTP", "CARILLON__CHANNELS__SMS", "CARILLON__BANANA__X",
                           "CARILLON____PORT", "CARILLON__HTTP__PORT__X"}) {
    environment = {{name, "1"}};
    EXPECT_EQ(only_fault("").key, name);
  }
}

TEST_F(Environment, that_is_out_of_range_is_a_fault_of_the_variable) {
  environment = {{"CARILLON__HTTP__PORT", "99999"}};
  EXPECT_EQ(only_fault("").key, "CARILLON__HTTP__PORT");
  environment = {{"CARILLON__CHANNELS__NEW__RATE", "1"}};
  EXPECT_EQ(only_fault("").key, "CARILLON__CHANNELS__NEW__RATE");
}

}  // namespace
}  // namespace carillon::config
