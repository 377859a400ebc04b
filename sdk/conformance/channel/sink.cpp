#include "sink.h"

#include <algorithm>

#include <carillon/result.hpp>

namespace carillon::conformance {

Letter::Letter(std::uint64_t number, std::uint32_t address)
    : key("suite-" + std::to_string(number)),
      // 555-01xx numbers and .invalid names are nobody's.
      to((address & CRL_ADDRESS_PHONE) != 0 ? "+155501" + std::to_string(10'000 + number % 10'000).substr(1)
                                            : "suite" + std::to_string(number) + "@example.invalid"),
      subject("A check"),
      text("A check of this channel."),
      html("<p>A check of this channel.</p>"),
      number_(number) {}

const crl_message* Letter::message() {
  message_ = {};
  message_.size = sizeof message_;
  message_.attempt = 1;
  message_.token = number_;
  message_.idempotency_key = str(key);
  message_.to = str(to);
  message_.subject = str(subject);
  message_.text = str(text);
  message_.html = str(html);
  return &message_;
}

ChannelSink::ChannelSink() {
  table_ = {sizeof(crl_channel_sink),
            0,
            this,
            [](void* ctx, const crl_completion* const* completions, std::uint32_t n) {
              for (std::uint32_t i = 0; i < n; ++i) static_cast<ChannelSink*>(ctx)->complete(*completions[i]);
            },
            [](void* ctx, const crl_receipt* const*, std::uint32_t n) -> crl_status {
              auto& me = *static_cast<ChannelSink*>(ctx);
              const std::lock_guard lock(me.mutex_);
              me.receipts_ += n;
              return CRL_OK;
            },
            [](void* ctx) {
              auto& me = *static_cast<ChannelSink*>(ctx);
              const std::lock_guard lock(me.mutex_);
              me.ready_ = true;
              me.changed_.notify_all();
            }};
}

void ChannelSink::complete(const crl_completion& completion) {
  const std::lock_guard lock(mutex_);
  ++completions_;
  ++answers_[completion.token];
  const bool fails = completion.status < 0;
  if (completion.status > 0) {
    odd_.push_back("a completion has the status " + std::to_string(completion.status) +
                   ", which is neither OK nor an error");
  }
  if (fails && (completion.error == nullptr || completion.error->message_len == 0)) {
    odd_.push_back("a failure of status " + std::to_string(completion.status) + " comes without words");
  }
  if (fails && completion.error != nullptr && completion.error->status != completion.status) {
    odd_.push_back("a completion of status " + std::to_string(completion.status) +
                   " has an error of status " + std::to_string(completion.error->status));
  }
  changed_.notify_all();
}

std::deque<Letter>& ChannelSink::letters(std::size_t n, std::uint32_t address) {
  const std::lock_guard lock(mutex_);
  auto& out = batches_.emplace_back();
  for (; n > 0; --n) out.emplace_back(++last_token_, address);
  return out;
}

std::size_t ChannelSink::offer(const crl_channel& channel, void* self, std::deque<Letter>& letters) {
  std::vector<const crl_message*> left;
  for (Letter& letter : letters) left.push_back(letter.message());
  crl_channel_caps caps{};
  caps.size = sizeof caps;
  channel.caps(self, &caps);
  const auto deadline = std::chrono::steady_clock::now() + kLongest;
  const std::size_t all = left.size();
  while (!left.empty() && std::chrono::steady_clock::now() < deadline) {
    {
      const std::lock_guard lock(mutex_);
      ready_ = false;
    }
    auto n = static_cast<std::uint32_t>(left.size());
    if (caps.max_batch != 0) n = std::min(n, caps.max_batch);
    crl_error why = empty_error();
    const auto before = std::chrono::steady_clock::now();
    const std::uint32_t taken = channel.send(self, left.data(), n, &why);
    const auto time =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - before);
    std::unique_lock lock(mutex_);
    longest_send_ = std::max(longest_send_, time);
    if (taken > n) {
      odd_.push_back("send() took " + std::to_string(taken) + " of " + std::to_string(n) + " messages");
      break;
    }
    taken_ += taken;
    left.erase(left.begin(), left.begin() + taken);
    if (taken == n) continue;
    if (why.status >= 0) odd_.push_back("send() left messages and did not say why");
    const auto pause = std::chrono::milliseconds(std::clamp<std::uint32_t>(why.retry_after_ms, 10, 1000));
    changed_.wait_for(lock, pause, [&] { return ready_; });
  }
  return all - left.size();
}

bool ChannelSink::answered(std::size_t tokens) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kLongest, [&] { return answers_.size() >= tokens; });
}

std::size_t ChannelSink::tokens_given() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

std::vector<std::string> ChannelSink::faults(bool all) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> out = odd_;
  for (const auto& [token, times] : answers_) {
    if (token == 0 || token > last_token_)
      out.push_back("a completion has the token " + std::to_string(token) + ", which no message has");
    if (times != 1)
      out.push_back("message " + std::to_string(token) + " was completed " + std::to_string(times) +
                    " times");
  }
  if (all && answers_.size() < taken_) {
    out.push_back(std::to_string(taken_ - answers_.size()) + " messages were taken and not completed");
  }
  return out;
}

std::size_t ChannelSink::receipts() const {
  const std::lock_guard lock(mutex_);
  return receipts_;
}
std::size_t ChannelSink::completions() const {
  const std::lock_guard lock(mutex_);
  return completions_;
}
std::chrono::milliseconds ChannelSink::longest_send() const {
  const std::lock_guard lock(mutex_);
  return longest_send_;
}

}  // namespace carillon::conformance
