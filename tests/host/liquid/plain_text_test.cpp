#include "liquid/plain_text.h"

#include <gtest/gtest.h>

namespace carillon::liquid {
namespace {

TEST(PlainText, keeps_what_a_reader_sees) {
  const std::pair<std::string_view, std::string_view> all[] = {
      {"<h1>Sale</h1><p>Now   <b>50%</b>\n off.</p><p>Bye</p>", "Sale\n\nNow 50% off.\n\nBye\n"},
      {"See <a href=\"https://x.example/a?b=1&amp;c=2\">our shop</a>.",
       "See our shop (https://x.example/a?b=1&c=2)."},
      {"<a href='https://x.example'>x.example</a> <a href='mailto:a@b.example'>a@b.example</a>",
       "x.example a@b.example"},
      {"<ul><li>one</li><li>two<ol><li>a</li><li>b</li></ol></li></ul>after",
       "- one\n- two\n  1. a\n  2. b\n\nafter"},
      {"<table><tr><th>Item</th><th>Price</th></tr><tr><td>Pen</td><td>2</td></tr></table>",
       "Item Price\nPen 2\n"},
      {"a &amp; b &lt;c&gt; &euro;5 &#8364; &#x41; &nope; &", "a & b <c> €5 € A &nope; &"},
      {"<head><title>t</title></head><style>p{}</style><script>x()</script><!-- c --><p>only</p>", "only\n"},
      {"<div style=\"display: none\">pre<div>header</div></div>shown", "shown"},
      {"a<br>b<br><br><br>c", "a\nb\n\nc"},
      {"<img src=x alt=\"A cat\"> <img src=y>", "A cat"},
      {"<pre>a\n  b</pre>", "a\nb\n"},
      {"1 < 2 << 3 <", "1 < 2 << 3 <"},
      {"<!--[if mso]><p>only Outlook</p><![endif]-->all", "all"},
      {"<a href=\"https://x.example\"><img src=\"l.png\"></a>", "https://x.example"},
      {"", ""},
  };
  for (const auto& [html, text] : all) EXPECT_EQ(plain_text(html), text) << html;
}

// Property: text without any sign of markup is itself, but for its white space.
TEST(PlainText, text_without_markup_is_itself) {
  std::uint64_t state = 5;
  for (int round = 0; round < 500; ++round) {
    std::string text = "x";
    for (int i = 0; i < 30; ++i) {
      state = state * 6'364'136'223'846'793'005U + 1;
      text += std::string("abc.,;!?/()\"'=#%").substr((state >> 33U) % 16, 1);
    }
    EXPECT_EQ(plain_text(text), text);
  }
}

TEST(PlainText, takes_linear_time_for_any_bytes) {
  for (const std::string piece :
       {"<", "<a", "<!--", "<a href=\"", "</", "&", "&#", "<div style='display:none'>", "<script>", "<li>",
        "<ul>", "\"", "<a \"", "<ul><li>", "<a \">", "<a '>"}) {
    std::string html;
    while (html.size() < 200'000) html += piece;
    plain_text(html);
    without_tags(html);
  }
}

}  // namespace
}  // namespace carillon::liquid
