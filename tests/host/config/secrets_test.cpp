#include "config_fixture.h"

namespace carillon::config {
namespace {

using Secrets = ConfigTest;

json::value setting(const Loaded& loaded, std::string_view name) {
  return loaded.config.channels.at(0).settings.at(name);
}

TEST_F(Secrets, come_from_variables_and_files) {
  environment["SMS_USER"] = "ann";
  write("password.txt", "two lines\nof it\n");
  write("windows.txt", "one\r\n");
  const Loaded loaded = good(
      "[channels.sms]\nplugin = \"x\"\n"
      "login = \"${SMS_USER}@example.com\"\n"
      "phrase = \"file:password.txt\"\n"
      "other = \"file:" +
      (folder / "windows.txt").string() +
      "\"\n"
      "list = [\"${SMS_USER}\", \"b\"]\n"
      "literal = \"$${SMS_USER} and $\"\n");
  EXPECT_EQ(setting(loaded, "login"), json::value("ann@example.com"));
  EXPECT_EQ(setting(loaded, "phrase"), json::value("two lines\nof it"));
  EXPECT_EQ(setting(loaded, "other"), json::value("one"));
  EXPECT_EQ(setting(loaded, "list"), (json::array{"ann", "b"}));
  EXPECT_EQ(setting(loaded, "literal"), json::value("${SMS_USER} and $"));
}

TEST_F(Secrets, are_never_shown) {
  environment["SMS_USER"] = "ann-the-user";
  const Loaded loaded = good(
      "[channels.sms]\nplugin = \"x\"\nlogin = \"${SMS_USER}\"\napi_key = \"k-123\"\nfrom = \"plain\"\n"
      "headers = {X-Token = \"t-123\", auth_token = \"t-456\"}\nrows = [{password = \"p-1\"}]\n");
  for (const char* key : {"login", "api_key", "headers.X-Token", "headers.auth_token", "rows"}) {
    const auto value = shown(loaded, "channels.sms." + std::string(key));
    ASSERT_TRUE(value) << key;
    EXPECT_TRUE(value->secret) << key;
    EXPECT_EQ(value->value, "(secret)") << key;
  }
  EXPECT_FALSE(shown(loaded, "channels.sms.from")->secret);
  EXPECT_EQ(shown(loaded, "channels.sms.from")->value, "\"plain\"");
}

TEST_F(Secrets, that_are_missing_are_faults_with_key_and_source) {
  const std::vector<Fault> faults = faults_of(
      "[channels.sms]\nplugin = \"x\"\nlogin = \"${NOT_SET}\"\nphrase = \"file:nothing.txt\"\nopen = "
      "\"${OOPS\"\n"
      "[ai.builtin]\nplugin = \"mock\"\n[ai.builtin.deep]\nlist = [\"a\", \"${ALSO_NOT_SET}\"]\n");
  ASSERT_EQ(faults.size(), 4U);
  EXPECT_EQ(faults[0].key, "channels.sms.login");
  EXPECT_EQ(faults[0].line, 3U);
  EXPECT_NE(faults[0].detail.find("NOT_SET"), std::string::npos);
  EXPECT_NE(faults[1].detail.find("nothing.txt"), std::string::npos);
  EXPECT_NE(faults[2].detail.find("without its \"}\""), std::string::npos);
  EXPECT_EQ(faults[3].key, "ai.builtin.deep.list");
  EXPECT_EQ(faults[3].line, 9U);
}

TEST_F(Secrets, that_were_put_in_are_not_read_again) {
  environment["A"] = "${B}";
  environment["F"] = "file:/etc/hostname";
  environment["CARILLON__CHANNELS__SMS__PASSWORD"] = "pa${ss";
  const Loaded loaded = good("[channels.sms]\nplugin = \"x\"\nlogin = \"${A}\"\npath = \"${F}\"\n");
  EXPECT_EQ(setting(loaded, "login"), json::value("${B}"));
  EXPECT_EQ(setting(loaded, "path"), json::value("file:/etc/hostname"));
  EXPECT_EQ(setting(loaded, "password"), json::value("pa${ss"));
}

TEST_F(Secrets, are_not_told_by_a_fault) {
  environment["NAME"] = "very-secret";
  const Fault fault = only_fault("[log]\nlevel = \"${NAME}\"\n");
  EXPECT_EQ(to_text(fault).find("very-secret"), std::string::npos);
}

}  // namespace
}  // namespace carillon::config
