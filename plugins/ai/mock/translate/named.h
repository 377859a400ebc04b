// Campaigns and segments by their names, whole or in part.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "translate/sentence.h"

namespace carillon::translate {

struct ReadName {
  std::size_t end = 0;
  const Named* named = nullptr;
};

// The longest run of words from the token on that is the name of one of them, in quotes or not; nothing when
// two have that name.
std::optional<ReadName> read_name(std::span<const Named> among, const Sentence& sentence, std::size_t at);
// The longest run of words, at most of five, that are all in the name of one of them and of no other.
std::optional<ReadName> read_part_of_name(std::span<const Named> among, const Sentence& sentence,
                                          std::size_t at);

}  // namespace carillon::translate
