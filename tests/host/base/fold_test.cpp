#include "base/fold.h"

#include <random>

#include <gtest/gtest.h>

namespace carillon {
namespace {

std::string utf8(char32_t c) {
  std::string out;
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
  return out;
}

TEST(Fold, ignores_case_in_every_script_and_keeps_accents) {
  EXPECT_EQ(fold("Hello World 42"), "hello world 42");
  EXPECT_EQ(fold("ÀÉÎ ŁÓDŹ ΑΒΓ ЖЩ"), "àéî łódź αβγ жщ");
  EXPECT_EQ(fold("ς"), fold("Σ"));
  EXPECT_EQ(fold("Straße"), "straße") << "simple folding keeps lengths: no ss";
  EXPECT_NE(fold("e"), fold("é"));
}

TEST(Fold, folding_twice_changes_nothing_and_never_triples_the_length) {
  for (char32_t c = 1; c < 0x110000; c += c < 0x20000 ? 1 : 97) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string text = utf8(c);
    const std::string once = fold(text);
    ASSERT_EQ(fold(once), once) << static_cast<unsigned>(c);
    ASSERT_LE(once.size(), 3 * text.size());
  }
}

TEST(Fold, a_text_folds_as_its_characters_do) {
  std::mt19937 random(8);
  for (int i = 0; i < 500; ++i) {
    std::string whole, parts;
    for (int n = 0; n < 10; ++n) {
      const auto c = static_cast<char32_t>(random() % 0x3000);
      whole += utf8(c);
      parts += fold(utf8(c));
    }
    EXPECT_EQ(fold(whole), parts);
  }
}

TEST(Fold, bytes_that_are_no_utf8_stay_as_they_are) {
  EXPECT_EQ(fold("A\xff\xc3Z"), "a\xff\xc3z");
  EXPECT_EQ(fold("\xe2\x82"), "\xe2\x82");
  EXPECT_EQ(fold(std::string("A\0B", 3)), std::string("a\0b", 3));
  EXPECT_EQ(fold(""), "");
}

}  // namespace
}  // namespace carillon
