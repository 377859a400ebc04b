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
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " was not built";
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
