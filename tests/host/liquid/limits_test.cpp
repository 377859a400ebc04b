// A template can neither hang nor swell, whatever it says.
#include <gtest/gtest.h>

#include "person.h"

namespace carillon::liquid {
namespace {

TEST(Limits, a_template_of_10_mb_is_refused_clearly) {
  const auto made = Template::compile(std::string(10U << 20U, '{'), Escape::kNone, usual_scope());
  EXPECT_EQ(fault_text(made),
            "error: line 1, column 1: the template has 10485760 bytes; at most 1 MiB is allowed, "
            "shorten it\n");
}

TEST(Limits, nesting_and_size_of_the_program_are_bounded) {
  std::string deep, wide;
  for (int i = 0; i < 40; ++i) deep += "{% if true %}";
  for (int i = 0; i < 40; ++i) deep += "{% endif %}";
  EXPECT_NE(rendered(deep).find("nested deeper than 32"), std::string::npos);
  for (int i = 0; i < 20'001; ++i) wide += "{{ 1 }}";
  EXPECT_NE(rendered(wide).find("more than 20,000 parts"), std::string::npos);
  std::string brackets = "{{ " + std::string(1000, '(');
  EXPECT_NE(rendered(brackets).find("nested too deeply"), std::string::npos);
}

TEST(Limits, partials_that_multiply_are_stopped) {
  Rendering how;
  how.scope.partial = [](std::string_view name) -> std::optional<std::string> {
    std::string next(1, static_cast<char>(name[0] + 1));
    std::string out;
    for (int i = 0; i < 10; ++i) out += "{% render '" + next + "' %}";
    return name == "g" ? "x" : out;
  };
  EXPECT_NE(rendered("{% render 'a' %}", {}, how).find("more than 200 places"), std::string::npos);
}

TEST(Limits, renderings_stop_at_their_bounds_and_leave_nothing) {
  for (const std::string_view text : {
           "{% for a in (1..9999) %}{% for b in (1..9999) %}{% endfor %}{% endfor %}",
           "{% for a in (1..9999) %}{% for b in (1..9999) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% "
           "endfor %}",
           "{% assign s = 'ab' %}{% for i in (1..99) %}{% assign s = s | append: s %}{% endfor %}{{ s }}",
           "{% assign s = 'ab' %}{% for i in (1..99) %}{% assign s = s | replace: 'b', s %}{% endfor %}",
           "{% for i in (1..99999) %}{% endfor %}",
           "{% assign l = (1..9999) %}{% for i in (1..20) %}{% assign l = l | concat: l %}{% endfor %}",
           "{% assign l = (1..9000) | uniq %}{% for i in (1..99) %}{% assign l = l | uniq %}{% endfor %}",
           "{% for i in (1..9999) %}{% assign l = (1..9999) | sort %}{% endfor %}",
           "{% for i in (1..999) %}{% capture c %}{{ c }}{{ c }}x{% endcapture %}{% endfor %}",
       }) {
    std::string program(text);
    if (program.find("{{ c }}") != std::string::npos) program = "{% assign c = 'x' %}" + program;
    EXPECT_EQ(rendered(program), "stopped") << text;
  }
}

// Random programs of pieces that matter: they compile or are refused with a place, and end.
TEST(Limits, any_bytes_either_compile_or_are_refused) {
  const std::string_view pieces[] = {"{{ ",
                                     " }}",
                                     "{% ",
                                     " %}",
                                     "{% if customer.name %}",
                                     "{% endif %}",
                                     "{% else %}",
                                     "{% for x in customer.tags %}",
                                     "{% endfor %}",
                                     "{{ x | append: x }}",
                                     "|",
                                     "default: ",
                                     "'q'",
                                     "\"",
                                     "-",
                                     "\n",
                                     "1",
                                     "<a href=\"",
                                     "\">",
                                     "<p>",
                                     ".",
                                     "[",
                                     "]",
                                     "{% assign x = ",
                                     "{% capture x %}",
                                     "{% endcapture %}",
                                     "(1..3)",
                                     "{% break %}",
                                     "{% case 1 %}",
                                     "{% when 1 %}",
                                     "{% endcase %}",
                                     "{% raw %}",
                                     "{% comment %}",
                                     "{% cycle 1,2 %}",
                                     "{% render 'p' %}",
                                     "customer.attributes",
                                     " contains "};
  std::uint64_t state = 42;
  Rendering how;
  how.scope.partial = [](std::string_view) -> std::optional<std::string> { return "{{ customer.name }}"; };
  int fine = 0;
  for (int round = 0; round < 5'000; ++round) {
    std::string text;
    for (int i = 0; i < 8; ++i) {
      state = state * 6'364'136'223'846'793'005U + 1;
      text += pieces[(state >> 33U) % std::size(pieces)];
    }
    how.escape = round % 2 == 0 ? Escape::kHtml : Escape::kNone;
    std::string out;
    ASSERT_NO_THROW(out = rendered(text, {}, how)) << text;
    if (!out.starts_with("error: ")) ++fine;
  }
  EXPECT_GT(fine, 30);
}

}  // namespace
}  // namespace carillon::liquid
