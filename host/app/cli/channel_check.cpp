#include "app/cli/channel_check.h"

#include <algorithm>
#include <chrono>
#include <deque>

#include <carillon/result.hpp>
#include <carillon/value.hpp>

namespace carillon::cli {
namespace {

constexpr std::uint32_t kMessages = 20;
constexpr std::chrono::seconds kLongest{20};

// What a message points to. 555-01xx numbers and .invalid names are nobody's.
struct Letter {
  Letter(std::uint32_t n, std::uint32_t address)
      : key("check-" + std::to_string(n)),
        to((address & CRL_ADDRESS_PHONE) != 0 ? "+155501" + std::to_string(10'000 + n).substr(1)
                                              : "check" + std::to_string(n) + "@example.invalid") {
    message.size = sizeof message;
    message.attempt = 1;
    message.token = n + 1;
    message.idempotency_key = str(key);
    message.to = str(to);
    message.from = str("check@example.invalid");
    message.subject = str("A check");
    message.text = str("A check of this channel.");
    message.html = str("<p>A check of this channel.</p>");
  }
  Letter(const Letter&) = delete;
  Letter& operator=(const Letter&) = delete;

  std::string key, to;
  crl_message message{};
};

}  // namespace

void ChannelCheck::complete(const crl_completion& completion) {
  const std::lock_guard lock(mutex_);
  ++completions_[completion.token];
  ++(completion.status == CRL_OK ? handed_on_ : refused_);
  changed_.notify_all();
}

std::vector<std::string> ChannelCheck::send_batch(const crl_channel& channel, void* self) {
  crl_channel_caps caps{};
  caps.size = sizeof caps;
  channel.caps(self, &caps);
  std::deque<Letter> letters;
  std::vector<const crl_message*> left;
  for (std::uint32_t n = 0; n < kMessages; ++n)
    left.push_back(&letters.emplace_back(n, caps.address).message);

  std::vector<std::string> findings;
  const auto deadline = std::chrono::steady_clock::now() + kLongest;
  while (!left.empty() && std::chrono::steady_clock::now() < deadline) {
    {
      const std::lock_guard lock(mutex_);
      ready_ = false;
    }
    auto n = static_cast<std::uint32_t>(left.size());
    if (caps.max_batch != 0) n = std::min(n, caps.max_batch);
    crl_error why = empty_error();
    const std::uint32_t taken = channel.send(self, left.data(), n, &why);
    if (taken > n) return {"send() took " + std::to_string(taken) + " of " + std::to_string(n) + " messages"};
    left.erase(left.begin(), left.begin() + taken);
    if (taken == n) continue;
    const auto pause = std::chrono::milliseconds(std::clamp<std::uint32_t>(why.retry_after_ms, 10, 1000));
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, pause, [&] { return ready_; });
  }
  if (!left.empty()) findings.push_back(std::to_string(left.size()) + " messages were never taken");

  std::unique_lock lock(mutex_);
  const std::size_t expected = kMessages - left.size();
  changed_.wait_until(lock, deadline, [&] { return completions_.size() >= expected; });
  for (const auto& [token, times] : completions_) {
    if (token == 0 || token > kMessages)
      findings.push_back("a completion has the token " + std::to_string(token) + ", which no message has");
    else if (times != 1)
      findings.push_back("message " + std::to_string(token) + " was completed " + std::to_string(times) +
                         " times");
  }
  if (completions_.size() < expected) {
    findings.push_back(std::to_string(expected - completions_.size()) +
                       " messages were taken and not completed in " + std::to_string(kLongest.count()) +
                       " seconds");
  }
  return findings;
}

std::string ChannelCheck::summary() const {
  const std::lock_guard lock(mutex_);
  return std::to_string(kMessages) + " messages to addresses of nobody: " + std::to_string(handed_on_) +
         " handed on, " + std::to_string(refused_) + " refused, each answered once";
}

}  // namespace carillon::cli
