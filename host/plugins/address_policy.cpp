#include "plugins/address_policy.h"

#include <array>
#include <cstdint>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace carillon::plugins {

namespace {

struct Range {
  std::uint32_t network;  // host byte order
  int bits;
  const char* what;
};

constexpr std::uint32_t ip(unsigned a, unsigned b, unsigned c, unsigned d) {
  return a << 24 | b << 16 | c << 8 | d;
}

// RFC 6890 and its registry, as far as an address in it never names a server of the public internet.
constexpr std::array kRanges = {
    Range{ip(0, 0, 0, 0), 8, "an unspecified"},
    Range{ip(10, 0, 0, 0), 8, "a private"},
    Range{ip(100, 64, 0, 0), 10, "a carrier-grade NAT"},
    Range{ip(127, 0, 0, 0), 8, "a loopback"},
    Range{ip(169, 254, 0, 0), 16, "a link-local"},
    Range{ip(172, 16, 0, 0), 12, "a private"},
    Range{ip(192, 0, 0, 0), 24, "a reserved"},
    Range{ip(192, 0, 2, 0), 24, "a documentation"},
    Range{ip(192, 88, 99, 0), 24, "a reserved"},
    Range{ip(192, 168, 0, 0), 16, "a private"},
    Range{ip(198, 18, 0, 0), 15, "a benchmarking"},
    Range{ip(198, 51, 100, 0), 24, "a documentation"},
    Range{ip(203, 0, 113, 0), 24, "a documentation"},
    Range{ip(224, 0, 0, 0), 4, "a multicast"},
    Range{ip(240, 0, 0, 0), 4, "a reserved"},
};

const char* judge4(std::uint32_t address) {
  for (const auto& range : kRanges) {
    const std::uint32_t mask = ~std::uint32_t{0} << (32 - range.bits);
    if ((address & mask) == range.network) return range.what;
  }
  return nullptr;
}

const char* judge6(const in6_addr& address) {
  const auto& b = address.s6_addr;
  const auto all_zero = [&](int from, int to) {
    for (int i = from; i < to; ++i) {
      if (b[i] != 0) return false;
    }
    return true;
  };
  if (all_zero(0, 15)) return b[15] == 1 ? "a loopback" : "an unspecified";
  // Addresses that carry an IPv4 address inside are refused whole: servers have plain ones.
  if (all_zero(0, 10) && b[10] == 0xFF && b[11] == 0xFF) return "an IPv4-mapped";
  if (all_zero(0, 12)) return "an IPv4-compatible";
  if (b[0] == 0x00 && b[1] == 0x64 && b[2] == 0xFF && b[3] == 0x9B) return "a NAT64";
  if (b[0] == 0x20 && b[1] == 0x02) return "a 6to4";
  if (b[0] == 0x20 && b[1] == 0x01 && b[2] < 0x02) return "a reserved";  // 2001::/23: Teredo and others
  if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0D && b[3] == 0xB8) return "a documentation";
  if ((b[0] & 0xFE) == 0xFC) return "a private";
  if (b[0] == 0xFE && (b[1] & 0xC0) == 0x80) return "a link-local";
  if (b[0] == 0xFE && (b[1] & 0xC0) == 0xC0) return "a private";
  if (b[0] == 0xFF) return "a multicast";
  return (b[0] & 0xE0) == 0x20 ? nullptr : "a reserved";  // only 2000::/3 is handed out
}

}  // namespace

std::optional<std::string> why_not_public(const sockaddr* address, socklen_t length) {
  char text[INET6_ADDRSTRLEN] = "?";
  const char* what = nullptr;
  if (address->sa_family == AF_INET && length >= sizeof(sockaddr_in)) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    what = judge4(ntohl(v4.sin_addr.s_addr));
    inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
  } else if (address->sa_family == AF_INET6 && length >= sizeof(sockaddr_in6)) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    what = judge6(v6.sin6_addr);
    inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  } else {
    return "its address is neither IPv4 nor IPv6";
  }
  if (what == nullptr) return std::nullopt;
  return std::string(text) + " is " + what + " address";
}

}  // namespace carillon::plugins
