// What a text costs as an SMS: its alphabet, its units, and how many messages a network cuts it into.
//
// GSM 03.38 with its extension table (two units each) when every character is in it, UCS-2 otherwise (two
// units for what lies beyond 16 bits). A character of two units is never cut, as networks require.
//
// Thread safety: pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace carillon::liquid {

struct SmsSize {
  bool ucs2 = false;
  std::size_t units = 0;
  std::size_t segments = 0;         // 0 for no text
  std::size_t left = 0;             // units that the last segment still has
  std::vector<std::string> forced;  // characters that GSM lacks, each once, at most 20
};

SmsSize sms_size(std::string_view text);

// The number of segments alone; allocates nothing.
std::size_t sms_segments(std::string_view text);

}  // namespace carillon::liquid
