// The links that messages carry: to unsubscribe, through which clicks are counted, and of which the mail
// program asks a picture when a message is opened.
//
// They stand under one public address and are signed (token.h), by secrets of the configuration or, when it
// has none, of storage, where the first host made one: so all hosts of a storage believe each other's links.
// Where a click leads is part of what is signed: this host redirects nowhere that it has not written itself.
// Thread safety: all calls from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "links/token.h"
#include "store/database.h"

namespace carillon::links {

struct LinkOptions {
  std::string public_url;            // "https://mail.example.com"; a slash at its end is dropped
  std::vector<std::string> secrets;  // the first signs; none: those of storage
};

// A message as links name it.
struct Target {
  Id campaign = 0, customer = 0;
  std::int64_t step = 0;
};

class Links {
 public:
  Links(store::Database& database, const Clock& clock, LinkOptions options);
  ~Links();

  // Reads the secrets, or makes the first. Before any other call.
  Status open();
  // From now on links are signed by a new secret of storage; older ones stay good. CRL_E_STATE: the secrets
  // are those of the configuration, and are changed there.
  Status rotate();

  std::string unsubscribe_url(const Target& target, std::string_view channel) const;
  std::string click_url(const Target& target, std::string_view url) const;
  std::string open_url(const Target& target) const;

  // nullopt: no link of this kind that was ever signed here.
  std::optional<Token> verify(Kind kind, std::string_view token) const;

 private:
  Status load() const;
  std::string url(std::string_view path, const Token& token) const;

  store::Database& database_;
  const Clock& clock_;
  const LinkOptions options_;
  mutable std::shared_mutex mutex_;
  mutable std::unique_ptr<const Signer> signer_;  // guarded by mutex_
  mutable std::atomic<std::int64_t> reload_at_{0};
};

// Whether the page that a link leads to may be linked through a count of clicks: http and https only.
bool is_countable(std::string_view url);

}  // namespace carillon::links
