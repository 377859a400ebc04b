#include "translate/named.h"

#include <algorithm>
#include <vector>

namespace carillon::translate {
namespace {

constexpr std::size_t kLongestPart = 5;  // words

std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> out;
  for (auto& token : tokenize(name)) {
    if (token.kind != Token::Kind::kSign) out.push_back(std::move(token.text));
  }
  return out;
}

// As far as the words go; signs between them are passed over.
std::size_t follow(const std::vector<std::string>& words, const Sentence& s, std::size_t at) {
  std::size_t n = 0;
  while (n < words.size() && at < s.tokens.size()) {
    if (s.tokens[at].text == words[n])
      ++n;
    else if (n == 0 || s.tokens[at].kind != Token::Kind::kSign)
      return 0;
    ++at;
  }
  return n == words.size() && n > 0 ? at : 0;
}

}  // namespace

std::optional<ReadName> read_name(std::span<const Named> among, const Sentence& s, std::size_t at) {
  if (at >= s.tokens.size()) return std::nullopt;
  std::optional<ReadName> best;
  bool doubtful = false;
  for (const Named& each : among) {
    const auto words = words_of(each.name);
    const bool quoted = s.tokens[at].kind == Token::Kind::kQuoted;
    const bool whole = quoted && words == words_of(s.tokens[at].text);
    const std::size_t end = whole ? at + 1 : quoted ? 0 : follow(words, s, at);
    if (end == 0 || (best && end < best->end)) continue;
    doubtful = best && end == best->end;
    best = ReadName{end, &each};
  }
  return doubtful ? std::nullopt : best;
}

std::optional<ReadName> read_part_of_name(std::span<const Named> among, const Sentence& s, std::size_t at) {
  std::optional<ReadName> best;
  for (std::size_t n = 1; n <= kLongestPart && at + n <= s.tokens.size(); ++n) {
    const Token& last = s.tokens[at + n - 1];
    if (last.kind == Token::Kind::kSign || last.kind == Token::Kind::kQuoted) break;
    const Named* only = nullptr;
    std::size_t found = 0;
    for (const Named& each : among) {
      const auto words = words_of(each.name);
      const bool all = std::ranges::all_of(
          s.tokens.begin() + static_cast<std::ptrdiff_t>(at),
          s.tokens.begin() + static_cast<std::ptrdiff_t>(at + n),
          [&](const Token& token) { return std::ranges::find(words, token.text) != words.end(); });
      if (!all) continue;
      ++found;
      only = &each;
    }
    if (found == 0) break;
    if (found == 1) best = ReadName{at + n, only};
  }
  return best;
}

}  // namespace carillon::translate
