// A sentence cut into words, numbers, signs and quoted texts.
//
// Words are lower-cased (ASCII), contractions are written out ("haven't" -> have, not), a possessive 's is
// dropped, hyphens within words part them. `begin` and `end` point into the sentence. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace carillon::translate {

struct Token {
  enum class Kind { kWord, kNumber, kSign, kQuoted };
  Kind kind = Kind::kWord;
  std::string text;  // as it is matched; a typing error is put right here
  std::size_t begin = 0, end = 0;
  std::int64_t units = 0;  // of a number, in ten-thousandths
  bool capital = false;
  bool glued = false;  // nothing stands between it and the token before
  bool corrected = false;
  bool whose = false;  // "women's"
};

std::vector<Token> tokenize(std::string_view sentence);

}  // namespace carillon::translate
