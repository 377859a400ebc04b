#include "plugins/address_policy.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace carillon::plugins {
namespace {

std::optional<std::string> judge(const std::string& text) {
  if (text.find(':') == std::string::npos) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    EXPECT_EQ(inet_pton(AF_INET, text.c_str(), &v4.sin_addr), 1) << text;
    return why_not_public(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr), 1) << text;
  return why_not_public(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
}

TEST(AddressPolicy, refuses_every_network_that_is_not_the_public_internet) {
  for (const char* address : {"127.0.0.1",
                              "127.255.255.254",
                              "0.0.0.0",
                              "10.0.0.1",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "169.254.169.254",
                              "100.64.0.1",
                              "100.127.255.255",
                              "224.0.0.1",
                              "239.1.2.3",
                              "255.255.255.255",
                              "192.0.2.7",
                              "198.18.0.1",
                              "::",
                              "::1",
                              "fe80::1",
                              "febf::1",
                              "fc00::1",
                              "fd12:3456::1",
                              "ff02::1",
                              "::ffff:8.8.8.8",
                              "::ffff:127.0.0.1",
                              "::7f00:1",
                              "64:ff9b::7f00:1",
                              "2002:7f00:1::",
                              "2001:0:1::1",
                              "2001:db8::1",
                              "4000::1"}) {
    const auto why = judge(address);
    ASSERT_TRUE(why) << address;
    EXPECT_NE(why->find(" address"), std::string::npos);
  }
}

TEST(AddressPolicy, takes_public_addresses_also_beside_the_borders) {
  for (const char* address :
       {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "169.253.0.1",
        "192.167.255.255", "223.255.255.255", "11.0.0.0", "2606:4700::1111", "2a00:1450:4001::1"}) {
    EXPECT_EQ(judge(address), std::nullopt) << address;
  }
}

TEST(AddressPolicy, refuses_families_that_it_does_not_know) {
  sockaddr local{};
  local.sa_family = AF_UNIX;
  EXPECT_TRUE(why_not_public(&local, sizeof local));
}

}  // namespace
}  // namespace carillon::plugins
