// How a posted receipt proves its sender: HMAC-SHA256 of the body in the header X-Carillon-Signature, as
// "sha256=" and 64 hexadecimal digits. [any], no state.
#pragma once

#include <string>
#include <string_view>

namespace carillon::sim {

inline constexpr std::string_view kSignatureHeader = "X-Carillon-Signature";

std::string sign(std::string_view secret, std::string_view body);

// Compares in constant time.
bool signature_matches(std::string_view secret, std::string_view body, std::string_view header);

}  // namespace carillon::sim
