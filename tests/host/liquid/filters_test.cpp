#include <gtest/gtest.h>

#include "person.h"

namespace carillon::liquid {
namespace {

TEST(Filters, each_does_what_marketers_know_it_for) {
  const std::pair<std::string_view, std::string_view> all[] = {
      {"customer.first_name | upcase", "ZOË"},
      {"'ÉMILE' | downcase", "émile"},
      {"'émile ZOLA' | capitalize", "Émile zola"},
      {"customer.total_spend | money", "₹1,23,450"},
      {"1234567.5 | money: 'EUR'", "€1,234,567.50"},
      {"-0.5 | money: 'CHF'", "-CHF 0.50"},
      {"1234567.891 | number", "12,34,567.891"},
      {"1234567.891 | number: 1", "12,34,567.9"},
      {"5 | number: 2", "5.00"},
      {"customer.order_count | times: 2.5 | plus: 1 | round", "9"},
      {"10 | divided_by: 3", "3"},
      {"-7 | divided_by: 2", "-4"},
      {"10 | divided_by: 3.0", "3.3333"},
      {"10 | modulo: 3", "1"},
      {"-7 | modulo: 3", "2"},
      {"-3.2 | abs", "3.2"},
      {"3.2 | ceil", "4"},
      {"-3.2 | floor", "-4"},
      {"2.675 | round: 2", "2.68"},
      {"4 | at_least: 5", "5"},
      {"4 | at_most: 3", "3"},
      {"'3' | plus: '4'", "7"},
      {"'a long sentence' | truncate: 9", "a long..."},
      {"'größe' | truncate: 4, ''", "größ"},
      {"'one two three four' | truncatewords: 2", "one two..."},
      {"'one two' | truncatewords: 2", "one two"},
      {"'a b&c' | url_encode", "a%20b%26c"},
      {"'a%20b+c' | url_decode", "a b c"},
      {"customer.last_order_at | date: '%d %B %Y %H:%M'", "15 November 2023 03:43"},
      {"customer.last_order_at | date: '%-d %b, %l:%M %p', customer.timezone", "14 Nov,  5:13 PM"},
      {"customer.last_order_at | date: 'full'", "Wednesday, 15 November 2023"},
      {"customer.birth_date | date: 'iso'", "1970-01-01"},
      {"'2024-02-29T12:00:00Z' | date: '%j %u %T'", "060 4 17:30:00"},
      {"'now' | date: '%F'", "2023-11-15"},
      {"'no date' | date: 'short'", "no date"},
      {"'aXbX' | replace: 'X', '--' | append: '!' | prepend: '>'", ">a--b--!"},
      {"'aXbX' | replace_first: 'X', '-'", "a-bX"},
      {"'aXbX' | remove: 'X'", "ab"},
      {"'  x ' | strip", "x"},
      {"'  x ' | lstrip", "x "},
      {"'<b>bold</b> &amp; <script>x()</script>' | strip_html", "bold &amp; "},
      {"'a<b' | escape", "a&lt;b"},
      {"customer.tags | size", "2"},
      {"'größe' | size", "5"},
      {"customer.tags | join: ' & '", "vip & gold"},
      {"'a,b,,c' | split: ',' | join: '|'", "a|b||c"},
      {"'c a b' | split: ' ' | sort | join", "a b c"},
      {"'c a b' | split: ' ' | reverse | first", "b"},
      {"'a b a' | split: ' ' | uniq | join", "a b"},
      {"'hello' | slice: 1, 3", "ell"},
      {"'hello' | slice: -2, 9", "lo"},
      {"customer.attributes.sizes | slice: 0, 2 | join", "m l"},
      {"customer.attributes.pets | map: 'name' | join", "Rex Ivy"},
      {"customer.attributes.pets | sort: 'age' | last | json", R"({"name":"Ivy","age":12})"},
      {"customer.attributes.pets | where: 'age', 3 | map: 'name' | first", "Rex"},
      {"customer.attributes.pets | sum: 'age'", "15"},
      {"'a\"b' | json", R"("a\"b")"},
      {"customer.tags | json", R"(["vip","gold"])"},
      {"customer.city | json", "null"},
      {"customer.tags | concat: customer.attributes.sizes | size", "5"},
  };
  for (const auto& [expression, expected] : all) {
    EXPECT_EQ(rendered("{{ " + std::string(expression) + " }}"), expected) << expression;
  }
}

TEST(Filters, what_is_missing_stays_missing) {
  for (const std::string_view name : {"upcase", "money", "date: 'iso'", "plus: 1", "truncate: 3", "strip",
                                      "replace: 'a', 'b'", "escape", "round"}) {
    EXPECT_EQ(rendered("[{{ customer.city | " + std::string(name) + " }}]"), "[]") << name;
  }
}

TEST(Filters, numbers_beyond_their_range_are_missing_and_never_wrong) {
  EXPECT_EQ(rendered("[{{ 900000000000 | times: 900000000000 }}]"), "[]");
  EXPECT_EQ(rendered("[{{ 'x' | plus: 1 }}]"), "[]");
  EXPECT_EQ(rendered("[{{ 5 | divided_by: customer.city }}]"), "[]");
}

// Property: what money writes reads back as the amount, rounded to cents, for any currency.
TEST(Filters, money_keeps_the_amount) {
  std::uint64_t state = 7;
  for (int i = 0; i < 2'000; ++i) {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    const auto units = static_cast<std::int64_t>(state >> (state % 40U + 8U)) * (state % 2 == 0 ? 1 : -1);
    Person person;
    person.spend_units = units;
    for (const std::string currency : {"", "INR", "USD"}) {
      std::string text = rendered("{{ customer.total_spend | money: '" + currency + "' }}", person);
      std::erase(text, ',');
      for (const std::string sign : {"₹", "$"}) {
        if (const auto at = text.find(sign); at != std::string::npos) text.erase(at, sign.size());
      }
      const auto back = parse_decimal(text);
      ASSERT_TRUE(back) << text;
      EXPECT_LE(std::abs(back->units - units), 50) << text;
    }
  }
}

}  // namespace
}  // namespace carillon::liquid
