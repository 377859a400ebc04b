// Amounts and counts in words and digits: "Rs. 3,40,000/-", "one and a half lakh", "10K", "a dozen".
#pragma once

#include <optional>

#include "translate/sentence.h"
#include "translate/value.h"

namespace carillon::translate {

struct ReadNumber {
  std::size_t end = 0;
  Number number;
  std::int64_t scale = 1;  // the K, lakh ... that was said
  bool percent = false;
};

// The longest number that starts at the token.
std::optional<ReadNumber> read_number(const Sentence& sentence, std::size_t at);

// "30 days", "90d", "a fortnight", "one and a half years", "half a year".
struct ReadLength {
  std::size_t end = 0;
  Length length;
};
std::optional<ReadLength> read_length(const Sentence& sentence, std::size_t at);

}  // namespace carillon::translate
