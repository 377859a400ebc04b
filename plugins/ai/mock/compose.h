// From a request to its suggestions. Pure: the same brief gives the same messages.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace carillon::mock {

struct Brief {
  std::string objective;
  std::string audience;  // in words; may be empty
  std::int64_t audience_count = -1;
  bool email = false;  // otherwise a short message
  std::string brand;   // may be empty
  std::string tone;    // asked for; may be empty
  std::size_t variants = 3;
  std::uint64_t seed = 0;
};

struct Suggestion {
  std::string subject;  // of an e-mail
  std::string text, tone, rationale;
};

inline constexpr std::size_t kMaxVariants = 6;

// As many as asked for, at most kMaxVariants, no two alike. A short message has 160 characters of the GSM
// alphabet at most, its placeholder included; what does not fit is left out, the offer last.
std::vector<Suggestion> compose(const Brief& brief);

}  // namespace carillon::mock
