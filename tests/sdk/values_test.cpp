// Errors, decimals, sets and expressions: what goes in comes out again.
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <carillon/comparison.hpp>
#include <carillon/expr.hpp>
#include <carillon/json_text.hpp>
#include <carillon/result.hpp>
#include <carillon/utf8.hpp>
#include <carillon/value.hpp>

namespace carillon {
namespace {

TEST(Errors, a_message_too_long_is_cut_between_characters) {
  for (std::size_t lead = 0; lead < 8; ++lead) {
    std::string message(460 + lead, 'a');
    for (int i = 0; i < 20; ++i) message += "\xE2\x82\xAC\xF0\x9F\x8E\x89";
    crl_error raw = empty_error();
    write_error(invalid(message), &raw);
    const Error back = read_error(CRL_E_INVALID, raw);
    EXPECT_TRUE(is_utf8(back.message)) << lead;
    EXPECT_GE(back.message.size(), 467u);
    EXPECT_TRUE(message.starts_with(back.message));
  }
}

TEST(Errors, all_parts_survive_the_fixed_size_struct) {
  crl_error raw = empty_error();
  write_error({CRL_E_RATE, "slow down", 250, "/limits"}, &raw);
  const Error back = read_error(CRL_E_RATE, raw);
  EXPECT_EQ(back.message, "slow down");
  EXPECT_EQ(back.retry_after_ms, 250u);
  EXPECT_EQ(back.vendor_code, "/limits");
}

TEST(Decimals, text_and_back_gives_the_same_number) {
  std::mt19937_64 random(42);
  std::vector<std::int64_t> units{0,
                                  1,
                                  -1,
                                  9999,
                                  10000,
                                  -10001,
                                  std::numeric_limits<std::int64_t>::max(),
                                  std::numeric_limits<std::int64_t>::min() + 1};
  for (int i = 0; i < 20'000; ++i) units.push_back(static_cast<std::int64_t>(random()) >> (random() % 60));
  for (const auto u : units) {
    const auto text = to_text(Decimal{u});
    const auto back = parse_decimal(text);
    ASSERT_TRUE(back.has_value()) << text;
    ASSERT_EQ(back->units, u) << text;
  }
}

TEST(Decimals, text_that_is_no_decimal_of_four_places_is_refused) {
  for (const auto* text : {"", "-", ".", "1e5", "1.23456", "12,5", " 1", "1 ", "0x10", "--1", "1.2.3", "nan",
                           "99999999999999999999", "922337203685477.5808"}) {
    EXPECT_FALSE(parse_decimal(text).has_value()) << text;
  }
  EXPECT_EQ(parse_decimal("1.50000")->units, 15000);
  EXPECT_EQ(parse_decimal("+.5")->units, 5000);
}

TEST(Sets, packing_and_unpacking_gives_the_same_texts) {
  for (const std::vector<std::string>& items :
       {std::vector<std::string>{}, {"a"}, {""}, {"vip", "", "new york"}, {"\xC3\xA9", "b"}}) {
    EXPECT_EQ(unpack_set(pack_set(items)), items);
  }
}

// Prints a node and all below it, so that two expressions can be compared by meaning.
std::string print(const crl_expr& e, std::uint32_t id) {
  const crl_node& n = e.nodes[id];
  std::string out =
      std::to_string(n.op) + ":" + std::to_string(n.type) + ":" + std::string(view(e.names[n.name]));
  if (n.op == CRL_X_LIT) {
    const bool text = n.lit.type == CRL_T_TEXT || n.lit.type == CRL_T_SET;
    out += n.lit.is_null ? "null" : text ? std::string(view(n.lit.v.s)) : std::to_string(n.lit.v.i);
  }
  for (std::uint16_t i = 0; i < n.n_args; ++i) out += "(" + print(e, e.args[n.first_arg + i]) + ")";
  return out;
}
std::string print(const Expr& e) {
  const crl_expr raw = e.view();
  return print(raw, e.root());
}

// A random boolean expression; its node made last is the root.
Expr::Id grow(Expr& e, std::mt19937& random, int depth) {
  const auto kind = depth == 0 ? 0 : random() % 4;
  if (kind == 0) {
    const std::string text = "t" + std::to_string(random() % 100);
    return e.compare(CRL_X_EQ, "field" + std::to_string(random() % 5), cell::text(text));
  }
  if (kind == 1) {
    const auto inner = grow(e, random, depth - 1);
    return e.over(CRL_X_EXISTS, CRL_T_BOOL, "orders", {inner});
  }
  std::vector<Expr::Id> parts;
  for (auto n = 1 + random() % 3; n > 0; --n) parts.push_back(grow(e, random, depth - 1));
  return e.node(kind == 2 ? CRL_X_AND : CRL_X_OR, CRL_T_BOOL, parts);
}

TEST(Exprs, a_copy_and_an_appended_expression_mean_the_same_and_own_their_texts) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    Expr host;
    const auto standing = host.compare(CRL_X_GT, "spend", cell::of_int(5));
    std::string expected;
    Expr copy;
    Expr::Id appended = 0;
    {
      Expr guest;
      grow(guest, random, 4);
      expected = print(guest);
      copy = guest;
      appended = host.append(guest.view());
    }  // the guest's texts are gone
    EXPECT_EQ(print(copy), expected);
    EXPECT_EQ(print(host.view(), appended), expected);
    host.node(CRL_X_AND, CRL_T_BOOL, {standing, appended});
    const Expr moved = std::move(host);
    EXPECT_NE(print(moved).find(expected), std::string::npos);
  }
}

TEST(Comparisons, say_what_the_signs_say_and_the_same_with_their_sides_exchanged) {
  for (const int a : {-7, 0, 7}) {
    for (const int b : {-7, 0, 7}) {
      EXPECT_EQ(is_so(CRL_X_EQ, a - b), a == b);
      EXPECT_EQ(is_so(CRL_X_NE, a - b), a != b);
      EXPECT_EQ(is_so(CRL_X_LT, a - b), a < b);
      EXPECT_EQ(is_so(CRL_X_LE, a - b), a <= b);
      EXPECT_EQ(is_so(CRL_X_GT, a - b), a > b);
      EXPECT_EQ(is_so(CRL_X_GE, a - b), a >= b);
      for (std::uint16_t op = CRL_X_EQ; op <= CRL_X_GE; ++op)
        EXPECT_EQ(is_so(mirrored(op), b - a), is_so(op, a - b)) << op << ": " << a << ", " << b;
    }
  }
}

TEST(JsonText, puts_commas_and_escapes) {
  JsonText out;
  out.object().key("a").text("q\"\\\n\x01\xC3\xA9").key("b").array().integer(-1).boolean(true).null().end();
  out.key("c").object().end().key("d").number(0.5).key("e").decimal(Decimal{12'500}).end();
  EXPECT_EQ(out.str(), R"({"a":"q\"\\\n\u0001)"
                       "\xC3\xA9"
                       R"(","b":[-1,true,null],"c":{},"d":0.5,"e":1.25})");
}

TEST(Utf8, is_told_from_what_only_looks_like_it) {
  for (const auto* good : {"", "plain ascii text", "é", "€", "😀", "12345678é", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const auto* bad : {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "12345678\xE9", "\xE2\x82"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
  EXPECT_EQ(utf8_prefix("12345678é\xFFz"), 10U);
}

}  // namespace
}  // namespace carillon
