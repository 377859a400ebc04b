#include "links/links.h"

#include <array>
#include <mutex>

#include <openssl/rand.h>

#include "store/link_keys.h"

namespace carillon::links {

namespace {

constexpr std::int64_t kReloadEvery = 5'000'000;

std::string new_secret() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return {};
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : bytes) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
  return out;
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace

bool is_countable(std::string_view url) {
  return (url.starts_with("http://") || url.starts_with("https://")) && url.size() <= 2'000 &&
         url.find_first_of(" \t\r\n\"<>\\") == std::string_view::npos;
}

Links::Links(store::Database& database, const Clock& clock, LinkOptions options)
    : database_(database),
      clock_(clock),
      options_({without_slash(std::move(options.public_url)), std::move(options.secrets)}) {}

Links::~Links() = default;

Status Links::open() {
  if (!options_.secrets.empty()) {
    const std::unique_lock lock(mutex_);
    signer_ = std::make_unique<const Signer>(options_.secrets);
    return {};
  }
  if (auto loaded = load(); loaded || loaded.error().status != CRL_E_NOT_FOUND) return loaded;
  const std::string secret = new_secret();
  if (secret.empty()) return internal_error("this machine gives no random numbers to make a secret of");
  const Status made = database_.write([&](store::Session& session) -> Status {
    return store::insert_link_key(session, {1, secret, clock_.now_us()});
  });
  // Another host that starts just now may have been first: its secret is as good.
  if (!made && made.error().status != CRL_E_CONFLICT) return made;
  return load();
}

Status Links::rotate() {
  if (!options_.secrets.empty()) {
    return Error{CRL_E_STATE,
                 "the secrets of links are those of the configuration: put a new one in front of "
                 "links.secrets and start the host again"};
  }
  const std::string secret = new_secret();
  if (secret.empty()) return internal_error("this machine gives no random numbers to make a secret of");
  const Status made = database_.write([&](store::Session& session) -> Status {
    const auto keys = store::list_link_keys(session);
    if (!keys) return keys.error();
    return store::insert_link_key(session,
                                  {keys->empty() ? 1 : keys->front().id + 1, secret, clock_.now_us()});
  });
  return made ? load() : made;
}

Status Links::load() const {
  std::vector<std::string> secrets;
  const Status read = database_.read([&](store::Session& session) -> Status {
    const auto keys = store::list_link_keys(session);
    if (!keys) return keys.error();
    secrets.clear();
    for (const auto& key : *keys) secrets.push_back(key.secret);
    return {};
  });
  if (!read) return read;
  if (secrets.empty()) return not_found("there is no secret for links yet");
  auto signer = std::make_unique<const Signer>(secrets);
  const std::unique_lock lock(mutex_);
  signer_ = std::move(signer);
  return {};
}

std::string Links::url(std::string_view path, const Token& token) const {
  std::string out = options_.public_url;
  out += path;
  const std::shared_lock lock(mutex_);
  out += signer_->sign(token);
  return out;
}

std::string Links::unsubscribe_url(const Target& target, std::string_view channel) const {
  return url("/u/",
             {Kind::kUnsubscribe, target.campaign, target.customer, target.step, std::string(channel)});
}

std::string Links::click_url(const Target& target, std::string_view to) const {
  return url("/c/", {Kind::kClick, target.campaign, target.customer, target.step, std::string(to)});
}

std::string Links::open_url(const Target& target) const {
  return url("/o/", {Kind::kOpen, target.campaign, target.customer, target.step, {}});
}

std::optional<Token> Links::verify(Kind kind, std::string_view text) const {
  const auto look = [&]() -> std::optional<Token> {
    const std::shared_lock lock(mutex_);
    auto token = signer_->verify(text);
    if (token && token->kind != kind) token.reset();
    return token;
  };
  auto token = look();
  if (token || !options_.secrets.empty()) return token;
  // Another host may have rotated; strangers' tokens must not make this host ask storage at will.
  const std::int64_t now = clock_.now_us();
  std::int64_t due = reload_at_.load();
  if (now < due || !reload_at_.compare_exchange_strong(due, now + kReloadEvery)) return token;
  if (!load()) return token;
  return look();
}

}  // namespace carillon::links
