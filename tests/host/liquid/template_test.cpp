#include "liquid/template.h"

#include <gtest/gtest.h>

#include "person.h"

namespace carillon::liquid {
namespace {

TEST(Template, plain_text_is_its_own_rendering) {
  for (const std::string text : {"", "hello", "{ not } a % tag", "a { b", "₹ 100 — ünï", "{"}) {
    EXPECT_EQ(rendered(text), text);
  }
}

TEST(Template, replaces_every_occurrence_of_a_variable) {
  EXPECT_EQ(rendered("{{customer.name}}, {{ customer.name }}!"), "Zoë Müller, Zoë Müller!");
  EXPECT_EQ(rendered("{{ campaign.name }} by {{ organisation.name }}"), "Diwali by Bells & Co");
}

TEST(Template, slots_are_filled_by_name_for_each_message) {
  EXPECT_EQ(rendered("{{ message.id }}: {{ unsubscribe_url }}"), "m-1: https://carillon.example/u?k=1&s=2");
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

TEST(Template, attributes_are_reached_by_path_and_absent_ones_are_missing) {
  EXPECT_EQ(rendered("{{ customer.attributes.plan }} {{ customer.attributes.address.city }}"), "gold Pune");
  EXPECT_EQ(rendered("{{ customer.attributes.score }} {{ customer.attributes.pi }}"), "7.5 3.1416");
  EXPECT_EQ(rendered("[{{ customer.attributes.nope.deeper }}]"), "[]");
  EXPECT_EQ(rendered("{{ customer.attributes['plan'] }}"), "gold");
}

TEST(Template, lists_are_reached_by_index_ends_and_size) {
  EXPECT_EQ(rendered("{{ customer.tags[0] }} {{ customer.tags.last }} {{ customer.tags.size }}"),
            "vip gold 2");
  EXPECT_EQ(rendered("{{ customer.attributes.sizes[-1] }}{{ customer.attributes.sizes[9] }}"), "xl");
  EXPECT_EQ(rendered("{% assign i = 1 %}{{ customer.attributes.pets[i].name }}"), "Ivy");
  EXPECT_EQ(rendered("{{ customer.tags }}"), "vip, gold");
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

// Differential: Liquid's rules for truth, written down.
TEST(Template, only_nil_and_false_are_not_true) {
  for (const std::string value : {"true", "0", "''", "'x'", "customer.tags"}) {
    EXPECT_EQ(rendered("{% if " + value + " %}T{% else %}F{% endif %}"), "T") << value;
  }
  for (const std::string value : {"false", "nil", "customer.city"}) {
    EXPECT_EQ(rendered("{% if " + value + " %}T{% else %}F{% endif %}"), "F") << value;
  }
}

TEST(Template, conditions_join_from_the_right) {
  for (int bits = 0; bits < 8; ++bits) {
    const bool a = (bits & 1) != 0, b = (bits & 2) != 0, c = (bits & 4) != 0;
    const auto word = [](bool v) { return std::string(v ? "true" : "false"); };
    const auto both = [&](const std::string& first, const std::string& second) {
      return rendered("{% if " + word(a) + first + word(b) + second + word(c) +
                      " %}T{% else %}F{% endif %}") == "T";
    };
    EXPECT_EQ(both(" and ", " or "), a && (b || c)) << bits;
    EXPECT_EQ(both(" or ", " and "), a || (b && c)) << bits;
  }
}

TEST(Template, comparisons_follow_the_kinds_of_what_they_compare) {
  const auto holds = [](const std::string& condition) {
    return rendered("{% if " + condition + " %}T{% else %}F{% endif %}") == "T";
  };
  EXPECT_TRUE(holds("1 == 1.0"));
  EXPECT_TRUE(holds("customer.attributes.score > 7"));
  EXPECT_FALSE(holds("'5' == 5"));
  EXPECT_FALSE(holds("'abc' < 5"));
  EXPECT_TRUE(holds("'a' < 'b'"));
  EXPECT_TRUE(holds("customer.last_order_at > '2023-01-01'"));
  EXPECT_TRUE(holds("customer.birth_date == '1970-01-01'"));
  EXPECT_TRUE(holds("customer.city == blank"));
  EXPECT_TRUE(holds("'' == empty"));
  EXPECT_FALSE(holds("customer.city == empty"));
  EXPECT_TRUE(holds("customer.attributes.sizes contains 'l'"));
  EXPECT_FALSE(holds("customer.attributes.sizes contains 's'"));
}

TEST(Template, case_takes_the_first_value_that_is_equal) {
  const std::string text =
      " {% case customer.attributes.plan %} ignored {% when 'free', 'basic' %}F{% when 'gold' or 'silver' "
      "%}G{% else "
      "%}E{% endcase %}";
  EXPECT_EQ(rendered(text), " G");
  Person other;
  other.attributes = "{}";
  EXPECT_EQ(rendered(text, other), " E");
  EXPECT_EQ(rendered("{% case 3 %}{% when 1 %}a{% endcase %}."), ".");
}

TEST(Template, for_visits_each_member_of_a_list) {
  EXPECT_EQ(rendered("{% for t in customer.tags %}{{ t }};{% endfor %}"), "vip;gold;");
  EXPECT_EQ(rendered("{% for p in customer.attributes.pets %}{{ p.name }} is {{ p.age }}. {% endfor %}"),
            "Rex is 3. Ivy is 12. ");
  EXPECT_EQ(rendered("{% for i in (1..5) limit: 3 offset: 1 %}{{ i }}{% endfor %}"), "234");
  EXPECT_EQ(rendered("{% for i in (1..3) reversed %}{{ i }}{% endfor %}"), "321");
  EXPECT_EQ(rendered("{% for i in customer.attributes.none %}x{% else %}empty{% endfor %}"), "empty");
  EXPECT_EQ(
      rendered(
          "{% for i in (1..9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif "
          "%}{{ i }}{% endfor %}"),
      "134");
}

TEST(Template, forloop_tells_where_a_loop_is) {
  EXPECT_EQ(rendered("{% for t in customer.attributes.sizes %}{{ forloop.index }}/{{ forloop.length }}"
                     "{% unless forloop.last %}, {% endunless %}{% endfor %}"),
            "1/3, 2/3, 3/3");
  EXPECT_EQ(
      rendered("{% for a in (1..2) %}{% for b in (1..2) %}{{ forloop.rindex0 }}{% endfor %}{{ forloop.index0 "
               "}};{% endfor %}"),
      "100;101;");
  EXPECT_EQ(rendered("{% for i in (1..4) %}{% cycle 'a', 'b' %}{% endfor %}"), "abab");
}

TEST(Template, loops_give_a_name_back_when_they_end) {
  EXPECT_EQ(rendered("{% assign x = 'kept' %}{% for x in (1..2) %}{{ x }}{% endfor %}{{ x }}"), "12kept");
  EXPECT_NE(rendered("{% for x in (1..2) %}{% endfor %}{{ x }}").find("there is no variable \"x\""),
            std::string::npos);
}

TEST(Template, assign_and_capture_make_variables) {
  EXPECT_EQ(rendered("{% assign total = customer.order_count | times: 2 %}{{ total | plus: 1 }}"), "7");
  EXPECT_EQ(rendered("{% capture who %}{{ customer.first_name }}!{% endcapture %}{{ who }}{{ who | size }}"),
            "Zoë!4");
  EXPECT_EQ(rendered("{% capture a %}1{% capture b %}2{% endcapture %}3{% endcapture %}{{ a }}{{ b }}"),
            "132");
}

TEST(Template, comments_are_left_out_and_raw_text_is_left_alone) {
  EXPECT_EQ(rendered("a{% comment %} {{ nope | nope }} {% if %} {% endcomment %}b"), "ab");
  EXPECT_EQ(rendered("{% raw %}{{ customer.name }} {% if %}{% endraw %}"), "{{ customer.name }} {% if %}");
  EXPECT_EQ(rendered("a{% # a remark %}b"), "ab");
}

TEST(Template, a_dash_takes_white_space_away) {
  EXPECT_EQ(rendered("a  {{- ' b ' -}}  c"), "a b c");
  EXPECT_EQ(rendered("{% for i in (1..3) -%}\n  {{ i }}\n{%- endfor %}"), "123");
}

TEST(Template, transactional_templates_read_free_data) {
  const std::string order =
      R"({"order":{"id":"A-7","items":[{"name":"Pen","price":2.5,"n":3},{"name":"Ink","price":4,"n":1}]}})";
  EXPECT_EQ(
      with_data(
          "{{ data.order.id }}:{% for i in data.order.items %} {{ i.n }}x{{ i.name }}={{ i.price | times: "
          "i.n }}{% endfor %}",
          order),
      "A-7: 3xPen=7.5 1xInk=4");
  EXPECT_NE(rendered("{{ data.order }}").find("data is there only in templates of transactional messages"),
            std::string::npos);
}

TEST(Template, partials_are_rendered_in_place_and_see_only_what_they_are_given) {
  Rendering how;
  how.scope.partial = [](std::string_view name) -> std::optional<std::string> {
    if (name == "hello") return "Hello {{ who }} from {{ organisation.name }}";
    if (name == "row") return "[{{ pet.name }}]";
    if (name == "outer") return "({% render 'hello', who: 'you' %})";
    if (name == "loop") return "{% render 'pool' %}";
    if (name == "pool") return "{% render 'loop' %}";
    if (name == "leak") return "{{ secret }}";
    return std::nullopt;
  };
  how.scope.partial_names = {"hello", "row"};
  EXPECT_EQ(rendered("{% render 'hello', who: customer.first_name %}!", {}, how),
            "Hello Zoë from Bells & Co!");
  EXPECT_EQ(rendered("{% render 'row' for customer.attributes.pets as pet %}", {}, how), "[Rex][Ivy]");
  EXPECT_EQ(rendered("{% render 'row' with customer.attributes.pets[1] as pet %}", {}, how), "[Ivy]");
  EXPECT_EQ(rendered("{% render 'outer' %}", {}, how), "(Hello you from Bells & Co)");
  EXPECT_NE(rendered("{% render 'loop' %}", {}, how).find("loop -> pool -> loop"), std::string::npos);
  EXPECT_NE(rendered("{% render 'helo' %}", {}, how).find("did you mean \"hello\"?"), std::string::npos);
  EXPECT_NE(rendered("{% assign secret = 1 %}{% render 'leak' %}", {}, how)
                .find("in the partial \"leak\", line 1, column 4: there is no variable \"secret\""),
            std::string::npos);
}

TEST(Template, tells_which_variables_were_missing_without_a_default) {
  const std::string text =
      "{{ customer.first_name }}{{ customer.city | default: 'x' }}{{ customer.phone | upcase }}{% if "
      "customer.email "
      "%}{% endif %}{{ customer.order_count }}";
  MissingSet missing;
  Person nobody;
  nobody.has_name = false;
  rendered(text, nobody, {.missing = &missing});
  const auto made = Template::compile(text, Escape::kNone, usual_scope());
  const auto& names = std::get<Template>(made).variables();
  std::vector<std::string> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (missing.has(i)) found.push_back(names[i]);
  }
  EXPECT_EQ(found, (std::vector<std::string>{"customer.first_name", "customer.phone"}));
}

TEST(Template, faults_name_line_and_column) {
  const std::pair<std::string_view, std::string_view> faults[] = {
      {"a\n  {{ customer.nope }}", "line 2, column 6: there is no variable \"customer.nope\""},
      {"{{ customer.first_nam }}", "did you mean customer.first_name?"},
      {"{{ customer.name | upcaes }}",
       "line 1, column 20: there is no filter \"upcaes\"; did you mean upcase?"},
      {"{{ customer.name", "line 1, column 1: is never closed"},
      {"{% if customer.name %}x", "line 1, column 1: {% if %} is never closed"},
      {"x{% endif %}", "line 1, column 2: {% endif %} closes nothing"},
      {"{% else %}", "line 1, column 1: {% else %} stands outside"},
      {"{% include 'x' %}", "line 1, column 1: there is no tag \"include\"; did you mean render?"},
      {"{% iff true %}", "did you mean if?"},
      {"{{ customer.name | truncate: 1, 2, 3 }}", "takes 0 to 2 arguments, found 3"},
      {"{{ customer.name | date: '%n%Q' }}", "a date format may use"},
      {"{{ 1.23456 }}", "no number with at most 4 places"},
      {"{{ 'open }}", "never closed"},
      {"{{ }}", "expected a variable"},
      {"{{ customer.name customer.name }}", "expected }}"},
      {"{% if customer.name = 'x' %}{% endif %}", "to compare, write =="},
      {"{% for x on customer.tags %}{{ x }}{% endfor %}", "expected: for x in a list"},
      {"{% assign customer = 1 %}", "has a meaning already"},
      {"{% break %}", "there is no loop to leave"},
      {"{% if true %}{% for i in (1..2) %}{% endif %}{% endfor %}{% endif %}", "comes before {% endfor %}"},
      {"{{ customer.name | raw }}", "values are escaped for the place where they stand"},
      {"{{ 1 | divided_by: 0 }}", "nothing can be divided by 0"},
  };
  for (const auto& [text, expected] : faults) {
    EXPECT_NE(rendered(text).find(expected), std::string::npos) << text << " gave " << rendered(text);
  }
}

TEST(Template, many_faults_are_told_at_once_and_none_follows_from_another) {
  const auto made = Template::compile(
      "{{ nope }}\n{% assign x = nope %}{{ x }}\n{% for i in nope %}{{ i }}{% endfor %}\n{{ customer.name | "
      "nope }}",
      Escape::kNone, usual_scope());
  const auto& faults = std::get<std::vector<Fault>>(made);
  ASSERT_EQ(faults.size(), 4U);
  for (std::size_t i = 0; i < faults.size(); ++i) EXPECT_EQ(faults[i].line, i + 1);
}

TEST(Template, faults_within_loops_leave_the_names_around_them_as_they_were) {
  for (const std::string_view text :
       {"{% for x in nope %}{% render 'nope' %}{% else %}{% endfor %}{{ x }}",
        "{% for 1 in nope %}{% else %}{% endfor %}{% for %}{% endfor %}{{ forloop.index }}",
        "{% for x in (1..2) %}{% render 'nope' for x as y %}{% endfor %}{{ x }}"}) {
    const auto made = Template::compile(text, Escape::kHtml, usual_scope());
    EXPECT_EQ(std::get<std::vector<Fault>>(made).size(),
              3U - (text.find("(1..2)") != std::string_view::npos ? 1U : 0U))
        << fault_text(made);
  }
}

TEST(Template, columns_are_what_the_text_names_and_no_more) {
  const auto made = Template::compile("{{ customer.name }}{{ customer.name }}{{ customer.visits }}",
                                      Escape::kNone, usual_scope());
  EXPECT_EQ(std::get<Template>(made).columns(), (std::vector<std::string>{"name", "order_count"}));
}

TEST(Template, a_value_is_never_read_as_a_template) {
  Person person;
  person.name = "{{ customer.email }}{% if %}";
  EXPECT_EQ(rendered("{{ customer.name }}", person), person.name);
}

}  // namespace
}  // namespace carillon::liquid
