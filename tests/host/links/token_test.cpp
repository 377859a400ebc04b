#include "links/token.h"

#include <random>

#include <gtest/gtest.h>

#include "links/base64url.h"

namespace carillon::links {
namespace {

const std::vector<std::string> kSecrets{"one secret"};

Token some_token() { return {Kind::kClick, 221'190'357'450'752'000, 42, 1, "https://example.com/?a=1&b=2"}; }

TEST(LinkToken, what_was_signed_comes_back) {
  const Signer signer(kSecrets);
  std::mt19937_64 random(3);
  for (int i = 0; i < 300; ++i) {
    Token token{static_cast<Kind>(1 + random() % 3), static_cast<Id>(random() >> 1U),
                static_cast<Id>(random() >> 1U), static_cast<std::int64_t>(random() % 5),
                std::string(random() % 200, 'x')};
    for (char& c : token.rest) c = static_cast<char>(random());
    const std::string text = signer.sign(token);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    EXPECT_EQ(signer.verify(text), token);
  }
}

TEST(LinkToken, a_token_with_any_character_changed_is_refused) {
  const Signer signer(kSecrets);
  const std::string text = signer.sign(some_token());
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char other : {'A', 'z', '0', '_', '=', '+', '/', ' ', '\0', '\xFF'}) {
      if (text[at] == other) continue;
      std::string changed = text;
      changed[at] = other;
      EXPECT_FALSE(signer.verify(changed)) << at << other;
    }
    EXPECT_FALSE(signer.verify(text.substr(0, at)));
    EXPECT_FALSE(signer.verify(text.substr(at + 1)));
    EXPECT_FALSE(signer.verify(text + text.substr(0, at + 1)));
  }
}

TEST(LinkToken, hostile_tokens_are_refused_whatever_they_are) {
  const Signer signer(kSecrets);
  std::mt19937_64 random(5);
  for (int i = 0; i < 2'000; ++i) {
    std::string bytes(random() % 100, 0);
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_FALSE(signer.verify(bytes));
    EXPECT_FALSE(signer.verify(to_base64url(bytes)));
  }
  EXPECT_FALSE(signer.verify(std::string(1'000'000, 'A')));
}

TEST(LinkToken, after_a_rotation_old_links_are_believed_and_strangers_are_not) {
  const Signer before(kSecrets), after(std::vector<std::string>{"a new secret", "one secret"}),
      stranger(std::vector<std::string>{"a new secret "});
  EXPECT_EQ(after.verify(before.sign(some_token())), some_token());
  EXPECT_FALSE(before.verify(after.sign(some_token())));
  EXPECT_FALSE(after.verify(stranger.sign(some_token())));
}

TEST(Base64url, every_text_of_bytes_has_one_spelling) {
  std::mt19937_64 random(9);
  for (std::size_t size = 0; size < 70; ++size) {
    std::string bytes(size, 0);
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
  }
  EXPECT_EQ(from_base64url("AA"), std::string(1, '\0'));
  EXPECT_FALSE(from_base64url("AB"));
  EXPECT_FALSE(from_base64url("A"));
  EXPECT_FALSE(from_base64url("AA=="));
}

}  // namespace
}  // namespace carillon::links
