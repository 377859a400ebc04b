#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

class Customers : public ApiTest {
 protected:
  void add(int n) {
    std::string rows;
    for (int i = 0; i < n; ++i) {
      rows += R"({"external_id":"c)" + std::to_string(i) + R"(","city":")" + (i % 2 == 0 ? "Pune" : "Delhi") +
              "\"}\n";
    }
    const auto a = send("POST", "/api/v1/customers/bulk", rows, {{"Content-Type", "application/x-ndjson"}});
    ASSERT_EQ(a.status(), 200) << a;
    ASSERT_EQ(a.text("/created"), std::to_string(n)) << a;
  }
};

TEST_F(Customers, are_created_once_and_then_updated) {
  const std::string row = R"({"external_id":"C/1","name":"Asha","attributes":{"score":1.5,"plan":"gold"}})";
  const auto created = post("/api/v1/customers", row);
  ASSERT_EQ(created.status(), 201) << created;
  EXPECT_EQ(created.header("Location"), "/api/v1/customers/" + created.text("/id"));
  const auto again = post("/api/v1/customers", row);
  EXPECT_EQ(again.status(), 200) << again;
  EXPECT_EQ(again.response.body, created.response.body);
  EXPECT_EQ(get("/api/v1/customers/" + created.text("/id")).response.body, created.response.body);
  EXPECT_EQ(get("/api/v1/customers/external:C%2F1").response.body, created.response.body);
  EXPECT_EQ(get("/api/v1/customers/external:nobody").status(), 404);
}

TEST_F(Customers, have_tags_that_guard_reads_and_changes) {
  const auto created = post("/api/v1/customers", R"({"external_id":"c1","attributes":{"a":1,"b":2}})");
  const std::string path = "/api/v1/customers/external:c1";
  const std::string tag = get(path).header("ETag");
  EXPECT_EQ(tag, created.header("ETag"));
  EXPECT_EQ(send("GET", path, "", {{"If-None-Match", tag}}).status(), 304);
  const auto patched =
      send("PATCH", path, R"({"city":"Pune","attributes":{"a":null,"c":3}})", {{"If-Match", tag}});
  ASSERT_EQ(patched.status(), 200) << patched;
  EXPECT_EQ(patched.body.at("attributes"), parse_json(R"({"b":2,"c":3})").value());
  EXPECT_NE(patched.header("ETag"), tag);
  EXPECT_EQ(send("PATCH", path, R"({"city":"Delhi"})", {{"If-Match", tag}}).status(), 412);
  EXPECT_EQ(get(path).text("/city"), "Pune");
  EXPECT_EQ(send("PATCH", path, R"({"external_id":"c2"})").status(), 422);
}

TEST_F(Customers, are_listed_by_page_each_once) {
  add(25);
  std::vector<std::string> seen;
  std::string cursor;
  do {
    const auto page = get("/api/v1/customers?limit=10&sort=-name&count=true&cursor=" + cursor);
    ASSERT_EQ(page.status(), 200) << page;
    EXPECT_EQ(page.text("/count"), "25");
    for (const auto& row : page.body.at("data").get_array())
      seen.emplace_back(row.at("external_id").get_string());
    cursor = page.body.at("next_cursor").is_null() ? "" : page.text("/next_cursor");
  } while (!cursor.empty());
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::unique(seen.begin(), seen.end()) - seen.begin(), 25);
  EXPECT_EQ(get("/api/v1/customers?city=PUNE&count=true").text("/count"), "13");
}

TEST_F(Customers, are_found_by_an_unsaved_rule) {
  add(25);
  std::size_t n = 0;
  std::string cursor;
  do {
    const auto page = post(
        "/api/v1/customers/query",
        R"({"rule":{"field":"city","op":"eq","value":"pune"},"fields":["external_id"],"limit":5,"cursor":")" +
            cursor + "\"}");
    ASSERT_EQ(page.status(), 200) << page;
    n += page.body.at("data").get_array().size();
    EXPECT_EQ(page.body.at("data").get_array().at(0).get_object().size(), 2u);
    cursor = page.body.at("next_cursor").is_null() ? "" : page.text("/next_cursor");
  } while (!cursor.empty());
  EXPECT_EQ(n, 13u);
  const auto wrong =
      post("/api/v1/customers/query", R"({"rule":{"op":"gt","field":"nope","value":1},"fields":["nam"]})");
  EXPECT_EQ(wrong.status(), 422);
  EXPECT_NE(wrong.response.body.find("/rule"), std::string::npos) << wrong;
  EXPECT_NE(wrong.response.body.find("\"/fields/0\""), std::string::npos) << wrong;
}

TEST_F(Customers, in_bulk_are_judged_one_by_one) {
  const auto a = send("POST", "/api/v1/customers/bulk", "external_id,name\nc1,Asha\n,Nobody\nc2,Ravi\n",
                      {{"Content-Type", "text/csv"}});
  ASSERT_EQ(a.status(), 200) << a;
  EXPECT_EQ(a.text("/received"), "3");
  EXPECT_EQ(a.text("/created"), "2");
  EXPECT_EQ(a.text("/errors/0/line"), "3");
  EXPECT_EQ(post("/api/v1/customers/bulk", "{").status(), 400);
}

}  // namespace
}  // namespace carillon::api::testing
