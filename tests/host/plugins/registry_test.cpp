#include "plugins/registry.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <carillon/abi.h>

#include "loader_folders.h"

namespace carillon::plugins {
namespace {

namespace fs = std::filesystem;

// A folder of its own for a test that copies or writes plugin files.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "carillon-loader-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchFolder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }
  fs::path add(const fs::path& file, const std::string& name) const {
    fs::copy_file(file, path_ / name);
    return path_ / name;
  }
  fs::path write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path_ / name;
  }

 private:
  fs::path path_;
};

class RegistryTest : public ::testing::Test {
 protected:
  void scan(const fs::path& folder) { registry.scan(std::vector{folder}); }
  FileReport report(const std::string& stem) const {
    for (auto& file : registry.files()) {
      if (fs::path(file.file).filename() == stem + ".carillon.so") return file;
    }
    return {stem + " was not found", false, "it was not found at all", 0, {}, {}};
  }
  std::string refusal(const std::string& stem) const {
    const auto file = report(stem);
    return file.loaded ? "it was loaded" : file.reason;
  }
  Result<std::unique_ptr<Instance>> make(const char* settings, std::string_view id = "probe") {
    return registry.create(CRL_CHANNEL_ID, id, "sms", json::parse(settings), nullptr);
  }
  std::string refused_settings(const char* settings) {
    const auto made = make(settings);
    return made ? "it was accepted" : made.error().message;
  }

  SystemClock clock;
  telemetry::Metrics metrics;
  HostServices services{clock, metrics, {}};
  Registry registry{services};
};

::testing::AssertionResult says(const std::string& text, std::initializer_list<const char*> parts) {
  for (const char* part : parts) {
    if (text.find(part) == std::string::npos) {
      return ::testing::AssertionFailure() << "\"" << text << "\" does not say \"" << part << "\"";
    }
  }
  return ::testing::AssertionSuccess();
}

TEST_F(RegistryTest, lists_a_good_plugin_with_its_descriptor) {
  scan(good_plugins());
  ASSERT_EQ(registry.files().size(), 1U);
  EXPECT_TRUE(registry.files()[0].loaded) << registry.files()[0].reason;
  const auto* found = registry.find(CRL_CHANNEL_ID, "probe");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->name, "A probe");
  EXPECT_EQ(found->version, "1.0.0");
  EXPECT_EQ(registry.of_kind(CRL_CHANNEL_ID), std::vector{found});
  EXPECT_EQ(registry.find(CRL_AI_ID, "probe"), nullptr);
}

TEST_F(RegistryTest, refuses_each_broken_file_with_its_own_sentence_and_goes_on) {
  scan(bad_plugins());
  scan(good_plugins());
  EXPECT_TRUE(says(refusal("second_major"), {"carillon_module_v2", "major 1", "SDK"}));
  EXPECT_TRUE(says(refusal("init_fails"), {"init() failed", "the licence has run out"}));
  EXPECT_TRUE(says(refusal("small_module"), {"12 bytes", "sizeof(crl_module)"}));
  EXPECT_TRUE(says(refusal("bad_schema"), {"\"bad_schema\"", "config_schema", "line 1"}));
  EXPECT_TRUE(says(refusal("undefined_symbol"), {"undefined symbol: carillon_tests_nobody_has_this"}));
  EXPECT_TRUE(says(refusal("executable_stack"), {"executable stack", "noexecstack"}));
  EXPECT_EQ(refusal("undefined_symbol").find(bad_plugins().string()), std::string::npos)
      << "the path is told beside it";
  EXPECT_TRUE(report("probe").loaded);
}

TEST_F(RegistryTest, refuses_the_broken_files_that_were_built_elsewhere) {
  scan(foreign_bad_plugins());
  EXPECT_TRUE(says(refusal("not_elf"), {"no ELF file"}));
  EXPECT_TRUE(says(refusal("no_entry"), {"carillon_module_v1"}));
  EXPECT_TRUE(says(refusal("wrong_major"), {"major 9", "speaks 1"}));
  EXPECT_TRUE(says(refusal("broken_descriptor"), {"\"Bad Id!\"", "a-z 0-9"}));
  EXPECT_TRUE(says(refusal("null_module"), {"answered null"}));
  EXPECT_TRUE(says(refusal("chatty"), {"besides carillon_module_v1", "carillon_add_plugin()"}));
  EXPECT_TRUE(report("duplicate_id").loaded);
}

TEST_F(RegistryTest, loads_every_plugin_that_ships_and_refuses_an_impostor_of_one) {
  const fs::path shipped = folder_of("CARILLON_PLUGIN_DIR");
  scan(shipped);
  ASSERT_FALSE(registry.files().empty()) << "no plugin was built in " << shipped;
  for (const auto& file : registry.files()) {
    EXPECT_TRUE(file.loaded) << file.file << ": " << file.reason;
    EXPECT_TRUE(file.notes.empty()) << file.file << ": " << file.notes.front();
  }
  ASSERT_NE(registry.find(CRL_CHANNEL_ID, "sms_sim"), nullptr);
  scan(foreign_bad_plugins());
  EXPECT_TRUE(says(refusal("duplicate_id"), {"\"sms_sim\"", "already taken", "sms_sim.carillon.so"}));
}

TEST_F(RegistryTest, turns_what_a_plugin_throws_into_errors) {
  scan(foreign_bad_plugins());
  const auto at_create = registry.create(CRL_CHANNEL_ID, "bad_throws", "t", json::parse("{}"), nullptr);
  ASSERT_FALSE(at_create);
  EXPECT_TRUE(says(at_create.error().message, {"\"t\"", "thrown on purpose in create"}));
  auto at_start =
      registry.create(CRL_CHANNEL_ID, "bad_throws", "t", json::parse(R"({"where":"start"})"), nullptr);
  ASSERT_TRUE(at_start) << at_start.error().message;
  const auto started = (*at_start)->start();
  ASSERT_FALSE(started);
  EXPECT_TRUE(says(started.error().message, {"thrown on purpose in start"}));
  EXPECT_EQ(registry.instances().at(0).state, "failed");
}

TEST_F(RegistryTest, lists_a_plugin_of_an_unknown_kind_as_needing_a_newer_host) {
  scan(bad_plugins());
  const auto file = report("unknown_kind");
  ASSERT_TRUE(file.loaded) << file.reason;
  EXPECT_TRUE(says(file.descriptors.at(0).note, {"carillon.oven/1", "newer host"}));
  const auto made = registry.create("carillon.oven/1", "future_oven", "oven", json::object(), nullptr);
  EXPECT_FALSE(made);
}

TEST_F(RegistryTest, refuses_an_instance_whose_required_function_is_missing) {
  scan(bad_plugins());
  const auto made = make("{}", "bad_no_send");
  ASSERT_FALSE(made);
  EXPECT_TRUE(says(made.error().message, {"bad_no_send", "lacks the function send()"}));
}

TEST_F(RegistryTest, the_first_file_keeps_an_id_and_the_second_is_told_where_it_is) {
  const ScratchFolder folder;
  folder.add(good_plugins() / "probe.carillon.so", "a.carillon.so");
  folder.add(good_plugins() / "probe.carillon.so", "b.carillon.so");
  scan(folder.path());
  EXPECT_TRUE(report("a").loaded) << report("a").reason;
  EXPECT_TRUE(says(refusal("b"), {"\"probe\"", "a.carillon.so", "remove one"}));
}

TEST_F(RegistryTest, refuses_files_that_anyone_may_write_to) {
  const ScratchFolder folder;
  ::chmod(folder.add(good_plugins() / "probe.carillon.so", "open.carillon.so").c_str(), 0777);
  scan(folder.path());
  EXPECT_TRUE(says(refusal("open"), {"0777", "chmod o-w"}));
}

TEST_F(RegistryTest, takes_only_regular_files) {
  const ScratchFolder folder;
  ASSERT_EQ(::mkfifo((folder.path() / "pipe.carillon.so").c_str(), 0600), 0);
  fs::create_directory(folder.path() / "folder.carillon.so");
  fs::create_symlink("nowhere", folder.path() / "dangling.carillon.so");
  folder.write("readme.txt", "not a plugin");
  scan(folder.path());
  EXPECT_TRUE(says(refusal("pipe"), {"not a regular file"}));
  EXPECT_TRUE(says(refusal("dangling"), {"cannot be read"}));
  EXPECT_EQ(registry.files().size(), 2U);
}

TEST_F(RegistryTest, scanning_again_loads_only_what_is_new) {
  const ScratchFolder folder;
  folder.write("late.carillon.so", "half a fi");
  scan(folder.path());
  EXPECT_TRUE(says(refusal("late"), {"no ELF file"}));
  fs::remove(folder.path() / "late.carillon.so");
  folder.add(good_plugins() / "probe.carillon.so", "late.carillon.so");
  scan(folder.path());
  EXPECT_TRUE(report("late").loaded) << report("late").reason;
  const auto* before = registry.find(CRL_CHANNEL_ID, "probe");
  scan(folder.path());
  EXPECT_EQ(registry.find(CRL_CHANNEL_ID, "probe"), before);
  EXPECT_EQ(registry.files().size(), 1U);
  folder.write("other", "new bytes");
  fs::rename(folder.path() / "other", folder.path() / "late.carillon.so");
  scan(folder.path());
  ASSERT_EQ(report("late").notes.size(), 1U);
  EXPECT_TRUE(says(report("late").notes[0], {"changed", "restart"}));
}

TEST_F(RegistryTest, a_folder_that_is_not_there_is_no_fault_of_the_others) {
  registry.scan(std::vector<fs::path>{"/nowhere/at/all", good_plugins()});
  EXPECT_TRUE(report("probe").loaded);
}

TEST_F(RegistryTest, inspects_a_file_without_keeping_it) {
  EXPECT_TRUE(inspect(good_plugins() / "probe.carillon.so").loaded);
  EXPECT_FALSE(inspect(bad_plugins() / "small_module.carillon.so").loaded);
  EXPECT_TRUE(says(inspect("/nowhere/x.carillon.so").reason, {"cannot be read"}));
  EXPECT_TRUE(registry.files().empty());
}

TEST_F(RegistryTest, runs_an_instance_through_its_life) {
  scan(good_plugins());
  auto made = make(R"({"sender":"ACME"})");
  ASSERT_TRUE(made) << made.error().message;
  auto& instance = **made;
  EXPECT_EQ(registry.instances().at(0).state, "created");
  ASSERT_TRUE(instance.start());
  EXPECT_EQ(registry.instances().at(0).state, "running");
  EXPECT_EQ(instance.start().error().status, CRL_E_STATE);
  EXPECT_TRUE(instance.health()) << instance.health().error().message;
  ASSERT_NE(instance.interface(), nullptr);
  EXPECT_NE(static_cast<const crl_channel*>(instance.interface())->webhook, nullptr);
  EXPECT_TRUE(instance.serial().owns_lock());
  instance.drain(10);
  EXPECT_EQ(registry.instances().at(0).state, "draining");
  instance.stop();
  instance.stop();
  EXPECT_EQ(registry.instances().at(0).state, "stopped");
  EXPECT_EQ(instance.start().error().status, CRL_E_STATE);
  *made = nullptr;
  EXPECT_TRUE(registry.instances().empty());
}

TEST_F(RegistryTest, keeps_what_health_last_said) {
  scan(good_plugins());
  auto made = make(R"({"sender":"ACME","fail":"health"})");
  ASSERT_TRUE(made && (*made)->start());
  EXPECT_FALSE((*made)->health());
  EXPECT_EQ(registry.instances().at(0).state, "running");
  EXPECT_EQ(registry.instances().at(0).reason, "feeling unwell");
}

TEST_F(RegistryTest, a_failed_start_is_told_and_the_instance_still_goes_away) {
  scan(good_plugins());
  auto made = make(R"({"sender":"ACME","fail":"start"})");
  ASSERT_TRUE(made);
  const auto status = (*made)->start();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().status, CRL_E_UNAVAILABLE);
  EXPECT_EQ(registry.instances().at(0).reason, "the network is down");
}

TEST_F(RegistryTest, wrong_settings_name_the_key_and_what_was_expected) {
  scan(good_plugins());
  EXPECT_TRUE(says(refused_settings("{}"), {"\"sms\"", "/sender", "required"}));
  EXPECT_TRUE(says(refused_settings(R"({"sender":"ACME","raet":3})"), {"/raet", "did you mean \"rate\"?"}));
  EXPECT_TRUE(says(refused_settings(R"({"sender":"ACME","rate":"fast"})"),
                   {"/rate", "a whole number", "the text \"fast\""}));
  const auto issues =
      registry.check_settings(CRL_CHANNEL_ID, "probe", json::parse(R"({"rate":0,"mode":"slow"})"));
  EXPECT_EQ(issues.size(), 3U);
}

TEST_F(RegistryTest, an_unknown_plugin_names_the_nearest_one) {
  EXPECT_TRUE(says(make("{}", "probe").error().message, {"no plugin of this kind is loaded"}));
  scan(good_plugins());
  EXPECT_TRUE(says(make("{}", "prob").error().message, {"channel \"prob\"", "did you mean \"probe\"?"}));
  EXPECT_TRUE(says(make("{}", "telegraph").error().message, {"there are: probe"}));
  const auto other = registry.create(CRL_AI_ID, "probe", "x", json::object(), nullptr);
  EXPECT_TRUE(says(other.error().message, {"another kind (channel)"}));
}

TEST_F(RegistryTest, two_registries_share_a_module_and_the_second_inherits_it) {
  auto first = std::make_unique<Registry>(services);
  first->scan(std::vector{good_plugins()});
  scan(good_plugins());
  first.reset();
  auto made = make(R"({"sender":"ACME"})");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE((*made)->start());
}

}  // namespace
}  // namespace carillon::plugins
