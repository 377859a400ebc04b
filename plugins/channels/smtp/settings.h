// What the operator says about the mail server and the mails, checked. Plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <carillon/config.hpp>

#include "mime/address.h"

namespace carillon::smtp {

enum class Security { kNone, kStartTls, kTls };
enum class Auth { kAuto, kPlain, kLogin, kXOAuth2, kOAuthBearer };

struct DkimSettings {
  std::string domain, selector, private_key_pem;  // no key: nothing is signed
};

// Where access tokens come from: a file that somebody keeps fresh, or a token endpoint.
struct OAuthSettings {
  std::string token_file;
  std::string token_url, client_id, client_secret, refresh_token, scope;
  bool used() const { return !token_file.empty() || !token_url.empty(); }
};

struct Settings {
  explicit Settings(const Config& config);

  std::string host, port, helo;
  Security security;
  std::string ca_file, tls_name;
  std::string username, password;
  OAuthSettings oauth;
  Auth auth;

  std::uint32_t connections, messages_per_connection, per_domain, max_in_flight, compose_threads;
  std::uint64_t queue_bytes;
  std::chrono::milliseconds connect_timeout, command_timeout, data_timeout, idle_timeout;
  std::chrono::milliseconds greylist_pause;
  bool pipelining;

  mime::Mailbox from;
  std::optional<mime::Mailbox> reply_to;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string return_path;  // empty: the sender's address
  bool verp;
  std::string message_id_domain;
  DkimSettings dkim;

  std::string bounce_token;
};

}  // namespace carillon::smtp
