#include "settings.h"

#include <unistd.h>

#include "mime/letter.h"

namespace carillon::smtp {
namespace {

Security security_of(const Config& config) {
  const auto word = config.text("security", "starttls");
  if (word == "none") return Security::kNone;
  if (word == "tls") return Security::kTls;
  if (word != "starttls") config.refuse("security", "must be starttls, tls or none; found " + word);
  return Security::kStartTls;
}

Auth auth_of(const Config& config) {
  const auto word = config.text("auth", "auto");
  if (word == "plain") return Auth::kPlain;
  if (word == "login") return Auth::kLogin;
  if (word == "xoauth2") return Auth::kXOAuth2;
  if (word == "oauthbearer") return Auth::kOAuthBearer;
  if (word != "auto")
    config.refuse("auth", "must be auto, plain, login, xoauth2 or oauthbearer; found " + word);
  return Auth::kAuto;
}

std::uint32_t count(const Config& config, std::string_view path, std::uint32_t otherwise) {
  const auto value = config.integer(path, otherwise);
  if (value < 0 || value > 0xffffffffLL) config.refuse(path, "must be between 0 and 4294967295");
  return static_cast<std::uint32_t>(value);
}

std::chrono::milliseconds millis(const Config& config, std::string_view path, std::uint32_t otherwise) {
  return std::chrono::milliseconds(count(config, path, otherwise));
}

std::string port_of(const Config& config, Security security) {
  const std::uint32_t usual = security == Security::kTls ? 465 : 587;
  const auto port = count(config, "port", usual);
  if (port == 0 || port > 65535) config.refuse("port", "must be between 1 and 65535");
  return std::to_string(port);
}

mime::Mailbox mailbox(const Config& config, std::string_view path) {
  const auto box = mime::parse_mailbox(config.text(path));
  if (!box) config.refuse(path, "must be an address, as in Shop <shop@example.com>");
  return box.value_or(mime::Mailbox{});
}

std::string domain_of(const mime::Mailbox& box) {
  return box.address.substr(std::min(box.address.size(), box.address.rfind('@') + 1));
}

std::string host_name() {
  char name[256] = "";
  if (gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return "localhost";
  return name;
}

std::vector<std::pair<std::string, std::string>> headers_of(const Config& config) {
  std::vector<std::pair<std::string, std::string>> out;
  const Doc headers = config.doc().at("headers");
  for (const auto& name : headers.keys()) {
    if (!mime::is_header_name(name) || mime::is_own_header(name)) {
      config.refuse("headers", "\"" + name + "\" is no header that can be added; X-Mailer is one");
    }
    const auto value = headers.text(name);
    if (!value) config.refuse("headers", value.error().message);
    out.emplace_back(name, value ? *value : std::string());
  }
  return out;
}

}  // namespace

Settings::Settings(const Config& config)
    : host(config.text("host")),
      helo(config.text("helo")),
      security(security_of(config)),
      ca_file(config.text("ca_file")),
      tls_name(config.text("tls_name")),
      username(config.text("username")),
      password(config.text("password")),
      oauth{config.text("/oauth/token_file"),    config.text("/oauth/token_url"),
            config.text("/oauth/client_id"),     config.text("/oauth/client_secret"),
            config.text("/oauth/refresh_token"), config.text("/oauth/scope")},
      auth(auth_of(config)),
      connections(count(config, "connections", 8)),
      messages_per_connection(count(config, "messages_per_connection", 1000)),
      per_domain(count(config, "per_domain", 0)),
      max_in_flight(count(config, "max_in_flight", 2000)),
      compose_threads(count(config, "compose_threads", 1)),
      queue_bytes(std::uint64_t{count(config, "queue_mb", 64)} << 20),
      connect_timeout(millis(config, "connect_timeout_ms", 15'000)),
      command_timeout(millis(config, "command_timeout_ms", 60'000)),
      data_timeout(millis(config, "data_timeout_ms", 300'000)),
      idle_timeout(millis(config, "idle_timeout_ms", 30'000)),
      greylist_pause(millis(config, "greylist_pause_ms", 300'000)),
      pipelining(config.boolean("pipelining", true)),
      from(mailbox(config, "from")),
      headers(headers_of(config)),
      return_path(config.text("return_path")),
      verp(config.boolean("verp", false)),
      message_id_domain(config.text("message_id_domain")),
      dkim{config.text("/dkim/domain"), config.text("/dkim/selector"), config.text("/dkim/private_key")},
      bounce_token(config.text("bounce_token")) {
  port = port_of(config, security);
  if (host.empty()) config.refuse("host", "must name the mail server, as in smtp.example.com");
  if (helo.empty()) helo = host_name();
  if (tls_name.empty()) tls_name = host;
  if (connections == 0 || connections > 500) config.refuse("connections", "must be between 1 and 500");
  if (max_in_flight == 0) config.refuse("max_in_flight", "must be at least 1");
  if (compose_threads == 0 || compose_threads > 64)
    config.refuse("compose_threads", "must be between 1 and 64");
  if (security == Security::kNone && !username.empty() && !config.boolean("insecure_auth", false)) {
    config.refuse("security",
                  "none would send the password or token in the clear; set insecure_auth to allow it");
  }
  if (oauth.used()) {
    if (username.empty()) config.refuse("username", "is needed beside oauth: whose mailbox it is");
    if (!password.empty()) config.refuse("password", "and oauth are two ways to say the same; leave one out");
    if (!oauth.token_file.empty() && !oauth.token_url.empty())
      config.refuse("/oauth/token_file", "and token_url are two sources of tokens; leave one out");
    if (!oauth.token_url.empty() && oauth.client_id.empty())
      config.refuse("/oauth/client_id", "is needed for token_url");
    if (auth == Auth::kPlain || auth == Auth::kLogin)
      config.refuse("auth", "must be auto, xoauth2 or oauthbearer beside oauth");
  } else if (username.empty() != password.empty()) {
    config.refuse("username", "and password are needed both, or neither; or oauth in place of the password");
  } else if (auth == Auth::kXOAuth2 || auth == Auth::kOAuthBearer) {
    config.refuse("oauth", "must say where access tokens come from: token_file or token_url");
  }
  if (!config.text("reply_to").empty()) reply_to = mailbox(config, "reply_to");
  if (return_path.empty() && verp) return_path = from.address;
  if (!return_path.empty() && !mime::is_address(return_path)) {
    config.refuse("return_path", "must be an address, as in bounces@example.com");
  }
  if (message_id_domain.empty()) message_id_domain = domain_of(from);
  if (!mime::is_address("x@" + message_id_domain)) {
    config.refuse("message_id_domain", "must be a domain, as in example.com");
  }
  const bool any = !dkim.selector.empty() || !dkim.private_key_pem.empty();
  if (any && (dkim.selector.empty() || dkim.private_key_pem.empty())) {
    config.refuse("dkim", "needs selector and private_key");
  }
  if (any && dkim.domain.empty()) dkim.domain = domain_of(from);
}

}  // namespace carillon::smtp
