#include "base/json.h"

#include <gtest/gtest.h>

namespace carillon {
namespace {

std::string error_of(std::string_view text) {
  const auto parsed = parse_json(text);
  return parsed ? "it was taken" : parsed.error().message;
}
bool says(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

TEST(Json, names_the_line_and_column_of_a_fault) {
  EXPECT_TRUE(says(error_of("{\n  \"a\": 1,\n  \"b\": tru}\n"), "line 3"))
      << error_of("{\n  \"a\": 1,\n  \"b\": tru}\n");
  EXPECT_TRUE(says(error_of("{} x"), "line 1, column 4")) << error_of("{} x");
  EXPECT_TRUE(says(error_of("[1,2"), "not JSON"));
  EXPECT_TRUE(says(error_of(""), "not JSON"));
  EXPECT_TRUE(says(error_of("   "), "not JSON"));
  EXPECT_TRUE(parse_json(" {\"a\":[1]} \n"));
  EXPECT_TRUE(parse_json("1 "));
}

TEST(Json, depth_is_bounded) {
  EXPECT_TRUE(parse_json(std::string(64, '[') + std::string(64, ']')));
  EXPECT_FALSE(parse_json(std::string(65, '[') + std::string(65, ']')));
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
}

TEST(Json, text_that_is_no_utf8_is_refused) { EXPECT_FALSE(parse_json("\"\xff\"")); }

TEST(Json, pointers_reach_what_they_name) {
  const auto value = json::parse(R"({"a/b":{"~":[10,{"x":null}]}})");
  std::string pointer = pointer_join("", "a/b");
  pointer = pointer_join(pointer, "~");
  EXPECT_EQ(pointer, "/a~1b/~0");
  ASSERT_NE(at_pointer(value, pointer), nullptr);
  EXPECT_EQ(at_pointer(value, "")->as_object().size(), 1U);
  EXPECT_TRUE(at_pointer(value, pointer + "/1/x")->is_null());
  for (const char* wrong : {"/none", "a/b", "/a~1b/~0/2", "/a~1b/~0/-", "/a~1b/~0/01", "/~2"}) {
    EXPECT_EQ(at_pointer(value, wrong), nullptr) << wrong;
  }
}

TEST(Json, money_is_exact_or_refused) {
  const auto money = [](const char* text) { return json_decimal(json::parse(text)); };
  EXPECT_EQ(money("12"), Decimal{120'000});
  EXPECT_EQ(money("-0.5"), Decimal{-5000});
  EXPECT_EQ(money("0.1"), Decimal{1000});
  EXPECT_EQ(money("99999999.9999"), Decimal{999'999'999'999});
  EXPECT_EQ(money("\"19.9900\""), Decimal{199'900});
  EXPECT_EQ(money("1e3"), Decimal{10'000'000});
  for (const char* wrong : {"0.00001", "1e300", "\"1e3\"", "\"\"", "true", "null", "[1]",
                            "9223372036854775807", "18446744073709551615"}) {
    EXPECT_EQ(money(wrong), std::nullopt) << wrong;
  }
}

TEST(DocView, shows_a_value_to_plugins) {
  const auto value = json::parse(
      R"({"b":true,"i":-3,"f":1.5,"t":"x","n":null,"l":[1,2],"o":{"k":1},"u":18446744073709551615})");
  const DocView view(value);
  const auto* doc = view.doc();
  const auto get = [&](const char* pointer) {
    crl_value out{};
    EXPECT_EQ(doc->get(doc->ctx, str(pointer), &out), CRL_OK) << pointer;
    return out;
  };
  EXPECT_EQ(get("/b").type, std::uint32_t{CRL_T_BOOL});
  EXPECT_EQ(get("/i").v.i, -3);
  EXPECT_EQ(get("/f").v.f, 1.5);
  EXPECT_EQ(cell::as_text(get("/t")), "x");
  EXPECT_EQ(get("/n").is_null, 1U);
  EXPECT_EQ(get("/l").v.s.len, 2U);
  EXPECT_EQ(*get("/l").v.s.ptr, '[');
  EXPECT_EQ(*get("/o").v.s.ptr, '{');
  EXPECT_EQ(get("/u").type, std::uint32_t{CRL_T_F64});
  EXPECT_EQ(get("").v.s.len, 8U);
  crl_value none{};
  EXPECT_EQ(doc->get(doc->ctx, str("/zzz"), &none), CRL_E_NOT_FOUND);
  crl_str key{};
  EXPECT_EQ(doc->key(doc->ctx, str(""), 3, &key), CRL_OK);
  EXPECT_EQ(carillon::view(key), "t");
  EXPECT_EQ(doc->key(doc->ctx, str(""), 8, &key), CRL_E_NOT_FOUND);
  EXPECT_EQ(doc->key(doc->ctx, str("/l"), 0, &key), CRL_E_NOT_FOUND);
  EXPECT_EQ(json::parse(std::string(carillon::view(doc->json))), value);
}

}  // namespace
}  // namespace carillon
