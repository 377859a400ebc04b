#include "delivery/key.h"

#include <charconv>

namespace carillon::delivery {

void write_key(const MessageKey& key, std::string& out) {
  char text[64];
  char* at = std::to_chars(text, text + 20, key.campaign).ptr;
  *at++ = '-';
  at = std::to_chars(at, at + 20, key.customer).ptr;
  *at++ = '-';
  at = std::to_chars(at, at + 20, key.step).ptr;
  out.append(text, static_cast<std::size_t>(at - text));
}

std::optional<MessageKey> parse_key(std::string_view text) {
  const auto first = text.find('-');
  const auto second = text.find('-', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto campaign = parse_id(text.substr(0, first));
  const auto customer = parse_id(text.substr(first + 1, second - first - 1));
  const std::string_view last = text.substr(second + 1);
  std::int64_t step = 0;
  const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), step);
  if (!campaign || !customer || error != std::errc{} || end != last.data() + last.size()) return std::nullopt;
  if (step < 0 || step > 1'000'000) return std::nullopt;
  return MessageKey{*campaign, step, *customer};
}

}  // namespace carillon::delivery
