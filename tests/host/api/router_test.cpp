#include "api/router.h"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

Route route(std::string method, std::string path) {
  Route out;
  out.method = std::move(method);
  out.path = std::move(path);
  return out;
}

class RouterTest : public ::testing::Test {
 protected:
  const std::vector<Route> routes{route("GET", "/a"),        route("POST", "/a"),
                                  route("GET", "/a/{id}"),   route("POST", "/a/query"),
                                  route("GET", "/a/{id}/b"), route("GET", "/")};
  const Router router{routes};
};

TEST_F(RouterTest, finds_every_route_by_its_own_path) {
  for (const auto& each : routes) EXPECT_EQ(router.find(each.method, each.path).route, &each) << each.path;
}

TEST_F(RouterTest, decodes_the_values_of_parameters) {
  const auto match = router.find("GET", "/a/external%3AC%2F1%20x/b");
  ASSERT_EQ(match.route, &routes[4]);
  EXPECT_EQ(match.values.at("id"), "external:C/1 x");
}

TEST_F(RouterTest, tells_a_wrong_method_from_a_wrong_path) {
  const auto wrong_method = router.find("DELETE", "/a");
  EXPECT_EQ(wrong_method.route, nullptr);
  EXPECT_EQ(wrong_method.allowed, "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(router.find("GET", "/a/query").allowed, "POST, OPTIONS");
  for (const char* path : {"/b", "/a/", "/a/1/c", "//", "/a/1/b/", ""}) {
    EXPECT_TRUE(router.find("GET", path).allowed.empty()) << path;
  }
}

TEST_F(RouterTest, reads_head_as_get) { EXPECT_EQ(router.find("HEAD", "/a").route, &routes[0]); }

TEST_F(RouterTest, refuses_broken_escapes) {
  for (const char* path : {"/a/%", "/a/%4", "/a/%zz", "/a/%ff", "/a/%C0%80"}) {
    EXPECT_TRUE(router.find("GET", path).malformed) << path;
  }
}

TEST(Router, refuses_two_routes_of_one_shape) {
  const std::vector<Route> twice{route("GET", "/a/{id}"), route("GET", "/a/{name}")};
  EXPECT_THROW(Router{twice}, std::logic_error);
}

}  // namespace
}  // namespace carillon::api
