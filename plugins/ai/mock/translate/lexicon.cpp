#include "translate/lexicon.h"

#include <algorithm>
#include <functional>

#include "translate/grammar.h"

namespace carillon::translate {
namespace {

std::vector<std::string> split(std::string_view text, char mark) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto at = text.find(mark);
    if (at != 0) out.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) break;
    text.remove_prefix(at + 1);
  }
  return out;
}

constexpr std::size_t kMostErrors = 12;  // in one sentence; more is no English
constexpr std::size_t kLongest = 24;     // longer words are not put right

// Insertions, deletions, replacements and swaps of neighbours.
// REQUIRES: neither is longer than kLongest.
std::size_t distance(std::string_view a, std::string_view b) {
  std::size_t d[kLongest + 1][kLongest + 1];
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] =
          std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

Lexicon::Lexicon() {
  for (const auto entries : {amount_entries(), time_entries(), people_entries(), joining_entries(),
                             place_entries(), refused_entries()}) {
    for (const Entry& entry : entries) {
      for (const auto& phrase : split(entry.phrases, '|')) {
        add(entry.klass, phrase, entry.value.empty() ? std::string_view(phrase) : entry.value);
      }
    }
  }
  // The words that patterns name themselves are known, too.
  for (const auto table : {amount_patterns(), time_patterns(), order_patterns(), people_patterns(),
                           contact_patterns(), rank_patterns(), link_patterns()}) {
    for (const Pattern& pattern : table) {
      for (std::string& element : split(pattern.elements, ' ')) {
        if (element.find_first_of("$<~") == 0) continue;
        if (element.size() > 1 && element.ends_with('?')) element.pop_back();
        for (const auto& choice : split(element, '|')) {
          for (auto& word : split(choice, '_')) {
            meant_.insert(word);
            words_.insert(std::move(word));
          }
        }
      }
    }
  }
  for (const auto& word : split(ordinary_words(), ' ')) ordinary_.insert(word);
}

void Lexicon::add(std::string_view klass, std::string_view phrase, std::string_view value) {
  Phrase made{split(phrase, ' '), std::string(klass), std::string(value)};
  if (made.words.empty()) return;
  const bool place = klass == "city" || klass == "country";
  for (const auto& word : made.words) {
    words_.insert(word);
    if (klass != "reject" && klass != "forbid") meant_.insert(word);
    if (place || klass == "category" || klass == "knowntag" || klass == "month") names_.insert(word);
  }
  phrases_.emplace(made.words.front(), std::move(made));
}

void Lexicon::spare(std::string_view phrase) {
  for (auto& word : split(phrase, ' ')) ordinary_.insert(std::move(word));
}

std::vector<Lexicon::Reading> Lexicon::readings(std::span<const Token> tokens, std::size_t at) const {
  std::vector<Reading> out;
  if (at >= tokens.size() || tokens[at].kind == Token::Kind::kQuoted) return out;
  const auto [first, last] = phrases_.equal_range(tokens[at].text);
  for (auto i = first; i != last; ++i) {
    const Phrase& phrase = i->second;
    if (phrase.words.size() > tokens.size() - at) continue;
    std::size_t n = 1;
    while (n < phrase.words.size() && tokens[at + n].text == phrase.words[n] &&
           tokens[at + n].kind != Token::Kind::kQuoted) {
      ++n;
    }
    if (n == phrase.words.size()) out.push_back({phrase.klass, {at + n, &phrase.value}});
  }
  std::ranges::stable_sort(out, std::greater{}, [](const Reading& reading) { return reading.match.end; });
  return out;
}

std::vector<Lexicon::Match> Lexicon::find(std::string_view klass, std::span<const Token> tokens,
                                          std::size_t at) const {
  std::vector<Match> out;
  for (const auto& reading : readings(tokens, at)) {
    if (reading.klass == klass) out.push_back(reading.match);
  }
  return out;
}

std::vector<std::string> Lexicon::correct(std::vector<Token>& tokens) const {
  std::vector<std::string> told;
  const auto shouted = std::ranges::count_if(tokens, &Token::capital);
  const bool capitals_tell = static_cast<std::size_t>(shouted) * 2 < tokens.size() + 1;
  std::size_t work = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    Token& token = tokens[i];
    if (token.kind != Token::Kind::kWord || token.text.size() < 3 || known(token.text) ||
        ordinary_.contains(token.text) || token.text.find_first_of("0123456789._@") != std::string::npos ||
        ++work > kMostErrors) {
      continue;
    }
    const std::size_t limit = token.text.size() >= 8 ? 2 : 1;
    const bool name = token.capital && i > 0 && capitals_tell;
    std::size_t best = limit + 1;
    std::vector<std::string> candidates;
    // All its letters are in the word, in their order.
    const auto left_out = [&](const std::string& word) {
      std::size_t n = 0;
      for (const char c : word) n += n < token.text.size() && token.text[n] == c ? 1 : 0;
      return n == token.text.size();
    };
    const bool brief = token.text.size() == 3;  // only ever a letter too few
    for (const auto& word : name ? names_ : meant_) {
      if (brief && (token.capital || word.size() != 4 || !left_out(word))) continue;
      const std::size_t longer = std::max(word.size(), token.text.size());
      if (word.size() < 4 || longer > kLongest || longer > std::min(word.size(), token.text.size()) + limit ||
          (word.front() != token.text.front() && token.text.size() < 6)) {
        continue;
      }
      const std::size_t d = distance(token.text, word);
      if (d > limit || d > best) continue;
      if (d < best) candidates.clear();
      best = d;
      candidates.push_back(word);
    }
    // Forms of one word are no doubt: the nearest in length wins.
    if (candidates.size() > 1) {
      std::erase_if(candidates, [&](const std::string& word) { return word.front() != token.text.front(); });
    }
    // Letters are swapped more often than anything else.
    const auto swapped = [&](const std::string& word) {
      return word.size() == token.text.size() && std::ranges::is_permutation(word, token.text);
    };
    if (candidates.size() > 1 && std::ranges::any_of(candidates, swapped)) {
      std::erase_if(candidates, [&](const std::string& word) { return !swapped(word); });
    }
    // Letters are left out more often than others are put in their place.
    if (candidates.size() > 1 && std::ranges::any_of(candidates, left_out)) {
      std::erase_if(candidates, [&](const std::string& word) { return !left_out(word); });
    }
    if (candidates.size() > 1) {
      const auto stem = candidates.front().substr(0, 3);
      if (std::ranges::all_of(candidates, [&](const auto& word) { return word.starts_with(stem); }))
        candidates.resize(1);
    }
    if (candidates.size() != 1) continue;
    told.push_back("\"" + token.text + "\" is read as \"" + candidates.front() + "\"");
    token.text = candidates.front();
    token.corrected = true;
  }
  return told;
}

const Lexicon& Lexicon::english() {
  static const Lexicon lexicon;
  return lexicon;
}

}  // namespace carillon::translate
