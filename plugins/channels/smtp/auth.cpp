#include "auth.h"

#include <algorithm>
#include <charconv>

#include <openssl/evp.h>

namespace carillon::smtp {

Capability::Capability(std::string_view line) {
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) (name.empty() ? name : words.emplace_back()) = word;
    word.clear();
  };
  for (const char c : line) {
    // "AUTH=PLAIN" is what some old servers say.
    if (c == ' ' || (c == '=' && name.empty()))
      end_word();
    else
      word += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  end_word();
}

bool Capability::has(std::string_view word) const { return std::ranges::find(words, word) != words.end(); }

std::uint64_t Capability::number() const {
  std::uint64_t out = 0;
  if (!words.empty()) std::from_chars(words[0].data(), words[0].data() + words[0].size(), out);
  return out;
}

std::string to_base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int n =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(n));
  return out;
}

std::string plain_response(std::string_view user, std::string_view password) {
  std::string text(1, '\0');
  text += user;
  text += '\0';
  text += password;
  return to_base64(text);
}

std::string xoauth2_response(std::string_view user, std::string_view token) {
  std::string text = "user=";
  text.append(user)
      .append(
          "\x01"
          "auth=Bearer ")
      .append(token)
      .append("\x01\x01");
  return to_base64(text);
}

std::string oauthbearer_response(std::string_view user, std::string_view host, std::string_view port,
                                 std::string_view token) {
  std::string text = "n,a=";
  for (const char c : user) {  // RFC 5801: a saslname
    if (c == ',') {
      text += "=2C";
    } else if (c == '=') {
      text += "=3D";
    } else {
      text += c;
    }
  }
  text.append(",\x01host=").append(host).append("\x01port=").append(port);
  text.append(
          "\x01"
          "auth=Bearer ")
      .append(token)
      .append("\x01\x01");
  return to_base64(text);
}

}  // namespace carillon::smtp
