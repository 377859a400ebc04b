// What must not change a reading: case, punctuation, blanks, politeness, the way a currency is written. And
// what must never be passed over: words that say nothing to the reader.
#include <cctype>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "reading.h"

namespace carillon::test {
namespace {

using translate::Answer;

std::vector<std::string> sentences() {
  std::vector<std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(CARILLON_SENTENCES)) {
    if (file.path().extension() == ".txt") add_sentences(file.path(), out);
  }
  return out;
}

// Those that are read, with the rule that they are read as.
const std::vector<std::pair<std::string, std::string>>& readable() {
  static const auto made = [] {
    std::vector<std::pair<std::string, std::string>> out;
    for (auto& sentence : sentences()) {
      const Answer answer = read(sentence);
      if (answer.refusal.empty()) out.emplace_back(std::move(sentence), answer.rule);
    }
    return out;
  }();
  return made;
}

std::string folded(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool has_name(const std::string& sentence) {
  return sentence.find_first_of("\"'") != std::string::npos || sentence.find("\u2018") != std::string::npos ||
         sentence.find("\u201c") != std::string::npos;
}

struct Tally {
  std::size_t same = 0, refused = 0;
  std::vector<std::string> other;  // read as something else
};

// Every so many, each time others; WHOLE_SETS=1 takes all.
std::vector<std::pair<std::string, std::string>> some() {
  static std::size_t next = 0;
  const std::size_t step = std::getenv("WHOLE_SETS") != nullptr ? 1 : 17;
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t i = next++ % step; i < readable().size(); i += step) out.push_back(readable()[i]);
  return out;
}

template <class Change>
Tally tally(const Change& change, const std::vector<std::pair<std::string, std::string>>& of = some()) {
  Tally out;
  for (const auto& [sentence, rule] : of) {
    const std::string changed = change(sentence);
    if (changed.empty()) continue;
    const Answer answer = read(changed);
    if (!answer.refusal.empty())
      ++out.refused;
    else if (folded(answer.rule) == folded(rule))
      ++out.same;
    else
      out.other.push_back(changed + "\n    " + answer.rule + "\n    " + rule);
  }
  return out;
}

// Never another rule; and hardly ever a refusal instead.
void expect_no_change(const std::string& what, const Tally& found) {
  for (const auto& each : found.other) ADD_FAILURE() << what << ": " << each;
  EXPECT_GE(found.same, 10U) << what;
  EXPECT_LE(found.refused * 50, found.same + 49) << what << ": " << found.refused << " are refused";
}

TEST(Metamorphic, case_does_not_matter) {
  expect_no_change("lower case", tally([](const std::string& s) { return has_name(s) ? "" : folded(s); }));
  expect_no_change("upper case", tally([](std::string s) {
                     if (has_name(s)) return std::string{};
                     for (char& c : s) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
                     return s;
                   }));
  expect_no_change("a capital at the beginning", tally([](std::string s) {
                     s.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(s.front())));
                     return s;
                   }));
}

TEST(Metamorphic, blanks_and_the_last_stop_do_not_matter) {
  expect_no_change("doubled blanks", tally([](const std::string& s) {
                     std::string out;
                     for (const char c : s) out += c == ' ' && !has_name(s) ? "  " : std::string(1, c);
                     return " " + out + " \n";
                   }));
  for (const std::string end : {".", "!", "?", " .", "...", ";"}) {
    expect_no_change("with " + end, tally([&](const std::string& s) { return s + end; }));
  }
}

TEST(Metamorphic, politeness_does_not_matter) {
  for (const std::string before : {"please show me ", "can you find ", "Could you please list ", "I need ",
                                   "we want to see ", "hi, please give me ", "kindly share the list of "}) {
    expect_no_change(before, tally([&](const std::string& s) { return before + s; }));
  }
  for (const std::string after : {" please", ", thanks", " pls"}) {
    expect_no_change(after, tally([&](const std::string& s) { return s + after; }));
  }
}

TEST(Metamorphic, the_word_for_customers_does_not_matter) {
  for (const std::string other : {"people", "shoppers", "customer"}) {
    expect_no_change(
        other,
        tally(
            [&](std::string s) {
              const auto at = s.find("customers ");
              const bool bare = at == 0 || (at != std::string::npos && s.substr(0, at).ends_with("the "));
              return bare && !s.substr(at).starts_with("customers since") ? s.replace(at, 9, other) : "";
            },
            readable()));
  }
}

TEST(Metamorphic, the_way_a_currency_is_written_does_not_matter) {
  for (const std::string sign : {"Rs ", "Rs. ", "\u20b9", "\u20b9 ", "INR ", "rs", "$"}) {
    expect_no_change(sign, tally(
                               [&](std::string s) {
                                 const auto at = s.find("\u20b9");
                                 return at == std::string::npos ? std::string{} : s.replace(at, 3, sign);
                               },
                               readable()));
  }
}

// A clause that says something else: it is refused or told, never passed over.
TEST(Metamorphic, a_clause_without_sense_is_never_passed_over) {
  for (const std::string clause :
       {" and zibble the frotz", " who love jazz", " and grumbled twice", ", weather permitting",
        " with purple hair", " and own a boat", " living near the sea"}) {
    for (const auto& [sentence, rule] : some()) {
      const Answer answer = read(sentence + clause);
      const bool sure = answer.refusal.empty() && answer.warnings.empty() && answer.unused.empty();
      EXPECT_FALSE(sure) << sentence << clause << "\n    " << answer.rule;
    }
  }
}

}  // namespace
}  // namespace carillon::test
