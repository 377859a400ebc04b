#include "links/visitors.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace carillon::links {
namespace {

bool person(std::string_view method, const std::map<std::string_view, std::string_view>& headers) {
  return is_person(method, [&](std::string_view name) {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view{} : found->second;
  });
}

constexpr std::string_view kBrowser =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36";

TEST(Visitors, a_person_is_who_comes_with_a_browser) {
  EXPECT_TRUE(person("GET", {{"User-Agent", kBrowser}}));
  EXPECT_TRUE(person(
      "GET", {{"User-Agent", "Mozilla/5.0 (Windows NT 5.1) Firefox/11.0 (via ggpht.com GoogleImageProxy)"}}));
}

TEST(Visitors, machines_that_say_so_are_not_counted) {
  EXPECT_FALSE(person("HEAD", {{"User-Agent", kBrowser}}));
  EXPECT_FALSE(person("GET", {}));
  EXPECT_FALSE(person("GET", {{"User-Agent", kBrowser}, {"Purpose", "prefetch"}}));
  EXPECT_FALSE(person("GET", {{"User-Agent", kBrowser}, {"Sec-Purpose", "prefetch;prerender"}}));
  for (const char* agent : {"Googlebot/2.1", "curl/8.0", "python-requests/2.31", "Barracuda Sentinel",
                            "Slackbot-LinkExpanding 1.0", "WhatsApp/2.23"}) {
    EXPECT_FALSE(person("GET", {{"User-Agent", agent}})) << agent;
  }
}

}  // namespace
}  // namespace carillon::links
