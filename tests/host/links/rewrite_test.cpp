#include "links/rewrite.h"

#include <random>

#include <gtest/gtest.h>

namespace carillon::links {
namespace {

std::string rewritten(std::string_view html) {
  std::string out;
  rewrite_links(
      html,
      [](std::string_view url) {
        return url.starts_with("http") ? "[" + std::string(url) + "]" : std::string();
      },
      out);
  return out;
}

TEST(Rewrite, links_of_a_and_area_are_replaced_and_nothing_else) {
  EXPECT_EQ(rewritten(R"(<p><a class=x href="https://a.example/?x=1&amp;y=2">A</a></p>)"),
            R"(<p><a class=x href="[https://a.example/?x=1&y=2]">A</a></p>)");
  EXPECT_EQ(rewritten("<A\nHREF = 'http://b.example'>B</A>"), "<A\nHREF = '[http://b.example]'>B</A>");
  EXPECT_EQ(rewritten("<area href=http://c.example>"), "<area href=[http://c.example]>");
  for (const char* same :
       {"", "no tags", "<a href=\"mailto:a@example.com\">m</a>", "<a href=\"#top\">t</a>",
        "<link href=\"https://a.example/style.css\">", "<img src=\"https://a.example/x.png\">",
        "<!-- <a href=\"https://a.example\">A</a> -->", "<script>'<a href=\"https://a.example\">'</script>",
        "<abbr href=\"https://a.example\">", "<a data-href=\"https://a.example\">", "https://a.example",
        "<a href=\"https://a.example", "<a href", "<a href=", "<a", "<"}) {
    EXPECT_EQ(rewritten(same), same);
  }
}

TEST(Rewrite, references_of_characters_are_read_as_a_browser_does) {
  EXPECT_EQ(rewritten(R"(<a href=" https://a.example/&#x61;&#98;&quot;&nope;">)"),
            R"(<a href="[https://a.example/ab"&nope;]">)");
}

TEST(Rewrite, garbage_comes_out_as_it_went_in_when_nothing_is_replaced) {
  std::mt19937_64 random(11);
  constexpr std::string_view kPieces[] = {"<a ",      "href=",    "\"",       "'", ">", "<!--",
                                          "-->",      "<script>", "</script", "x", " ", "&amp;",
                                          "https://", "=",        "/",        "\n"};
  for (int i = 0; i < 3'000; ++i) {
    std::string html;
    for (std::size_t n = random() % 20; n > 0; --n) html += kPieces[random() % std::size(kPieces)];
    std::string out;
    rewrite_links(
        html, [](std::string_view) { return std::string(); }, out);
    ASSERT_EQ(out, html);
  }
}

TEST(Rewrite, the_picture_stands_before_the_end_of_the_body) {
  std::string html = "<body>x</BODY></html>";
  add_picture(html, 0, "https://h.example/o/t");
  EXPECT_EQ(html,
            "<body>x<img src=\"https://h.example/o/t\" width=\"1\" height=\"1\" alt=\"\" "
            "style=\"border:0\"></BODY></html>");
  html = "x";
  add_picture(html, 0, "u");
  EXPECT_TRUE(html.starts_with("x<img"));
}

}  // namespace
}  // namespace carillon::links
