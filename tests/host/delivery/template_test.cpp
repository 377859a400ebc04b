#include "delivery/template.h"

#include <gtest/gtest.h>

#include <carillon/value.hpp>

namespace carillon::delivery {
namespace {

struct Person {
  std::string name = "Zoë Müller";
  std::string attributes = R"({"plan":"gold","score":7.5,"address":{"city":"Pune"}})";
  std::int64_t spend_units = 1'234'500'000;  // 123,450
  bool has_name = true;
};

crl_value cell_for(const std::string& column, const Person& p) {
  if (column == "name") return p.has_name ? cell::text(p.name) : cell::null(CRL_T_TEXT);
  if (column == "attributes") return cell::text(p.attributes, CRL_T_JSON);
  if (column == "total_spend") return cell::decimal(Decimal{p.spend_units});
  if (column == "order_count") return cell::of_int(3);
  if (column == "last_order_at") return cell::time(1'700'000'000'000'000);
  if (column == "birth_date") return cell::date(0);
  if (column == "tags") return cell::text("vip\x1fgold\x1f", CRL_T_SET);
  return cell::null(CRL_T_TEXT);
}

std::string rendered(std::string_view text, const Person& person = {}, Escape escape = Escape::kNone) {
  const Scope scope{"Diwali", "Bells & Co", "INR", "Asia/Kolkata"};
  const auto made = Template::compile(text, escape, scope);
  if (!made) return "error: " + made.error().message;
  std::vector<crl_value> cells;
  for (const auto& column : made->columns()) cells.push_back(cell_for(column, person));
  std::string out;
  made->render(cells, out);
  return out;
}

TEST(Template, plain_text_is_its_own_rendering) {
  for (const std::string text : {"", "hello", "{ not } a % tag", "a { b", "₹ 100 — ünï", "{"}) {
    EXPECT_EQ(rendered(text), text);
  }
}

TEST(Template, replaces_every_occurrence_of_a_variable) {
  EXPECT_EQ(rendered("{{customer.name}}, {{ customer.name }}!"), "Zoë Müller, Zoë Müller!");
}

TEST(Template, default_stands_in_for_what_is_missing_or_empty) {
  Person nobody;
  nobody.has_name = false;
  EXPECT_EQ(rendered(R"(Hi {{ customer.name | default: "there" }})", nobody), "Hi there");
  nobody.has_name = true;
  nobody.name = "";
  EXPECT_EQ(rendered(R"(Hi {{ customer.name | default: 'there' }})", nobody), "Hi there");
  EXPECT_EQ(rendered(R"(Hi {{ customer.name | default: "there" }})"), "Hi Zoë Müller");
}

TEST(Template, filters_apply_from_left_to_right) {
  EXPECT_EQ(rendered("{{ customer.first_name | upcase }}"), "ZOË");
  EXPECT_EQ(rendered("{{ 'émile zola' | capitalize }}"), "Émile zola");
  EXPECT_EQ(rendered("{{ customer.total_spend | money }}"), "₹1,23,450");
  EXPECT_EQ(rendered("{{ customer.order_count | times: 2.5 | plus: 1 | round }}"), "9");
  EXPECT_EQ(rendered("{{ 'a long sentence' | truncate: 9 }}"), "a long...");
  EXPECT_EQ(rendered("{{ 'a b&c' | url_encode }}"), "a%20b%26c");
  EXPECT_EQ(rendered("{{ customer.last_order_at | date: '%d %B %Y %H:%M' }}"), "15 November 2023 03:43");
  EXPECT_EQ(rendered("{{ 'aXbX' | replace: 'X', '--' | append: '!' | prepend: '>' }}"), ">a--b--!");
}

TEST(Template, attributes_are_reached_by_path_and_absent_ones_are_missing) {
  EXPECT_EQ(rendered("{{ customer.attributes.plan }} {{ customer.attributes.address.city }}"), "gold Pune");
  EXPECT_EQ(rendered("{{ customer.attributes.score }}"), "7.5");
  EXPECT_EQ(rendered("[{{ customer.attributes.nope.deeper }}]"), "[]");
}

TEST(Template, conditions_choose_one_branch) {
  const std::string_view text =
      "{% if customer.total_spend > 200000 %}A{% elsif customer.order_count >= 3 %}B{% else %}C{% endif %}";
  EXPECT_EQ(rendered(text), "B");
  Person rich;
  rich.spend_units = 3'000'000'000;
  EXPECT_EQ(rendered(text, rich), "A");
  EXPECT_EQ(rendered("{% unless customer.name %}x{% else %}y{% endunless %}"), "y");
  EXPECT_EQ(
      rendered("{% if customer.tags contains 'vip' and customer.name == 'nobody' or 1 == 1 %}T{% endif %}"),
      "T");
  EXPECT_EQ(rendered("{% if customer.city == nil %}none{% endif %}"), "none");
}

TEST(Template, a_dash_takes_white_space_away) { EXPECT_EQ(rendered("a  {{- ' b ' -}}  c"), "a b c"); }

TEST(Template, html_escapes_what_it_inserts_once) {
  Person person;
  person.name = "<b>\"O'Neil\" & co</b>";
  EXPECT_EQ(rendered("<p>{{ customer.name }}</p>", person, Escape::kHtml),
            "<p>&lt;b&gt;&quot;O&#39;Neil&quot; &amp; co&lt;/b&gt;</p>");
  EXPECT_EQ(rendered("{{ '<' | escape }}", person, Escape::kHtml), "&lt;");
  EXPECT_EQ(rendered("{{ customer.name }}", person), person.name);
}

TEST(Template, a_value_is_never_read_as_a_template) {
  Person person;
  person.name = "{{ customer.email }}{% if %}";
  EXPECT_EQ(rendered("{{ customer.name }}", person), person.name);
}

TEST(Template, faults_name_line_and_column) {
  const std::pair<std::string_view, std::string_view> faults[] = {
      {"a\n  {{ customer.nope }}", "line 2, column 6: there is no variable \"customer.nope\""},
      {"{{ customer.name | nope }}", "line 1, column 20: there is no filter \"nope\""},
      {"{{ customer.name", "line 1, column 1: is never closed"},
      {"{% if customer.name %}x", "line 1, column 1: {% if %} is never closed"},
      {"x{% endif %}", "line 1, column 2: {% endif %} closes nothing"},
      {"{% else %}", "line 1, column 1: {% else %} stands outside"},
      {"{% include 'x' %}", "line 1, column 1: there is no tag \"include\""},
      {"{{ customer.name | truncate }}", "takes 1 to 2 arguments, found 0"},
      {"{{ customer.name | date: '%n%Q' }}", "a date format may use"},
      {"{{ 1.23456 }}", "no number with at most 4 places"},
      {"{{ 'open }}", "never closed"},
      {"{{ }}", "expected a variable"},
      {"{{ customer.name customer.name }}", "expected }}"},
  };
  for (const auto& [text, expected] : faults) {
    EXPECT_NE(rendered(text).find(expected), std::string::npos) << text << " gave " << rendered(text);
  }
}

TEST(Template, columns_are_what_the_text_names_and_no_more) {
  const auto made =
      Template::compile("{{ customer.name }}{{ customer.name }}{{ customer.visits }}", Escape::kNone, {});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->columns(), (std::vector<std::string>{"name", "order_count"}));
}

TEST(Template, any_bytes_either_compile_or_are_refused) {
  // Pieces that matter to the parser, put together in every order of five.
  const std::string_view pieces[] = {"{{", "}}",    "{%", "%}", " if ", "customer.name", "|", "default", ":",
                                     "\"", "endif", "-",  "\n", "1",    "else"};
  std::uint64_t state = 42;
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (int i = 0; i < 8; ++i) {
      state = state * 6'364'136'223'846'793'005U + 1;
      text += pieces[(state >> 33U) % std::size(pieces)];
    }
    EXPECT_NO_THROW(rendered(text)) << text;
  }
}

}  // namespace
}  // namespace carillon::delivery
