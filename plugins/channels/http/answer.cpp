#include "answer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "encodings.h"
#include "values_of_doc.h"

namespace carillon::http_channel {
namespace {

// As mail servers say it (RFC 3463): the host sends nothing more to an address that is not there.
constexpr std::string_view kGone = " 5.1.1";
constexpr std::uint32_t kUsualPauseMs = 1000;
constexpr double kLongestPauseS = 24 * 3600;
constexpr std::size_t kLongestMessage = 300;

// A pointer, or a list of them to be tried in order.
std::vector<std::string> pointers(const Config& config, std::string_view path) {
  if (config.doc().kind(path) == Doc::Kind::kList) return config.list(path);
  const auto one = config.text(path);
  return one.empty() ? std::vector<std::string>{} : std::vector{one};
}

std::string_view header(const HttpResponse& answer, std::string_view name) {
  const auto found = std::ranges::find_if(answer.headers,
                                          [&](const auto& kv) { return same_ignoring_case(kv.first, name); });
  return found == answer.headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<double> number(std::string_view text) {
  double out = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
  if (parsed.ec != std::errc() || !(out >= 0)) return std::nullopt;
  return out;
}

std::string one_line(std::string_view text) {
  std::string out(text.substr(0, kLongestMessage));
  for (char& c : out) {
    if ((c >= '\0' && c < ' ') || c == '\x7F') c = ' ';
  }
  return out;
}

}  // namespace

AnswerRules::AnswerRules(const Config& config)
    : items_(config.text("/response/items")),
      id_(pointers(config, "/response/id")),
      code_(pointers(config, "/response/error_code")),
      message_(pointers(config, "/response/error_message")),
      retry_after_(config.text("/response/retry_after")) {
  for (const Doc& status : config.doc().items("/response/success")) {
    if (const auto code = status.integer("")) success_.insert(static_cast<int>(*code));
  }
  for (const Doc& condition : config.doc().items("/response/success_if")) {
    const auto value = scalar_text(condition.at("/equals"));
    const auto at = condition.text("/pointer");
    if (!at || !value)
      config.refuse("/response/success_if",
                    "needs tables with pointer and equals, as in {pointer = \"/ok\", equals = true}");
    else
      conditions_.emplace_back(*at, *value);
  }
  constexpr std::array<std::pair<std::string_view, crl_status>, 6> kKinds{{{"permanent", CRL_E_INVALID},
                                                                           {"temporary", CRL_E_UNAVAILABLE},
                                                                           {"rate", CRL_E_RATE},
                                                                           {"auth", CRL_E_AUTH},
                                                                           {"unknown", CRL_E_UNKNOWN},
                                                                           {"gone", CRL_E_INVALID}}};
  for (const auto& [kind, status] : kKinds) {
    for (const Doc& code : config.doc().items("/errors/" + std::string(kind))) {
      const auto text = scalar_text(code);
      if (!text) continue;
      statuses_[*text] = status;
      if (kind == "gone") gone_.insert(*text);
    }
  }
}

std::optional<std::string> AnswerRules::first_of(const Doc& doc, const std::string& item,
                                                 const std::vector<std::string>& pointers) const {
  for (const auto& pointer : pointers) {
    for (const auto& at : find_all(doc, resolved(item, pointer))) {
      if (auto text = scalar_text(doc.at(at)); text && !text->empty()) return text;
    }
  }
  return std::nullopt;
}

std::uint32_t AnswerRules::retry_after_ms(const Doc& doc, const std::string& item,
                                          const HttpResponse& answer) const {
  std::optional<double> seconds;
  if (!retry_after_.empty()) {
    if (const auto text = first_of(doc, item, {retry_after_})) seconds = number(*text);
  }
  if (!seconds) seconds = number(header(answer, "Retry-After"));
  if (!seconds) return 0;
  return static_cast<std::uint32_t>(std::lround(std::min(*seconds, kLongestPauseS) * 1000));
}

crl_status AnswerRules::status_of(const std::string& code, int http_status) const {
  if (const auto found = statuses_.find(code); found != statuses_.end()) return found->second;
  if (const auto found = statuses_.find(std::to_string(http_status)); found != statuses_.end())
    return found->second;
  if (http_status == 401 || http_status == 403 || http_status == 407) return CRL_E_AUTH;
  if (http_status == 429) return CRL_E_RATE;
  if (http_status == 408 || http_status == 425 || http_status >= 500) return CRL_E_UNAVAILABLE;
  // A redirect is not followed: the address in the configuration is old.
  if (http_status >= 300 && http_status < 400) return CRL_E_AUTH;
  return CRL_E_INVALID;
}

Error AnswerRules::error_of(const Doc& doc, const std::string& item, const HttpResponse& answer) const {
  const std::string code = first_of(doc, item, code_).value_or("");
  Error out{status_of(code, answer.status),
            {},
            retry_after_ms(doc, item, answer),
            one_line(code.empty() ? std::to_string(answer.status) : code)};
  // The vendor's own code, where it is listed, says more than the status of HTTP.
  const bool is_gone = gone_.contains(statuses_.contains(code) ? code : std::to_string(answer.status));
  if (is_gone) {
    constexpr std::size_t kMost = sizeof(crl_error::vendor_code) - 1 - kGone.size();
    out.vendor_code.resize(std::min(out.vendor_code.size(), kMost));
    out.vendor_code += kGone;
  }
  if (out.status == CRL_E_RATE && out.retry_after_ms == 0) out.retry_after_ms = kUsualPauseMs;
  const std::string words = first_of(doc, item, message_).value_or(answer.body);
  out.message = "the vendor answers " + std::to_string(answer.status) + ": " + one_line(words);
  if (answer.status >= 300 && answer.status < 400)
    out.message += " (redirects are not followed; write the new address into url)";
  return out;
}

Outcome AnswerRules::judge_one(const Doc& doc, const std::string& item, const HttpResponse& answer) const {
  for (const auto& [pointer, wanted] : conditions_) {
    if (first_of(doc, item, {pointer}) != wanted) return error_of(doc, item, answer);
  }
  return Sent{first_of(doc, item, id_).value_or("")};
}

std::vector<Outcome> AnswerRules::judge(const HttpResponse& answer, std::size_t n) const {
  const bool ok =
      success_.empty() ? answer.status >= 200 && answer.status < 300 : success_.contains(answer.status);
  std::vector<Outcome> out;
  const auto read = [&](const Doc& doc) {
    if (!ok) {
      out.assign(n, Outcome(error_of(doc, "", answer)));
      return;
    }
    if (items_.empty()) {
      out.assign(n, judge_one(doc, "", answer));
      return;
    }
    const auto items = find_all(doc, items_);
    for (const auto& item : items) out.push_back(judge_one(doc, item, answer));
    if (out.size() != n) {
      out.assign(n, Outcome(Error{CRL_E_UNKNOWN,
                                  "the vendor answers " + std::to_string(items.size()) + " messages of " +
                                      std::to_string(n),
                                  0,
                                  {}}));
    }
  };
  const bool needs_body = !conditions_.empty() || !id_.empty() || !items_.empty();
  if (const auto parsed = host().parse_json(answer.body, read); parsed) return out;
  if (ok && needs_body) {
    // It took them, and what it says of them cannot be read.
    const bool must_read = !conditions_.empty() || !items_.empty();
    out.assign(n, must_read
                      ? Outcome(Error{
                            CRL_E_UNKNOWN, "the vendor's answer is no JSON: " + one_line(answer.body), 0, {}})
                      : Outcome(Sent{}));
    return out;
  }
  read(Doc());
  return out;
}

}  // namespace carillon::http_channel
