// E-mail addresses: ann@example.com, alone or as `Ann Lee <ann@example.com>`. [any], no state.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carillon::mime {

// A bare address that a vendor would take: a dotted local part of at most 64 bytes, a domain of two labels or
// more, 254 bytes in all. Letters beyond ASCII are let through (RFC 6531).
bool is_address(std::string_view text);

// The address with its domain as mail servers know it: bücher.example becomes xn--bcher-kva.example.
std::string with_ascii_domain(std::string_view address);

struct Mailbox {
  std::string name;  // may be empty
  std::string address;
};

// nullopt when the address in it is none.
std::optional<Mailbox> parse_mailbox(std::string_view text);

}  // namespace carillon::mime
