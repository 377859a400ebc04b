#include <chrono>
#include <random>

#include <gtest/gtest.h>

#include "ruletext/ruletext.h"

namespace carillon::ruletext {
namespace {

// The fault of a text that has one; its detail must contain `words`.
void expect_fault(std::string_view text, std::size_t column, std::string_view words) {
  const auto read = parse(text);
  const auto* fault = std::get_if<Fault>(&read);
  ASSERT_NE(fault, nullptr) << text << " is read as " << json::serialize(std::get<Parsed>(read).rule);
  EXPECT_EQ(fault->column, column) << text << ": " << fault->detail;
  EXPECT_NE(fault->detail.find(words), std::string::npos) << text << ": " << fault->detail;
}

TEST(Fault, names_the_column_what_was_found_and_what_was_expected) {
  expect_fault("", 1, "found the end of the text; expected a rule");
  expect_fault("city", 5, "found the end of the text; expected =");
  expect_fault("city = ", 8, "expected a value");
  expect_fault("city = \"a\" visits > 1", 12, "expected AND, OR or the end");
  expect_fault("(city = \"a\"", 12, "closing bracket");
  expect_fault("city = \"a\")", 11, "never opened");
  expect_fault("city = \"a", 8, "never closed");
  expect_fault("visits BETWEEN 1 OR 2", 18, "expected AND and the highest value");
  expect_fault("city IN \"Pune\"", 9, "a list in brackets");
  expect_fault("last_order_at WITHIN 90", 22, "a length of time");
  expect_fault("last_order_at WITHIN 90x", 22, "such as 90d");
  expect_fault("ordered(within: 90d, within: 30d)", 22, "each argument once");
  expect_fault("ordered(count > 1, count > 2)", 29, "one comparison of a kind");
  expect_fault("age > \"x\"", 10, "whole years");
  expect_fault("city = \"M\xC3\xBCnchen\" # x", 18, "\"#\"");
}

TEST(Fault, refuses_bytes_that_are_not_utf8_wherever_they_stand) {
  expect_fault("\xA5(\xBC R\x87)", 1, "not UTF-8");
  expect_fault("city = \"M\xC3\xBCnchen \xC3\"", 17, "not UTF-8");
}

TEST(Fault, says_what_was_probably_meant) {
  expect_fault("name CONTANS \"x\"", 6, "did you mean CONTAINS?");
  expect_fault("city = Pune", 8, "did you mean \"Pune\" in quotes?");
  expect_fault("spend > 10,000", 11, "without separators");
  expect_fault("email = null", 9, "IS NOT SET");
  expect_fault("in = 5", 1, "backticks");
}

TEST(Fault, is_answered_at_once_however_hostile_the_text) {
  std::mt19937 random(7);
  std::string noise;
  constexpr std::string_view kLetters = "()[]{}\"'`\\,:.=<>!&|09adANDORNOTIN \n\xC3\xBC\x01";
  while (noise.size() < kMaxBytes) noise += kLetters[random() % kLetters.size()];
  const auto repeated = [](std::string_view part) {
    std::string out;
    while (out.size() + part.size() <= kMaxBytes) out += part;
    return out;
  };
  const std::string texts[] = {repeated("("),
                               repeated("NOT "),
                               repeated("ALL("),
                               "f(x: " + repeated("[").substr(16),
                               "f(x: " + repeated("{a:").substr(16),
                               repeated("a=1 AND "),
                               "a IN (" + repeated("1,").substr(16),
                               repeated("9"),
                               repeated("a"),
                               repeated("a."),
                               "a = \"" + repeated("\\u0041").substr(16),
                               repeated("\"\""),
                               repeated(" "),
                               repeated("-"),
                               "f(" + repeated("a>1,b<2,").substr(16),
                               repeated("2025-01-"),
                               noise,
                               std::string(kMaxBytes + 1, 'a'),
                               std::string(1000, '\0')};
  for (const std::string& text : texts) {
    const auto before = std::chrono::steady_clock::now();
    const auto read = parse(text);
    const auto took = std::chrono::steady_clock::now() - before;
    EXPECT_TRUE(std::holds_alternative<Fault>(read)) << text.substr(0, 20);
    // Fifty milliseconds are promised of a build for use; this one may be watched by sanitizers.
    EXPECT_LT(took, std::chrono::milliseconds(500)) << text.substr(0, 20);
  }
}

}  // namespace
}  // namespace carillon::ruletext
