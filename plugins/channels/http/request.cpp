#include "request.h"

#include <algorithm>

#include "encodings.h"

namespace carillon::http_channel {
namespace {

std::string member(std::string_view path, std::string_view name) {
  return std::string(path) + "/" + Doc::escape(name);
}

}  // namespace

RequestTemplate::RequestTemplate(const Config& config, const OwnValues& own)
    : method_(config.text("/request/method", "POST")) {
  const KnownName known = known_names(own);
  url_ = text(config, "/request/url", known);
  const std::string url = config.text("/request/url");
  if (!url.starts_with("https://") && !url.starts_with("http://")) {
    config.refuse("/request/url", "must begin with https:// (or http://)");
  } else if (const auto host = url.substr(url.find("//") + 2);
             host.substr(0, host.find('/')).find("{to") != std::string::npos) {
    config.refuse("/request/url", "must not let a message choose the server");
  }
  for (const auto& name : config.doc().keys("/request/headers")) {
    headers_.emplace_back(name, text(config, member("/request/headers", name), known));
  }
  read_body(config, known);
  read_auth(config);
}

TextTemplate RequestTemplate::text(const Config& config, std::string_view path,
                                   const KnownName& known) const {
  auto out = TextTemplate::parse(config.text(path), known);
  if (!out) {
    config.refuse(path, out.error().message);
    return {};
  }
  return std::move(*out);
}

void RequestTemplate::read_body(const Config& config, const KnownName& known) {
  const bool json = config.has("/request/json"), form = config.has("/request/form"),
             raw = config.has("/request/text");
  if (json + form + raw > 1) config.refuse("/request", "has more than one of json, form and text");
  if (json) {
    format_ = Format::kJson;
    content_type_ = "application/json";
    auto parsed = JsonTemplate::parse(config.doc().at("/request/json"), known);
    if (parsed)
      json_ = std::move(*parsed);
    else
      config.refuse("/request/json", parsed.error().message);
  } else if (form) {
    format_ = Format::kForm;
    content_type_ = "application/x-www-form-urlencoded";
    for (const auto& name : config.doc().keys("/request/form")) {
      form_.emplace_back(name, text(config, member("/request/form", name), known));
    }
  } else if (raw) {
    format_ = Format::kText;
    text_ = text(config, "/request/text", known);
    const auto escape = config.text("/request/escape", "json");
    text_escape_ = escape == "xml"    ? Escape::kXml
                   : escape == "form" ? Escape::kUrl
                   : escape == "none" ? Escape::kText
                                      : Escape::kJson;
    content_type_ = escape == "xml"    ? "application/xml"
                    : escape == "form" ? "application/x-www-form-urlencoded"
                    : escape == "json" ? "application/json"
                                       : "text/plain; charset=utf-8";
  }
  content_type_ = config.text("/request/content_type", content_type_);
  const auto batch = config.integer("/request/batch/max", 1);
  if (batch < 1 || batch > 10'000) config.refuse("/request/batch/max", "must be between 1 and 10000");
  batch_ = static_cast<std::size_t>(std::clamp<std::int64_t>(batch, 1, 10'000));
  batch_items_ = config.text("/request/batch/items");
  if (batch_ > 1 && (format_ != Format::kJson || !json_.repeats_at(batch_items_))) {
    config.refuse("/request/batch/items",
                  "must point into json, to a list of one template, as in /recipients");
  }
}

void RequestTemplate::read_auth(const Config& config) {
  const auto type = config.text("/auth/type", "none");
  const auto needs = [&](std::string_view name) {
    const std::string path = "/auth/" + std::string(name);
    auto value = config.text(path);
    if (value.empty()) config.refuse(path, "is needed for type = \"" + type + "\"");
    return value;
  };
  if (type == "bearer") {
    auth_headers_.emplace_back("Authorization", "Bearer " + needs("token"));
  } else if (type == "basic") {
    const std::string user = needs("username");
    auth_headers_.emplace_back("Authorization",
                               "Basic " + to_base64(user + ":" + config.text("/auth/password")));
  } else if (type == "header") {
    const std::string name = needs("name");
    auth_headers_.emplace_back(name, needs("value"));
  } else if (type == "query") {
    const std::string name = needs("name");
    auth_query_ = url_encoded(name) + "=" + url_encoded(needs("value"));
  } else if (type != "none" && type != "google") {
    config.refuse("/auth/type", "must be none, bearer, basic, header, query or google; found " + type);
  }
}

std::string RequestTemplate::body(const std::vector<Values>& messages) const {
  switch (format_) {
    case Format::kNone:
      return {};
    case Format::kJson:
      return json_.render(messages, batch_ > 1 ? batch_items_ : std::string());
    case Format::kText:
      return text_.render(messages.front(), text_escape_);
    case Format::kForm:
      break;
  }
  std::string out;
  for (const auto& [name, value] : form_) {
    const std::string text = value.render(messages.front(), Escape::kText);
    if (value.is_optional() && text.empty()) continue;
    if (!out.empty()) out += '&';
    out += url_encoded(name) + "=" + url_encoded(text);
  }
  return out;
}

MadeRequest RequestTemplate::make(const std::vector<Values>& messages, std::string_view bearer) const {
  MadeRequest out{method_, url_.render(messages.front(), Escape::kUrl), body(messages), auth_headers_};
  if (!auth_query_.empty()) out.url += (out.url.find('?') == std::string::npos ? "?" : "&") + auth_query_;
  if (!bearer.empty()) out.headers.emplace_back("Authorization", "Bearer " + std::string(bearer));
  bool has_type = false;
  for (const auto& [name, value] : headers_) {
    const std::string text = value.render(messages.front(), Escape::kLine);
    if (value.is_optional() && text.empty()) continue;
    out.headers.emplace_back(name, text);
    has_type = has_type || same_ignoring_case(name, "Content-Type");
  }
  if (!has_type && !content_type_.empty()) out.headers.emplace_back("Content-Type", content_type_);
  return out;
}

}  // namespace carillon::http_channel
