// The vendor's request as a template, and the credentials that go with it. Immutable, so [any].
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <carillon/config.hpp>
#include <carillon/http.hpp>

#include "json_template.h"
#include "message.h"
#include "text_template.h"

namespace carillon::http_channel {

// A request that owns its texts.
struct MadeRequest {
  std::string method, url, body;
  std::vector<std::pair<std::string, std::string>> headers;
};

class RequestTemplate {
 public:
  // Refuses by `config` what it cannot understand.
  RequestTemplate(const Config& config, const OwnValues& own);

  // How many messages one request may carry.
  std::size_t batch() const { return batch_; }
  // `bearer` is the token when it is not in the configuration. REQUIRES: 1 to batch() messages.
  MadeRequest make(const std::vector<Values>& messages, std::string_view bearer) const;

 private:
  enum class Format { kNone, kJson, kForm, kText };
  void read_auth(const Config& config);
  void read_body(const Config& config, const KnownName& known);
  TextTemplate text(const Config& config, std::string_view path, const KnownName& known) const;
  std::string body(const std::vector<Values>& messages) const;

  std::string method_;
  TextTemplate url_;
  std::vector<std::pair<std::string, TextTemplate>> headers_, form_;
  Format format_ = Format::kNone;
  JsonTemplate json_;
  TextTemplate text_;
  Escape text_escape_ = Escape::kText;
  std::string content_type_;
  std::size_t batch_ = 1;
  std::string batch_items_;
  std::vector<std::pair<std::string, std::string>> auth_headers_;
  std::string auth_query_;  // "name=value", encoded
};

}  // namespace carillon::http_channel
