// Reading a parsed document: types, pointers, and errors that name the member.
#include <gtest/gtest.h>

#include <carillon/config.hpp>

#include "sdk/test_host.hpp"

namespace carillon::test {
namespace {

constexpr std::string_view kText = R"({"t": "x", "i": 5, "f": 2.5, "whole": 3.0, "b": true, "n": null,
  "list": ["a", "b"], "mixed": ["a", 1], "o": {"a/b": {"~": 1}, "z": 2}, "price": "12.50", "fine": 0.00001})";

class Docs : public ::testing::Test {
 protected:
  JsonDoc json_{kText};
  Doc doc_{json_.get()};
};

TEST_F(Docs, give_each_type_by_name_or_pointer) {
  EXPECT_EQ(doc_.text("t").value(), "x");
  EXPECT_EQ(doc_.text("/t").value(), "x");
  EXPECT_EQ(doc_.integer("i").value(), 5);
  EXPECT_EQ(doc_.integer("whole").value(), 3);
  EXPECT_EQ(doc_.number("f").value(), 2.5);
  EXPECT_EQ(doc_.number("i").value(), 5.0);
  EXPECT_TRUE(doc_.boolean("b").value());
  EXPECT_EQ(doc_.list("list").value(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(doc_.decimal("price").value().units, 125'000);
  EXPECT_EQ(doc_.decimal("f").value().units, 25'000);
  EXPECT_EQ(doc_.decimal("i").value().units, 50'000);
}

TEST_F(Docs, walk_into_members_with_awkward_names) {
  EXPECT_EQ(doc_.keys("o"), (std::vector<std::string>{"a/b", "z"}));
  EXPECT_EQ(doc_.at("o").at("a/b").integer("~").value(), 1);
  EXPECT_EQ(doc_.at("o").at("a/b").pointer("~"), "/o/a~1b/~0");
  EXPECT_EQ(doc_.items("list")[1].text("").value(), "b");
  EXPECT_EQ(doc_.size("list"), 2u);
  EXPECT_EQ(doc_.at("nowhere").kind("x"), Doc::Kind::kAbsent);
}

TEST_F(Docs, name_the_member_at_fault_what_was_found_and_what_was_expected) {
  const auto error = doc_.integer("t");
  ASSERT_FALSE(error.ok());
  EXPECT_EQ(error.error().message, R"("/t" must be a whole number, found a text)");
  EXPECT_EQ(error.error().vendor_code, "/t");
  EXPECT_EQ(doc_.list("mixed").error().vendor_code, "/mixed/1");
  EXPECT_EQ(doc_.text("none").error().message, R"("/none" must be a text, found nothing)");
  EXPECT_FALSE(doc_.integer("f").ok());
  EXPECT_FALSE(doc_.decimal("fine").ok()) << "five places";
  EXPECT_FALSE(doc_.boolean("i").ok());
}

}  // namespace
}  // namespace carillon::test
