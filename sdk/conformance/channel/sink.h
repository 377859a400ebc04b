// The host's side of a channel under test: hands out messages and remembers every answer.
//
// Thread safety: all calls are [any]. It must outlive the instance that was made with table().
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/abi/channel.h>
#include <carillon/value.hpp>

namespace carillon::conformance {

// A message that owns its texts. Addresses are reserved ones that belong to nobody.
class Letter {
 public:
  // `number` is its token; `address` is caps.address.
  Letter(std::uint64_t number, std::uint32_t address);
  Letter(const Letter&) = delete;
  Letter& operator=(const Letter&) = delete;

  std::string key, to, subject, text, html;
  // Good as long as this and its texts.
  const crl_message* message();

 private:
  std::uint64_t number_;
  crl_message message_{};
};

class ChannelSink {
 public:
  ChannelSink();
  const crl_channel_sink* table() const { return &table_; }

  // New messages; their tokens go on from call to call.
  std::deque<Letter>& letters(std::size_t n, std::uint32_t address);
  // Offers them until all are taken or the time is over; answers how many were taken.
  std::size_t offer(const crl_channel& channel, void* self, std::deque<Letter>& letters);
  // Waits until that many tokens were answered at all.
  bool answered(std::size_t tokens);

  std::size_t tokens_given() const;
  // What was wrong with the answers so far: unknown tokens, several answers, errors without words. With
  // `all`, also tokens that were taken and not answered.
  std::vector<std::string> faults(bool all) const;
  std::size_t receipts() const;
  std::size_t completions() const;
  std::chrono::milliseconds longest_send() const;

 private:
  void complete(const crl_completion& completion);

  static constexpr std::chrono::seconds kLongest{20};
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<std::deque<Letter>> batches_;
  std::uint64_t last_token_ = 0;
  std::size_t taken_ = 0;
  std::map<std::uint64_t, int> answers_;
  std::vector<std::string> odd_;
  std::size_t receipts_ = 0, completions_ = 0;
  std::chrono::milliseconds longest_send_{0};
  bool ready_ = false;
  crl_channel_sink table_{};
};

}  // namespace carillon::conformance
