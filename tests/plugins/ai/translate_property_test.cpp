// What holds for every sentence: an answer of valid form, in bounded time, the same each time; and that what
// a rule is said to mean is read as that rule again.
#include <chrono>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/json.h"
#include "reading.h"

namespace carillon::test {
namespace {

using translate::Answer;

std::vector<std::string> known_sentences() {
  std::vector<std::string> out;
  add_sentences(std::filesystem::path(CARILLON_SENTENCES) / "dev.txt", out);
  return out;
}

void expect_form(const std::string& prompt, const Answer& answer) {
  ASSERT_NE(answer.rule.empty(), answer.refusal.empty()) << prompt;
  if (answer.rule.empty()) return;
  const auto parsed = parse_json(answer.rule);
  ASSERT_TRUE(parsed) << prompt << "\n" << answer.rule;
  EXPECT_TRUE(parsed->is_object());
  EXPECT_GT(answer.confidence, 0) << prompt;
  EXPECT_LE(answer.confidence, 1) << prompt;
  EXPECT_TRUE(answer.unused.empty()) << prompt;
}

TEST(Translation, answers_mixed_and_broken_sentences_in_form) {
  const auto sentences = known_sentences();
  ASSERT_FALSE(sentences.empty());
  std::mt19937 random(3);
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  for (int round = 0; round < 1500; ++round) {
    std::string prompt = sentences[below(sentences.size())];
    const std::string& other = sentences[below(sentences.size())];
    prompt = prompt.substr(0, below(prompt.size() + 1)) + other.substr(below(other.size()));
    for (std::size_t n = below(4); n > 0 && !prompt.empty(); --n)
      prompt[below(prompt.size())] = static_cast<char>(below(256));
    expect_form(prompt, read(prompt));
  }
}

TEST(Translation, answers_any_bytes_and_the_same_each_time) {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    std::string bytes(random() % 200, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    const Answer answer = read(bytes);
    expect_form(bytes, answer);
    EXPECT_EQ(answer.rule, read(bytes).rule);
  }
}

// Built without optimisation and on a busy machine: the bound is wide, but a search that explodes is far off.
TEST(Translation, takes_bounded_time_for_the_longest_prompts) {
  const std::vector<std::string> pieces{
      "not ", "bought shoes and ", "from Pune, ", "(",           "either ",
      "1 ",   "between 5 and ",    "Xyzzyqu ",    "the last 3 ", "neither nor ",
      "or ",  "one hundred ",      "women who ",  "'",           "spent over 5k and "};
  for (const auto& piece : pieces) {
    std::string prompt;
    while (prompt.size() + piece.size() <= translate::kLongestPrompt) prompt += piece;
    const auto start = std::chrono::steady_clock::now();
    expect_form(prompt, read(prompt));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2)) << piece;
  }
  EXPECT_FALSE(read(std::string(translate::kLongestPrompt + 1, 'a')).refusal.empty());
}

TEST(Translation, knows_the_names_of_the_shop) {
  const auto answer = translate::translate({.prompt = "zorbs buyers from ooty tagged flim",
                                            .today = 20'619,
                                            .categories = {"Zorbs"},
                                            .cities = {"Ooty"},
                                            .tags = {"Flim"}});
  EXPECT_TRUE(answer.refusal.empty()) << answer.refusal;
  EXPECT_NE(answer.rule.find("\"Ooty\""), std::string::npos) << answer.rule;
  EXPECT_NE(answer.rule.find("zorbs"), std::string::npos) << answer.rule;
}

TEST(Translation, knows_campaigns_and_segments_by_their_names) {
  const auto read_in_shop = [](const std::string& prompt) {
    return translate::translate(
        {.prompt = prompt,
         .today = 20'619,
         .categories = {},
         .cities = {},
         .tags = {},
         .campaigns = {{"Diwali Sale 2025", "17"}, {"Holi sale", "18"}, {"Welcome", "19"}},
         .segments = {{"Lost souls", "3"}, {"Gold, Pune", "4"}}});
  };
  const std::string seventeen = R"({"op":"messaged","outcome":"opened","campaign":"17"})";
  EXPECT_EQ(read_in_shop("people who opened the Diwali campaign").rule, seventeen);
  EXPECT_EQ(read_in_shop("who opened \"diwali sale 2025\"").rule, seventeen);
  EXPECT_EQ(read_in_shop("customers who opened the campaign Diwali Sale 2025").rule, seventeen);
  EXPECT_EQ(read_in_shop("those who received the Welcome campaign but did not click it").rule,
            R"({"all":[{"op":"messaged","outcome":"delivered","campaign":"19"},)"
            R"({"not":{"op":"messaged","outcome":"clicked","campaign":"19"}}]})");
  EXPECT_EQ(read_in_shop("women in the segment Lost souls").rule,
            R"({"all":[{"field":"gender","op":"eq","value":"female"},{"op":"in_segment","segment":"3"}]})");
  EXPECT_EQ(read_in_shop("everyone in the gold, pune segment").rule, R"({"op":"in_segment","segment":"4"})");
  // Two have such a name, or none.
  EXPECT_FALSE(read_in_shop("people who opened the sale campaign").refusal.empty());
  EXPECT_FALSE(read_in_shop("people who opened the Easter campaign").refusal.empty());
  EXPECT_FALSE(read_in_shop("women in the segment Platinum").refusal.empty());
  EXPECT_FALSE(read("people who opened the Diwali campaign").refusal.empty());
}

// Either reading may be given, but never as if there were no other.
TEST(Translation, tells_of_what_may_be_read_in_two_ways) {
  for (const char* prompt : {"women or VIPs in Pune",
                             "women or VIPs with 5 orders",
                             "women or VIPs who spent over 5000",
                             "VIPs or gold members over 40",
                             "not VIPs, women, or from Pune",
                             "customers in Pune who bought shoes or in Mumbai who bought bags",
                             "customers older than 2 years",
                             "shoppers older than 5 months",
                             "people in Pune with a phone or VIPs",
                             "1 or 2 orders in March or April",
                             "signed up in 2025 and have bought at least twice since",
                             "spent over 20k, or over 10k if they are in Pune",
                             "bought shoes, or bags and belts",
                             "bought a laptop but no phone",
                             "shoppers from December 2025",
                             "bought shoes this year but bought them before",
                             "VIP or wholesale but not both",
                             "first-time buyers of the last 30 days",
                             "VIPs and women",
                             "VIPs and employees",
                             "VIPs or gold members who ordered this month",
                             "top 10 percent by spend in Pune",
                             "opted out of email or SMS",
                             "spent over 5k on shoes and over 3k in May",
                             "one order only, above 5k",
                             "born on 5 May",
                             "born between March and May",
                             "has not ordered in May, or who have but spent 500",
                             "if they are from Pune they must have 3 orders",
                             "phone is valid",
                             "she lives in Pune"}) {
    const Answer answer = read(prompt);
    EXPECT_TRUE(!answer.refusal.empty() || !answer.warnings.empty()) << prompt << "\n" << answer.rule;
  }
}

TEST(Translation, names_the_words_that_it_does_not_understand) {
  const auto answer = read("women from Pune who frobnicate");
  EXPECT_NE(answer.refusal.find("frobnicate"), std::string::npos) << answer.refusal;
  EXPECT_EQ(answer.unused, std::vector<std::string>{"frobnicate"});
}

TEST(Translation, tells_a_typing_error_that_it_put_right) {
  const auto answer = read("custmers from Pune");
  ASSERT_EQ(answer.warnings.size(), 1u);
  EXPECT_LT(answer.confidence, 0.95);
}

}  // namespace
}  // namespace carillon::test
