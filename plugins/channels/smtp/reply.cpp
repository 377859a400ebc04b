#include "reply.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace carillon::smtp {
namespace {

constexpr std::size_t kLongestLine = 4096;
constexpr std::size_t kMostLines = 200;
constexpr std::size_t kLongestText = 300;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

bool says(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](auto word) { return text.find(word) != std::string_view::npos; });
}

}  // namespace

std::string Reply::text() const {
  std::string out;
  for (const auto& line : lines) {
    if (!out.empty()) out += ' ';
    for (const char c : line)
      out += c >= ' ' && c != '\x7F' ? c : (static_cast<unsigned char>(c) < 0x80 ? ' ' : c);
  }
  if (out.size() > kLongestText) out.resize(kLongestText);
  return out;
}

std::string Reply::enhanced() const {
  if (lines.empty()) return {};
  const std::string_view line = lines.front();
  std::size_t at = 0;
  for (int part = 0; part < 3; ++part) {
    const auto from = at;
    while (at < line.size() && is_digit(line[at])) ++at;
    if (at == from || at - from > 3) return {};
    if (part < 2 && (at == line.size() || line[at++] != '.')) return {};
  }
  if (at < line.size() && line[at] != ' ') return {};
  if (line.front() - '0' != code / 100) return {};
  return std::string(line.substr(0, at));
}

Result<std::optional<Reply>> ReplyReader::next() {
  while (true) {
    const auto end = in_.find('\n');
    if (end == std::string::npos) {
      if (in_.size() > kLongestLine) return unavailable("the server's answer has a line without end");
      return std::optional<Reply>();
    }
    std::string_view line(in_.data(), end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool digits = line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, is_digit);
    const bool more = line.size() > 3 && line[3] == '-';
    if (!digits || line.front() < '2' || line.front() > '5' || (line.size() > 3 && !more && line[3] != ' ')) {
      return unavailable("what answered is no SMTP server");
    }
    const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    if (!partial_.lines.empty() && code != partial_.code)
      return unavailable("the server's answer has two codes");
    if (partial_.lines.size() >= kMostLines) return unavailable("the server's answer has too many lines");
    partial_.code = code;
    partial_.lines.emplace_back(line.substr(std::min<std::size_t>(line.size(), 4)));
    in_.erase(0, end + 1);
    if (!more) return std::optional<Reply>(std::exchange(partial_, {}));
  }
}

std::optional<std::chrono::milliseconds> wait_named_in(std::string_view text) {
  const std::string words = lower(text);
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (!is_digit(words[at]) || (at > 0 && (is_digit(words[at - 1]) || words[at - 1] == '.'))) continue;
    long long n = 0;
    const auto parsed = std::from_chars(words.data() + at, words.data() + words.size(), n);
    if (parsed.ec != std::errc() || n <= 0 || n > 86'400) continue;
    std::string_view rest(parsed.ptr, static_cast<std::size_t>(words.data() + words.size() - parsed.ptr));
    const bool attached = !rest.starts_with(' ');
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (rest.starts_with("sec") || (attached && rest.starts_with("s") && (rest.size() == 1 || rest[1] < 'a')))
      return std::chrono::seconds(n);
    if (rest.starts_with("min") && n <= 1440) return std::chrono::minutes(n);
    if (rest.starts_with("hour") && n <= 24) return std::chrono::hours(n);
  }
  return std::nullopt;
}

Error refusal(const Reply& reply, std::string_view step, std::chrono::milliseconds greylist_pause) {
  Error out{CRL_E_INVALID, {}, 0, std::to_string(reply.code)};
  const std::string enhanced = reply.enhanced();
  if (!enhanced.empty()) out.vendor_code += " " + enhanced;
  out.message =
      "the mail server refused " + std::string(step) + ": " + std::to_string(reply.code) + " " + reply.text();
  const std::string words = lower(reply.text());
  if (reply.code == 530 || reply.code == 534 || reply.code == 535 || reply.code == 538) {
    out.status = CRL_E_AUTH;
    return out;
  }
  if (reply.code >= 500) return out;
  const auto named = wait_named_in(words);
  const bool throttled =
      enhanced == "4.7.28" || enhanced == "4.4.5" ||
      says(words, {"rate limit", "too many", "throttl", "too fast", "quota exceeded for sender"});
  const bool greylisted = says(words, {"greylist", "graylist", "grey-list", "gray-list", "greylisted"});
  out.status = throttled ? CRL_E_RATE : CRL_E_UNAVAILABLE;
  if (named)
    out.retry_after_ms = static_cast<std::uint32_t>(named->count());
  else if (greylisted)
    out.retry_after_ms = static_cast<std::uint32_t>(greylist_pause.count());
  return out;
}

}  // namespace carillon::smtp
