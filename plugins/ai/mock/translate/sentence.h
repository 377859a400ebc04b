// What the parts of the reader share: the words, what is known of them, and the day on which they are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "translate/lexicon.h"
#include "translate/token.h"
#include "translate/translate.h"

namespace carillon::translate {

struct Sentence {
  std::string_view text;
  std::vector<Token> tokens;
  const Lexicon* lexicon = nullptr;
  std::span<const Named> campaigns, segments;
  std::int64_t today = 0;  // days since 1970-01-01, in the organisation's zone

  bool is(std::size_t at, std::string_view word) const {
    return at < tokens.size() && tokens[at].kind != Token::Kind::kQuoted && tokens[at].text == word;
  }
  // As it was written.
  std::string slice(std::size_t from, std::size_t to) const {
    return from >= to ? std::string{}
                      : std::string(text.substr(tokens[from].begin, tokens[to - 1].end - tokens[from].begin));
  }
};

}  // namespace carillon::translate
