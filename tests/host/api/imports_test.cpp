#include <fstream>

#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

class ImportsApi : public ApiTest {
 protected:
  std::string whole(const http::Response& response) {
    std::string out;
    for (std::string piece = response.stream(); !piece.empty(); piece = response.stream()) out += piece;
    return out;
  }
};

TEST_F(ImportsApi, are_uploaded_followed_and_tell_what_was_rejected) {
  const std::string csv = "Customer ID;Nickname;Notes\na;Asha;x\n;Nobody;\nb;Ravi;y\n";
  const auto made = send("POST", "/api/v1/imports?kind=customers&map=Nickname:name,Notes:&name=people.csv",
                         csv, {{"Content-Type", "text/csv"}});
  ASSERT_EQ(made.status(), 201) << made;
  const std::string path = "/api/v1/imports/" + made.text("/id");
  EXPECT_EQ(made.header("Location"), path);
  const auto events = get(path + "/events");
  ASSERT_EQ(events.status(), 200) << events;
  const std::string told = whole(events.response);
  EXPECT_NE(told.find("event: end\ndata: {\"id\":\"" + made.text("/id")), std::string::npos) << told;
  const auto job = get(path);
  EXPECT_EQ(job.text("/state"), "completed") << job;
  EXPECT_EQ(job.text("/name"), "people.csv");
  EXPECT_EQ(job.text("/created"), "2");
  EXPECT_EQ(job.text("/rejected"), "1");
  EXPECT_EQ(job.text("/bytes_read"), std::to_string(csv.size()));
  EXPECT_EQ(get("/api/v1/customers/external:b").text("/name"), "Ravi");
  const auto report = get(path + "/rejected");
  EXPECT_EQ(report.header("Content-Disposition"),
            "attachment; filename=\"rejected-" + made.text("/id") + ".csv\"");
  const std::string rows = whole(report.response);
  EXPECT_TRUE(rows.starts_with("line,code,pointer,detail,row\n3,required,/external_id,")) << rows;
  EXPECT_EQ(get("/api/v1/imports").text("/data/0/id"), made.text("/id"));
  EXPECT_EQ(send("POST", path + "/resume").status(), 409);
  EXPECT_EQ(send("POST", path + "/cancel").status(), 409);
  EXPECT_EQ(get("/api/v1/imports/12").status(), 404);
  EXPECT_EQ(get("/api/v1/imports/x").status(), 404);
}

TEST_F(ImportsApi, name_a_file_of_the_import_folder) {
  std::ofstream(store.file().parent_path() / "drop" / "people.json") << R"([{"external_id":"a"}])";
  const auto made = post("/api/v1/imports", R"({"kind":"customers","file":"people.json","dry_run":true})");
  ASSERT_EQ(made.status(), 201) << made;
  const std::string path = "/api/v1/imports/" + made.text("/id");
  whole(get(path + "/events").response);
  EXPECT_EQ(get(path).text("/created"), "1");
  EXPECT_EQ(get("/api/v1/customers/external:a").status(), 404) << "it was only tried out";
  for (const char* body :
       {R"({"kind":"customers","file":"../test.db","format":"csv"})",
        R"({"kind":"customers","file":"people"})", R"({"kind":"people","file":"people.json"})",
        R"({"file":"people.json"})", R"({"kind":"customers","file":"people.json","columns":{"a":1}})"}) {
    EXPECT_EQ(post("/api/v1/imports", body).status(), 422) << body;
  }
  EXPECT_EQ(post("/api/v1/imports", "{").status(), 400);
  EXPECT_EQ(post("/api/v1/imports", R"([{"external_id":"a"}])").status(), 422) << "rows need their kind";
  EXPECT_EQ(send("POST", "/api/v1/imports?kind=customers", "x", {{"Content-Type", "text/plain"}}).status(),
            415);
}

}  // namespace
}  // namespace carillon::api::testing
