// A vendor's receipts, read by the operator's rules. Immutable, so [any].
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/channel.hpp>

namespace carillon::http_channel {

struct ReadReceipt {
  std::int32_t state = 0;
  std::string provider_id, key;
  std::int64_t at_us = 0;
  std::string code, detail;

  Receipt borrowed() const { return {state, provider_id, key, at_us, code, detail}; }
};

class ReceiptRules {
 public:
  // Reads /receipts; refuses by `config` what is missing or unknown.
  explicit ReceiptRules(const Config& config);

  bool configured() const { return configured_; }
  // Receipts name messages by the vendor's id only.
  bool by_id_only() const { return key_.empty(); }
  // Items whose state has no meaning here are left out. CRL_E_INVALID: the body cannot be read at all.
  Result<std::vector<ReadReceipt>> read(std::string_view body, std::int64_t now_us) const;

 private:
  enum class Time { kSeconds, kMillis, kText };
  void read_item(const Doc& doc, const std::string& item, std::int64_t now_us,
                 std::vector<ReadReceipt>& out) const;
  std::int64_t time_of(const std::string& text, std::int64_t now_us) const;

  bool configured_ = false, form_ = false;
  std::string items_, form_json_, id_, key_, state_, at_, code_, detail_;
  Time time_ = Time::kText;
  std::map<std::string, std::int32_t> states_;
};

}  // namespace carillon::http_channel
