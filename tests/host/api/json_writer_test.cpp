#include "api/json_writer.h"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

std::string written(std::string_view text) {
  std::string out;
  JsonWriter(out).value(text);
  return out;
}

TEST(JsonWriter, what_it_writes_is_read_back_for_every_byte) {
  for (int c = 0; c < 128; ++c) {
    const std::string text = "a" + std::string(1, static_cast<char>(c)) + "b";
    const auto parsed = parse_json(written(text));
    ASSERT_TRUE(parsed.ok()) << c;
    EXPECT_EQ(parsed->get_string(), text) << c;
  }
  EXPECT_EQ(written("नमस्ते €"), "\"नमस्ते €\"");
}

TEST(JsonWriter, replaces_bytes_that_are_not_utf8) {
  EXPECT_EQ(written("a\xFF"
                    "b"),
            "\"a\\ufffdb\"");
  EXPECT_EQ(written("\xC0\x80"), "\"\\ufffd\\ufffd\"");
}

TEST(JsonWriter, writes_money_and_doubles_in_plain_digits) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_array()
      .value(Decimal{120'000})
      .value(Decimal{-5'001})
      .value(12.0)
      .value(0.25)
      .value(1499.5)
      .end_array();
  EXPECT_EQ(out, "[12,-0.5001,12,0.25,1499.5]");
}

TEST(JsonWriter, separates_members_and_items_at_every_depth) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object()
      .member("a", 1)
      .key("b")
      .begin_array()
      .begin_object()
      .end_object()
      .value("x")
      .end_array();
  writer.key("c").null().member("d", std::optional<bool>(true)).end_object();
  EXPECT_EQ(out, R"({"a":1,"b":[{},"x"],"c":null,"d":true})");
}

TEST(JsonWriter, a_tree_survives_a_round_trip) {
  const std::string text = R"({"a":[1,-2,0.5,true,null,"\u00e9\n"],"b":{"c":18446744073709551615}})";
  const auto parsed = parse_json(text).value();
  EXPECT_EQ(parse_json(to_json(parsed)).value(), parsed);
}

}  // namespace
}  // namespace carillon::api
