#include "config_fixture.h"

namespace carillon::config {
namespace {

using Faults = ConfigTest;

bool says(const Fault& fault, std::string_view words) {
  return fault.detail.find(words) != std::string::npos;
}

TEST_F(Faults, name_the_file_the_line_the_column_and_the_key) {
  const Fault fault = only_fault("\n[http]\n  port = \"8080\"\n");
  EXPECT_EQ(fault.file, (folder / "c.toml").string());
  EXPECT_EQ(fault.line, 3U);
  EXPECT_EQ(fault.column, 10U);
  EXPECT_EQ(fault.key, "http.port");
  EXPECT_TRUE(says(fault, "found the string \"8080\", expected an integer from 0 to 65535")) << fault.detail;
  EXPECT_EQ(to_text(fault), fault.file + ":3:10: http.port: " + fault.detail);
}

TEST_F(Faults, propose_the_nearest_key_and_table) {
  EXPECT_TRUE(says(only_fault("[http]\nprot = 1\n"), "did you mean http.port?"));
  EXPECT_TRUE(says(only_fault("[htpp]\nport = 1\n"), "did you mean http?"));
  EXPECT_TRUE(says(only_fault("data_dri = \"x\"\n"), "did you mean data_dir?"));
  EXPECT_TRUE(says(only_fault("[log]\ntimezone = \"UTC\"\n"), "did you mean organisation.timezone?"));
  EXPECT_TRUE(says(only_fault("[chanels.sms]\nplugin = \"sms_sim\"\n"), "did you mean channels?"));
  EXPECT_TRUE(says(only_fault("[log]\nbanana = 1\n"), "[log] has level format file"));
}

TEST_F(Faults, are_all_told_in_the_order_of_their_lines) {
  environment["CARILLON__HTTP__PROT"] = "1";
  const std::vector<Fault> faults = faults_of(
      "node = 5000\n"
      "[organisation]\ncurrency = \"rupees\"\ntimezone = \"Asia/Calcutty\"\n"
      "[http]\naddress = \"0.0.0.0\"\nwork_threads = 0\n"
      "[channels.sms]\nfrom = \"x\"\n"
      "[log]\nlevel = \"loud\"\n");
  std::vector<std::string> found;
  for (const Fault& fault : faults) found.push_back(std::to_string(fault.line) + " " + fault.key);
  EXPECT_EQ(found, (std::vector<std::string>{"1 node", "3 organisation.currency", "4 organisation.timezone",
                                             "6 http.address", "7 http.work_threads", "9 channels.sms",
                                             "11 log.level", "0 CARILLON__HTTP__PROT"}));
}

TEST_F(Faults, of_an_address_beyond_loopback_tell_the_reason_and_the_remedy) {
  for (const char* address : {"0.0.0.0", "::", "10.0.0.1", "example.com", ""}) {
    const Fault fault = only_fault("[http]\naddress = \"" + std::string(address) + "\"\n");
    EXPECT_TRUE(says(fault, "authentication is not configured")) << fault.detail;
    EXPECT_TRUE(says(fault, "put a proxy")) << fault.detail;
  }
  for (const char* address : {"127.0.0.1", "::1", "localhost"}) {
    EXPECT_EQ(good("[http]\naddress = \"" + std::string(address) + "\"\n").config.http.address, address);
  }
}

TEST_F(Faults, of_syntax_have_the_place_too) {
  const Fault fault = only_fault("node = 1\nport = = 2\n");
  EXPECT_EQ(fault.line, 2U);
  EXPECT_GT(fault.column, 1U);
  EXPECT_EQ(only_fault("node = 1\nnode = 2\n").line, 2U);
}

TEST_F(Faults, are_told_of_a_file_that_is_not_there) {
  const LoadResult result = load(folder / "none.toml", {}, {});
  const auto& faults = std::get<std::vector<Fault>>(result);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_TRUE(says(faults.front(), "cannot be read"));
  EXPECT_EQ(std::get<std::vector<Fault>>(load(folder, {}, {})).size(), 1U);
}

TEST_F(Faults, of_a_value_where_a_table_belongs_and_the_reverse) {
  EXPECT_TRUE(says(only_fault("http = 3\n"), "found an unknown key outside") ||
              says(only_fault("http = 3\n"), "expected a table: [http]"));
  EXPECT_TRUE(says(only_fault("storage = \"sqlite\"\n"), "expected a table: [storage]"));
  EXPECT_TRUE(says(only_fault("channels = 1\n"), "expected a table [channels.NAME]"));
  EXPECT_TRUE(says(only_fault("[channels]\nsms = \"x\"\n"), "expected a table [channels.sms]"));
  EXPECT_TRUE(says(only_fault("[[channels]]\nplugin = \"x\"\n"), "expected a table [channels.NAME]"));
  EXPECT_EQ(only_fault("[node]\nx = 1\n").key, "node.x");
  EXPECT_EQ(only_fault("[node]\n").key, "node");
  EXPECT_TRUE(faults_of("[http]\n").empty());
}

}  // namespace
}  // namespace carillon::config
