// The small texts of a session: capabilities of EHLO and the answers of AUTH. [pure]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carillon::smtp {

// A line of the EHLO reply: "AUTH PLAIN LOGIN", "SIZE 10240000". Upper case.
struct Capability {
  explicit Capability(std::string_view line);
  bool has(std::string_view word) const;
  std::uint64_t number() const;  // of the first word; 0 when it is none

  std::string name;
  std::vector<std::string> words;
};

std::string to_base64(std::string_view bytes);
// RFC 4616.
std::string plain_response(std::string_view user, std::string_view password);
// Google's and Microsoft's XOAUTH2.
std::string xoauth2_response(std::string_view user, std::string_view token);
// RFC 7628.
std::string oauthbearer_response(std::string_view user, std::string_view host, std::string_view port,
                                 std::string_view token);

}  // namespace carillon::smtp
