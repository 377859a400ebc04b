#include "liquid/sms.h"

#include <gtest/gtest.h>

namespace carillon::liquid {
namespace {

std::string many(std::string_view one, std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += one;
  return out;
}

struct Case {
  std::string text;
  bool ucs2;
  std::size_t units, segments;
};

TEST(Sms, counts_units_and_segments_as_networks_do) {
  const Case all[] = {
      {"", false, 0, 0},
      {many("a", 160), false, 160, 1},
      {many("a", 161), false, 161, 2},
      {many("a", 306), false, 306, 2},
      {many("a", 307), false, 307, 3},
      {many("€", 80), false, 160, 1},
      {many("€", 81), false, 162, 2},
      {many("ä", 160), false, 160, 1},
      {many("ç", 70), true, 70, 1},
      {many("ç", 71), true, 71, 2},
      {many("ç", 134), true, 134, 2},
      {many("ç", 135), true, 135, 3},
      {many("😀", 35), true, 70, 1},
      {many("😀", 36), true, 72, 2},
      {many("😀", 67), true, 134, 3},  // 33 in each: none is cut
  };
  for (const auto& c : all) {
    const SmsSize size = sms_size(c.text);
    EXPECT_EQ(size.ucs2, c.ucs2) << c.text;
    EXPECT_EQ(size.units, c.units) << c.text;
    EXPECT_EQ(size.segments, c.segments) << c.text;
    EXPECT_EQ(sms_segments(c.text), c.segments) << c.text;
  }
}

TEST(Sms, an_extended_character_is_not_cut_in_two) {
  EXPECT_EQ(sms_size(many("a", 152) + "€" + many("a", 20)).segments, 2U);
  EXPECT_EQ(sms_size(many("a", 152) + "€" + many("a", 151)).segments, 2U);
  EXPECT_EQ(sms_size(many("a", 152) + "€" + many("a", 152)).segments, 3U);
}

TEST(Sms, names_the_characters_that_force_the_wide_alphabet) {
  const SmsSize size = sms_size("He said “hi” – ok ☎ “again”");
  EXPECT_TRUE(size.ucs2);
  EXPECT_EQ(size.forced, (std::vector<std::string>{"“", "”", "–", "☎"}));
  EXPECT_EQ(size.left, 70 - size.units);
  EXPECT_TRUE(sms_size("Price: 5 € [net] {a|b} ~^\\").forced.empty());
}

TEST(Sms, any_bytes_have_a_size) {
  std::uint64_t state = 3;
  for (int round = 0; round < 1'000; ++round) {
    std::string text;
    for (int i = 0; i < 100; ++i) {
      state = state * 6'364'136'223'846'793'005U + 1;
      text += static_cast<char>(state >> 40U);
    }
    const SmsSize size = sms_size(text);
    EXPECT_GE(size.segments * 153, size.units / 2);
    EXPECT_EQ(size.segments, sms_segments(text));
  }
}

}  // namespace
}  // namespace carillon::liquid
