#include <gtest/gtest.h>

#include "campaign.h"

namespace carillon::end_to_end {
namespace {

bool has_channel(const Program& program, const std::string& name) {
  const json::value channels = program.get("/api/v1/channels").json();
  for (const auto& channel : channels.at("data").as_array()) {
    if (channel.at("name").as_string() == name) return true;
  }
  return false;
}

class DroppedPlugin : public ::testing::TestWithParam<const char*> {};

TEST_P(DroppedPlugin, built_outside_by_another_compiler_sends_a_message) {
  const std::string compiler = GetParam();
  const std::filesystem::path file =
      variable("CARILLON_OUTSIDE_DIR") + "/" + compiler + "/acme_sms.carillon.so";
  if (compiler == "clang" && !std::filesystem::exists(file)) GTEST_SKIP() << "this machine has no clang";
  ASSERT_TRUE(std::filesystem::exists(file)) << file << " was not built";
  const TempFolder folder;
  const Program program(folder.path() / "data");
  import_people(program, 10);
  EXPECT_FALSE(has_channel(program, "acme_sms_" + compiler));
  std::filesystem::copy_file(file, folder.path() / "data/plugins/dropped.carillon.so");
  EXPECT_EQ(program.post("/api/v1/plugins/rescan").status, 200);
  ASSERT_TRUE(has_channel(program, "acme_sms_" + compiler));
  const std::string campaign = launch_to_all(program, "acme_sms_" + compiler);
  ASSERT_TRUE(eventually([&] { return is_over(program, campaign); }));
  const Books b = books(program, campaign);
  EXPECT_EQ(b.by_state.at("sent") + b.by_state.at("delivered"), 10);
}

INSTANTIATE_TEST_SUITE_P(Compilers, DroppedPlugin, ::testing::Values("gcc", "clang"));

TEST(BadPlugin, a_channel_that_throws_fails_its_messages_with_the_reason_and_the_host_goes_on) {
  const TempFolder folder;
  const auto plugins = folder.path() / "data/plugins";
  std::filesystem::create_directories(plugins);
  std::filesystem::copy_file(variable("CARILLON_BAD_PLUGIN_DIR") + "/throws.carillon.so",
                             plugins / "throws.carillon.so");
  const Program program(folder.path() / "data",
                        {"CARILLON__CHANNELS__ODD__PLUGIN=bad_throws", "CARILLON__CHANNELS__ODD__WHERE=send",
                         "CARILLON__CHANNELS__SMS__PLUGIN=sms_sim", "CARILLON__DELIVERY__RETRY_BASE_MS=1",
                         "CARILLON__DELIVERY__MAX_ATTEMPTS=2"});
  import_people(program, 20);
  const std::string thrown = launch_to_all(program, "odd");
  ASSERT_TRUE(eventually([&] { return is_over(program, thrown); }));
  const Books b = books(program, thrown);
  EXPECT_EQ(b.by_state.at("failed"), 20);
  EXPECT_EQ(b.state, "completed_with_failures");
  const auto message = program.get("/api/v1/campaigns/" + thrown + "/messages?limit=1").json();
  EXPECT_NE(message.at("data").at(0).at("reason").as_string().find("thrown on purpose in send"),
            std::string_view::npos)
      << json::serialize(message);

  const std::string good = launch_to_all(program, "sms");
  EXPECT_TRUE(eventually([&] { return is_over(program, good); }));
  EXPECT_EQ(program.get("/readyz").status, 200);
}

TEST(BadPlugin, is_refused_with_a_reason_and_the_host_goes_on) {
  const std::filesystem::path bad = variable("CARILLON_BAD_PLUGIN_DIR");
  const TempFolder folder;
  const Program program(folder.path() / "data");
  int dropped = 0;
  for (const char* name :
       {"chatty", "wrong_major", "broken_descriptor", "no_entry", "duplicate_id", "not_elf"}) {
    const std::string file = std::string(name) + ".carillon.so";
    std::filesystem::copy_file(bad / file, folder.path() / "data/plugins" / file);
    ++dropped;
  }
  const auto listed = program.post("/api/v1/plugins/rescan");
  ASSERT_EQ(listed.status, 200) << listed.body;
  int refused = 0;
  const json::value plugins = program.get("/api/v1/plugins").json();
  for (const auto& plugin : plugins.at("data").as_array()) {
    if (plugin.at("state").as_string() != "refused") continue;
    ++refused;
    EXPECT_GT(plugin.at("reason").as_string().size(), 20U);
  }
  EXPECT_EQ(refused, dropped);
  EXPECT_EQ(program.get("/readyz").status, 200);
}

}  // namespace
}  // namespace carillon::end_to_end
