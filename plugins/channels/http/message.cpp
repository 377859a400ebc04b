#include "message.h"

#include <algorithm>
#include <array>

namespace carillon::http_channel {
namespace {

constexpr std::array<std::string_view, 8> kNames{"to",   "from", "subject", "text",
                                                 "html", "key",  "attempt", "now"};
constexpr std::string_view kMeta = "meta.";

}  // namespace

Message::Message(const Outgoing& message)
    : key(message.idempotency_key()),
      to(message.to()),
      from(message.from()),
      subject(message.subject()),
      text(message.text()),
      html(message.html()),
      attempt(message.attempt()) {
  for (const crl_kv& kv : message.meta()) meta.emplace_back(view(kv.key), view(kv.value));
}

Values values_of(const Message& message, const OwnValues& own, std::int64_t now_us) {
  return [&message, &own, now_us](std::string_view name) -> std::string {
    if (name == "to") return message.to;
    if (name == "from") return message.from;
    if (name == "subject") return message.subject;
    if (name == "text") return message.text;
    if (name == "html") return message.html;
    if (name == "key") return message.key;
    if (name == "attempt") return std::to_string(message.attempt);
    if (name == "now") return std::to_string(now_us / 1'000'000);
    if (name.starts_with(kMeta)) {
      const auto wanted = name.substr(kMeta.size());
      const auto found =
          std::ranges::find_if(message.meta, [&](const auto& kv) { return kv.first == wanted; });
      return found == message.meta.end() ? std::string() : found->second;
    }
    const auto found = own.find(name);
    return found == own.end() ? std::string() : found->second;
  };
}

KnownName known_names(const OwnValues& own) {
  return [&own](std::string_view name) {
    return std::ranges::find(kNames, name) != kNames.end() || own.contains(name) ||
           (name.size() > kMeta.size() && name.starts_with(kMeta));
  };
}

}  // namespace carillon::http_channel
