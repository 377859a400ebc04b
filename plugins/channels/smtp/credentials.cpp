#include "credentials.h"

#include <fstream>
#include <sstream>
#include <vector>

namespace carillon::smtp {

Credentials::Credentials(const Settings& settings, std::function<void()> ready) : settings_(settings) {
  if (settings_.oauth.token_url.empty()) return;
  asked_ = std::make_unique<oauth::AccessToken>(
      settings_.oauth.token_url, [this] { return request(); }, std::move(ready));
}

// RFC 6749: by a refresh token where there is one, else as the client itself.
std::string Credentials::request() const {
  const OAuthSettings& oauth = settings_.oauth;
  std::vector<std::pair<std::string_view, std::string_view>> form{{"client_id", oauth.client_id}};
  if (!oauth.client_secret.empty()) form.emplace_back("client_secret", oauth.client_secret);
  if (!oauth.scope.empty()) form.emplace_back("scope", oauth.scope);
  if (oauth.refresh_token.empty()) {
    form.emplace_back("grant_type", "client_credentials");
  } else {
    form.emplace_back("grant_type", "refresh_token");
    form.emplace_back("refresh_token", oauth.refresh_token);
  }
  return oauth::form_text(form);
}

Result<std::string> Credentials::token() {
  if (asked_ != nullptr) return asked_->get();
  std::ifstream file(settings_.oauth.token_file, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  std::string token = text.str();
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  if (!file || token.empty() || token.find_first_of(" \t\r\n\x01") != std::string::npos) {
    return Error{CRL_E_UNAVAILABLE,
                 "the file of oauth.token_file = \"" + settings_.oauth.token_file +
                     "\" must hold an access token and nothing else",
                 5'000,
                 {}};
  }
  return token;
}

void Credentials::forget(const std::string& token) {
  if (asked_ != nullptr) asked_->forget(token);
}

void Credentials::start() {
  if (asked_ == nullptr) return;
  asked_->start();
  static_cast<void>(asked_->get());  // so that it is there when the first mail comes
}

void Credentials::stop() {
  if (asked_ != nullptr) asked_->stop();
}

}  // namespace carillon::smtp
