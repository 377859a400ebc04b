#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

class Requests : public ApiTest {};

TEST_F(Requests, a_problem_carries_the_request_and_every_fault) {
  const auto a =
      post("/api/v1/segments", R"({"name": 5, "rule": {"op": "gt", "field": "nope", "value": 1}, "x": 1})");
  EXPECT_EQ(a.status(), 422) << a;
  EXPECT_EQ(a.response.content_type, "application/problem+json");
  EXPECT_EQ(a.text("/request_id"), "test");
  EXPECT_EQ(a.text("/instance"), "/api/v1/segments");
  ASSERT_NE(at_pointer(a.body, "/errors/1"), nullptr) << a;
}

TEST_F(Requests, tells_what_cannot_be_read_from_what_is_wrong) {
  EXPECT_EQ(post("/api/v1/customers", "{").status(), 400);
  EXPECT_EQ(post("/api/v1/customers", "{\"external_id\": \"\xFF\"}").status(), 400);
  EXPECT_EQ(send("POST", "/api/v1/customers").status(), 400);
  EXPECT_EQ(post("/api/v1/customers", "[]").status(), 422);
  EXPECT_EQ(get("/api/v1/customers?limit=%").status(), 400);
  EXPECT_EQ(get("/api/v1/customers?limt=1").status(), 422);
  EXPECT_EQ(get("/api/v1/customers/%zz").status(), 400);
  EXPECT_EQ(get("/api/v1/customers?cursor=nonsense").status(), 422);
}

TEST_F(Requests, refuses_other_media_types_and_says_which_are_taken) {
  const auto a =
      send("POST", "/api/v1/customers", "a=b", {{"Content-Type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(a.status(), 415);
  EXPECT_EQ(a.header("Accept-Post"), "application/json");
  EXPECT_EQ(send("POST", "/api/v1/customers", "{}", {{"Content-Type", "application/json; charset=latin1"}})
                .status(),
            415);
  EXPECT_EQ(send("POST", "/api/v1/customers", "{}",
                 {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}})
                .status(),
            415);
}

TEST_F(Requests, answers_wrong_methods_and_options_with_allow) {
  const auto wrong = send("DELETE", "/api/v1/customers");
  EXPECT_EQ(wrong.status(), 405);
  EXPECT_EQ(wrong.header("Allow"), "GET, HEAD, POST, OPTIONS");
  const auto options = send("OPTIONS", "/api/v1/customers");
  EXPECT_EQ(options.status(), 204);
  EXPECT_EQ(options.header("Allow"), wrong.header("Allow"));
  EXPECT_EQ(get("/nowhere").status(), 404);
  EXPECT_EQ(send("HEAD", "/healthz").status(), 200);
}

TEST_F(Requests, every_route_survives_an_empty_and_a_hostile_request) {
  for (const auto& route : api->routes()) {
    std::string path = route.path;
    for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
      path.replace(at, path.find('}') - at + 1, "..%2f..%00");
    EXPECT_LT(send(route.method, path).status(), 500) << route.method << " " << path;
    EXPECT_LT(send(route.method, path, "{}").status(), 500) << route.method << " " << path;
    EXPECT_LT(
        send(route.method, path, R"({"rule":[],"name":{},"as_of":[],"audience":1,"template":null})").status(),
        500)
        << path;
  }
}

TEST_F(Requests, bulk_routes_alone_have_the_large_limit) {
  const auto limit = api->body_limit();
  EXPECT_EQ(limit("POST", "/api/v1/customers/bulk"), config.http.max_bulk_bytes);
  EXPECT_EQ(limit("POST", "/api/v1/customers"), config.http.max_body_bytes);
  EXPECT_EQ(limit("POST", "/nowhere"), config.http.max_body_bytes);
}

TEST_F(Requests, the_documentation_serves_no_file_of_another_folder) {
  EXPECT_EQ(get("/docs").status(), 200);
  EXPECT_FALSE(get("/docs").header("Content-Security-Policy").empty());
  for (const char* path :
       {"/docs/..%2fcarillon.toml", "/docs/%2e%2e", "/docs/swagger-ui.css%00", "/docs/README.md"}) {
    EXPECT_EQ(get(path).status(), 404) << path;
  }
}

TEST_F(Requests, are_counted_by_route_and_class) {
  get("/api/v1/customers");
  get("/api/v1/customers?limt=1");
  const std::string page = get("/metrics").response.body;
  EXPECT_NE(
      page.find(R"(carillon_http_requests_total{method="GET",route="/api/v1/customers",status="2xx"} 1)"),
      std::string::npos);
  EXPECT_NE(
      page.find(R"(carillon_http_requests_total{method="GET",route="/api/v1/customers",status="4xx"} 1)"),
      std::string::npos);
}

TEST_F(Requests, storage_that_answers_is_ready) {
  EXPECT_EQ(get("/readyz").status(), 200);
  EXPECT_EQ(get("/").text("/docs"), "/docs");
}

}  // namespace
}  // namespace carillon::api::testing
