#include <gtest/gtest.h>

#include "person.h"

namespace carillon::liquid {
namespace {

TEST(Html, what_is_inserted_is_escaped_once) {
  Person person;
  person.name = "<b>\"O'Neil\" & co</b>";
  EXPECT_EQ(in_html("<p>{{ customer.name }}</p>", person),
            "<p>&lt;b&gt;&quot;O&#39;Neil&quot; &amp; co&lt;/b&gt;</p>");
  EXPECT_EQ(in_html("{{ '<' | escape }}", person), "&lt;");
  EXPECT_EQ(in_html("{% capture x %}<i>{{ customer.name }}</i>{% endcapture %}{{ x }}", person),
            "<i>&lt;b&gt;&quot;O&#39;Neil&quot; &amp; co&lt;/b&gt;</i>");
  EXPECT_EQ(rendered("{{ customer.name }}", person), person.name);
  person.name = "a<b\nc";
  EXPECT_EQ(in_html("{{ customer.name | newline_to_br }}", person), "a&lt;b<br>\nc");
}

TEST(Html, links_open_nothing_but_known_schemes) {
  for (const std::string bad :
       {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x", "java\tscript:x", "\x01javascript:x",
        "data:text/html,x", "vbscript:x", ":x", "x-y:z"}) {
    Person person;
    person.name = bad;
    EXPECT_EQ(in_html("<a href=\"{{ customer.name }}\">x</a>", person), "<a href=\"#\">x</a>") << bad;
  }
  for (const std::string good : {"https://x.example/a?b=1", "http://x", "mailto:a@b.example",
                                 "tel:+4712345678", "/a/b:c", "#top", "a.html"}) {
    Person person;
    person.name = good;
    EXPECT_EQ(in_html("<a href='{{ customer.name }}'>x</a>", person), "<a href='" + good + "'>x</a>");
  }
}

TEST(Html, a_scheme_cannot_be_put_together_of_several_values) {
  Person person;
  person.name = "javascript";
  EXPECT_EQ(in_html("<a href=\"{{ customer.name }}{{ ':alert(1)' }}\">", person),
            "<a href=\"javascript%3Aalert(1)\">");
  EXPECT_NE(
      in_html("<a href=\"{{ customer.name }}:alert(1)\">", person).find("the scheme of a link cannot come"),
      std::string::npos);
  EXPECT_NE(in_html("<a href=\"javascript:f('{{ customer.name }}')\">").find("inside a javascript: link"),
            std::string::npos);
}

TEST(Html, a_value_in_a_query_is_one_component) {
  Person person;
  person.name = "a&b=c d\"";
  EXPECT_EQ(in_html("<a href=\"https://x.example/?n={{ customer.name }}&m=1\">", person),
            "<a href=\"https://x.example/?n=a%26b%3Dc%20d%22&m=1\">");
  EXPECT_EQ(in_html("<a href=\"https://x.example/?n={{ customer.name | url_encode }}\">", person),
            "<a href=\"https://x.example/?n=a%26b%3Dc%20d%22\">");
  EXPECT_EQ(in_html("<a href=\"{{ unsubscribe_url }}\">"),
            "<a href=\"https://carillon.example/u?k=1&amp;s=2\">");
  EXPECT_EQ(
      in_html("{% capture link %}https://x.example/?a=1&n={{ customer.name | url_encode }}{% endcapture %}"
              "<a href=\"{{ link }}\">",
              person),
      "<a href=\"https://x.example/?a=1&amp;n=a%26b%3Dc%20d%22\">");
}

TEST(Html, values_are_refused_where_nothing_makes_them_safe) {
  const std::pair<std::string_view, std::string_view> refused[] = {
      {"<script>var x = '{{ customer.name }}';</script>", "inside <script>"},
      {"<a onclick=\"f('{{ customer.name }}')\">", "inside the attribute onclick"},
      {"<a href={{ customer.name }}>", "needs quotes around it"},
      {"<a title=x{{ customer.name }}>", "needs quotes around it"},
      {"<{{ customer.name }}>", "a value cannot follow \"<\""},
      {"<a {{ customer.name }}>", "outside of its attributes"},
      {"<a {{ customer.name }}=\"x\">", "outside of its attributes"},
      {"<a {% if true %}on{% endif %}click=\"{{ customer.name }}\">", "inside"},
      {"<iframe srcdoc=\"{{ customer.name }}\">", "inside the attribute srcdoc"},
  };
  for (const auto& [text, expected] : refused) {
    EXPECT_NE(in_html(text).find(expected), std::string::npos) << text << " gave " << in_html(text);
  }
}

TEST(Html, the_usual_shapes_of_mails_are_understood) {
  for (const std::string_view text : {
           "<!DOCTYPE html><html><head><title>{{ customer.name }}</title><style>p { color: red "
           "}</style></head><body>",
           "<!--[if mso]><table width=\"{{ customer.order_count }}\"><![endif]--><p>{{ customer.name }}</p>",
           "<td {% if customer.name %}class=\"a\"{% endif %}>{{ customer.name }}</td>",
           "<td class=\"{% if customer.name %}a{% else %}b{% endif %}\">{{ customer.name }}</td>",
           "<a href=\"{% if customer.name %}https://a.example{% else %}/b{% endif %}?x={{ customer.name "
           "}}\">x</a>",
           "{% for t in customer.tags %}<li>{{ t }}</li>{% else %}<p>none</p>{% endfor %}",
           "<img src=\"https://x.example/{{ customer.name }}.png\" alt=\"{{ customer.name }}\"/>",
           "<p style=\"color: {{ customer.attributes.plan }}\">a < b & c</p>",
           "<input disabled value='{{ customer.name }}'>",
       }) {
    EXPECT_EQ(in_html(text).find("error"), std::string::npos) << text << " gave " << in_html(text);
  }
  EXPECT_NE(in_html("{% if customer.name %}<a href=\"{% endif %}x").find("must end at one place"),
            std::string::npos);
  EXPECT_NE(in_html("{% for t in customer.tags %}<a title=\"{% endfor %}").find("must end where it begins"),
            std::string::npos);
}

TEST(Html, styles_take_letters_digits_and_a_few_signs) {
  Person person;
  person.name = "red; background: url(//x)";
  EXPECT_EQ(in_html("<p style=\"color: {{ customer.name }}\">", person),
            "<p style=\"color: red background urlx\">");
}

TEST(Html, a_subject_stays_one_line) {
  Person person;
  person.name = "Zoë\r\nBcc: x@example.com";
  EXPECT_EQ(rendered("Hi {{ customer.name }}", person, {.escape = Escape::kLine}),
            "Hi Zoë  Bcc: x@example.com");
}

// Property: whatever the value and wherever it stands, no tag, attribute or quote comes of it.
TEST(Html, no_value_ever_writes_markup) {
  const std::string_view places[] = {
      "<p>{{ customer.name }}</p>",
      "<p title=\"{{ customer.name }}\">x</p>",
      "<p title='{{ customer.name | append: customer.name }}'>x</p>",
      "<a href=\"{{ customer.name }}\">x</a>",
      "<a href='/x/{{ customer.name }}?y={{ customer.name }}'>x</a>",
      "<p style=\"color: {{ customer.name }}\">x</p>",
      "<style>p { color: {{ customer.name }} }</style>",
      "<title>{{ customer.name }}</title>",
      "<!-- {{ customer.name }} -->",
      "{% capture c %}{{ customer.name }}{% endcapture %}<p title=\"{{ c }}\">{{ c | upcase }}</p>",
      "<p>{{ customer.name | replace: 'a', '<' | strip_html | newline_to_br }}</p>",
      "<p title=\"{{ customer.name | escape }}\">{{ customer.name | url_decode }}</p>",
  };
  const std::string_view pieces[] = {"<",  ">",  "\"",   "'",   "&", "a", "=", " ",
                                     "--", "</", "&lt;", "%3C", ":", "/", "\n"};
  const auto signs = [](std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text.substr(i, 5) == "<br>\n")
        i += 4;
      else if (text[i] == '<' || text[i] == '>' || text[i] == '"' || text[i] == '\'')
        out += text[i];
    }
    return out;
  };
  std::uint64_t state = 99;
  for (int round = 0; round < 300; ++round) {
    Person person;
    person.name.clear();
    for (int i = 0; i < 6; ++i) {
      state = state * 6'364'136'223'846'793'005U + 1;
      person.name += pieces[(state >> 33U) % std::size(pieces)];
    }
    Person harmless;
    harmless.name = "a";
    for (const auto place : places) {
      EXPECT_EQ(signs(in_html(place, person)), signs(in_html(place, harmless)))
          << place << " with " << person.name;
    }
  }
}

}  // namespace
}  // namespace carillon::liquid
