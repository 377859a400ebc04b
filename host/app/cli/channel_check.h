// Sends a small batch through a channel that is not told of anybody, and counts what comes back.
//
// Thread safety: the sink is called from the channel's threads; send_batch() from one.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <carillon/abi/channel.h>

namespace carillon::cli {

class ChannelCheck {
 public:
  // To make the instance with; lives as long as this.
  const crl_channel_sink* sink() const { return &sink_; }

  // Offers messages until all are taken and completed, or until the time is over. Addresses are reserved
  // ones that belong to nobody. Answers what was wrong.
  std::vector<std::string> send_batch(const crl_channel& channel, void* self);
  // "20 messages: 18 handed on, 2 refused".
  std::string summary() const;

 private:
  void complete(const crl_completion& completion);

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::map<std::uint64_t, int> completions_;  // of each token
  int handed_on_ = 0, refused_ = 0;
  bool ready_ = false;

  const crl_channel_sink sink_{
      sizeof(crl_channel_sink),
      0,
      this,
      [](void* ctx, const crl_completion* const* completions, std::uint32_t n) {
        for (std::uint32_t i = 0; i < n; ++i) static_cast<ChannelCheck*>(ctx)->complete(*completions[i]);
      },
      [](void*, const crl_receipt* const*, std::uint32_t) -> crl_status { return CRL_OK; },
      [](void* ctx) {
        auto& me = *static_cast<ChannelCheck*>(ctx);
        const std::lock_guard lock(me.mutex_);
        me.ready_ = true;
        me.changed_.notify_all();
      }};
};

}  // namespace carillon::cli
