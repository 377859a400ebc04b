// What a vendor's answer means for the messages of a request. Immutable, so [any].
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <carillon/config.hpp>
#include <carillon/http.hpp>

namespace carillon::http_channel {

struct Sent {
  std::string provider_id;
};
using Outcome = std::variant<Sent, Error>;

class AnswerRules {
 public:
  explicit AnswerRules(const Config& config);

  // One outcome for each of n messages, in their order.
  std::vector<Outcome> judge(const HttpResponse& answer, std::size_t n) const;

 private:
  Outcome judge_one(const Doc& doc, const std::string& item, const HttpResponse& answer) const;
  Error error_of(const Doc& doc, const std::string& item, const HttpResponse& answer) const;
  std::optional<std::string> first_of(const Doc& doc, const std::string& item,
                                      const std::vector<std::string>& pointers) const;
  std::uint32_t retry_after_ms(const Doc& doc, const std::string& item, const HttpResponse& answer) const;
  crl_status status_of(const std::string& code, int http_status) const;

  std::set<int> success_;  // empty: 200 to 299
  std::vector<std::pair<std::string, std::string>> conditions_;
  std::string items_;
  std::vector<std::string> id_, code_, message_;
  std::string retry_after_;
  std::map<std::string, crl_status> statuses_;  // by vendor's code or HTTP status
  std::set<std::string> gone_;                  // of these: the address is no more
};

}  // namespace carillon::http_channel
