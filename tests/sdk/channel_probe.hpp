// The host's side of a channel, recording: sends messages and keeps every completion and receipt.
//
// Thread safety: all calls are [any]. It must outlive the instance.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <carillon/abi.h>
#include <carillon/result.hpp>
#include <carillon/value.hpp>

namespace carillon::test {

struct SeenCompletion {
  crl_status status;
  std::string provider_id, message;
  std::uint32_t retry_after_ms;
  std::string vendor_code;
};
struct SeenReceipt {
  std::int32_t state;
  std::string provider_id, key, detail_code;
  std::int64_t at_us;
  std::size_t completions_before;  // of any message
};
struct Letter {
  std::string key{}, to{}, text = "hi", subject = "", html = "", from = "";
  std::uint32_t attempt = 1;
  std::int64_t not_after_us = 0;
  std::vector<std::pair<std::string, std::string>> meta{};
};

class ChannelProbe {
 public:
  ChannelProbe();
  const crl_channel_sink* sink() const { return &sink_; }

  // Offers the letters; answers how many were taken. The token of letters[i] is first_token + i.
  std::uint32_t send(const crl_instance& instance, const std::vector<Letter>& letters,
                     std::uint64_t first_token = 1, Error* why_short = nullptr);
  std::uint32_t send(const crl_channel& channel, void* self, const std::vector<Letter>& letters,
                     std::uint64_t first_token = 1, Error* why_short = nullptr);
  // Offers them in batches, again and again, until all are taken.
  void send_all(const crl_instance& instance, const std::vector<Letter>& letters,
                std::uint64_t first_token = 1);

  // Receipts are refused with CRL_E_UNAVAILABLE while this is set.
  void refuse_receipts(bool refuse);
  int refusals() const;

  std::size_t completed() const;
  std::map<std::uint64_t, std::vector<SeenCompletion>> completions() const;
  std::vector<SeenReceipt> receipts() const;
  std::size_t receipt_count() const;
  int ready_calls() const;

 private:
  mutable std::mutex mutex_;
  crl_channel_sink sink_{};
  std::map<std::uint64_t, std::vector<SeenCompletion>> completions_;
  std::size_t completed_ = 0;
  std::vector<SeenReceipt> receipts_;
  int ready_calls_ = 0;
  int refusals_ = 0;
  bool refusing_ = false;
};

// The channel's table of an instance.
const crl_channel& channel_of(const crl_instance& instance);

}  // namespace carillon::test
