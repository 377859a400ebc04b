#include <algorithm>

#include <gtest/gtest.h>

#include "campaign.h"

namespace carillon::end_to_end {
namespace {

std::string text(const json::value& value, std::string_view pointer) {
  const auto* at = at_pointer(value, pointer);
  if (at == nullptr) return "(absent)";
  return at->is_string() ? std::string(at->get_string()) : json::serialize(*at);
}

TEST(Segments, are_typed_saved_counted_explained_compared_and_written_to) {
  const TempFolder folder;
  const Program program(folder.path() / "data");
  std::string rows = "external_id,name,city,phone,consent_sms\n";
  for (int i = 0; i < 300; ++i) {
    rows += "c" + std::to_string(i) + ",N" + std::to_string(i) + (i % 3 == 0 ? ",Pune," : ",Delhi,") +
            "+9198" + std::to_string(10'000'000 + i) + ",true\n";
  }
  ASSERT_EQ(program.post("/api/v1/customers/bulk", rows, "text/csv").status, 200);

  const auto faulty = program.post("/api/v1/segments/preview", R"({"rule_text":"city = Pune"})");
  EXPECT_EQ(faulty.status, 422);
  EXPECT_EQ(text(faulty.json(), "/errors/0/column"), "8") << faulty.body;
  const auto preview =
      program.post("/api/v1/segments/preview", R"({"rule_text":"city = \"Pune\" OR visits > 3","sample":3})");
  ASSERT_EQ(preview.status, 200) << preview.body;
  EXPECT_EQ(text(preview.json(), "/count"), "100");

  const auto pune = program.post("/api/v1/segments", R"({"name":"Pune","rule_text":"city = \"Pune\""})");
  ASSERT_EQ(pune.status, 201) << pune.body;
  const std::string id = text(pune.json(), "/id");
  const std::string path = "/api/v1/segments/" + id;
  const auto patched = program.request(
      "PATCH", path, R"({"rule_text":"city = \"Pune\" AND name STARTS WITH \"N1\""})", "application/json");
  ASSERT_EQ(patched.status, 200) << patched.body;
  EXPECT_EQ(text(program.get(path + "/diff").json(), "/changes/0/kind"), "added");
  EXPECT_EQ(text(program.get(path + "/count").json(), "/count"), "36");
  const auto exported = program.get(path + "/members/export");
  EXPECT_EQ(std::count(exported.body.begin(), exported.body.end(), '\n'), 37) << exported.body;
  EXPECT_EQ(text(program.get(path + "/why/external:c1").json(), "/selected"), "false");
  EXPECT_EQ(text(program.get(path + "/why/external:c12").json(), "/selected"), "true");
  const auto overlap = program.post("/api/v1/segments/overlap",
                                    R"({"a":")" + id + R"(","b":{"rule_text":"name CONTAINS \"2\""}})");
  ASSERT_EQ(overlap.status, 200) << overlap.body;
  EXPECT_EQ(text(overlap.json(), "/a/count"), "36");
  EXPECT_LT(number(overlap.json(), "both"), 36);

  // The program itself counts what is due.
  EXPECT_TRUE(eventually([&] { return text(program.get(path + "/sizes").json(), "/data/0/count") == "36"; }));

  const auto campaign =
      program.post("/api/v1/campaigns",
                   R"({"name":"c","channel":"sms","template":{"text":"Hi"},"audience":{"include":[")" + id +
                       R"(",{"rule_text":"name = \"N1\""}],"exclude":[{"customer_ids":["external:c12"]}]}})");
  ASSERT_EQ(campaign.status, 201) << campaign.body;
  const auto launched = program.post("/api/v1/campaigns/" + text(campaign.json(), "/id") + "/launch");
  ASSERT_EQ(launched.status, 200) << launched.body;
  EXPECT_EQ(text(launched.json(), "/audience_size"), "36") << launched.body;
  EXPECT_EQ(text(launched.json(), "/audience/include/0/version"), "2");
}

}  // namespace
}  // namespace carillon::end_to_end
