#include "channel_probe.hpp"

#include <algorithm>
#include <span>
#include <thread>

namespace carillon::test {

ChannelProbe::ChannelProbe() {
  sink_ = {sizeof(crl_channel_sink),
           0,
           this,
           [](void* ctx, const crl_completion* const* completions, std::uint32_t n) {
             auto& me = *static_cast<ChannelProbe*>(ctx);
             const std::lock_guard lock(me.mutex_);
             for (const crl_completion* c : std::span(completions, n)) {
               SeenCompletion seen{c->status, std::string(view(c->provider_id)), "", 0, ""};
               if (c->error != nullptr) {
                 const Error error = read_error(c->status, *c->error);
                 seen.message = error.message;
                 seen.retry_after_ms = error.retry_after_ms;
                 seen.vendor_code = error.vendor_code;
               }
               me.completions_[c->token].push_back(std::move(seen));
               ++me.completed_;
             }
           },
           [](void* ctx, const crl_receipt* const* receipts, std::uint32_t n) -> crl_status {
             auto& me = *static_cast<ChannelProbe*>(ctx);
             const std::lock_guard lock(me.mutex_);
             if (me.refusing_) {
               ++me.refusals_;
               return CRL_E_UNAVAILABLE;
             }
             for (const crl_receipt* r : std::span(receipts, n)) {
               me.receipts_.push_back({r->state, std::string(view(r->provider_id)),
                                       std::string(view(r->idempotency_key)),
                                       std::string(view(r->detail_code)), r->at_us, me.completed_});
             }
             return CRL_OK;
           },
           [](void* ctx) {
             auto& me = *static_cast<ChannelProbe*>(ctx);
             const std::lock_guard lock(me.mutex_);
             ++me.ready_calls_;
           }};
}

std::uint32_t ChannelProbe::send(const crl_instance& instance, const std::vector<Letter>& letters,
                                 std::uint64_t first_token, Error* why_short) {
  return send(channel_of(instance), instance.self, letters, first_token, why_short);
}

std::uint32_t ChannelProbe::send(const crl_channel& channel, void* self, const std::vector<Letter>& letters,
                                 std::uint64_t first_token, Error* why_short) {
  std::vector<crl_message> raw;
  std::vector<const crl_message*> pointers;
  raw.reserve(letters.size());
  std::vector<std::vector<crl_kv>> metas;
  metas.reserve(letters.size());
  for (const Letter& letter : letters) {
    crl_message m{};
    m.size = sizeof m;
    m.attempt = letter.attempt;
    m.token = first_token + raw.size();
    m.idempotency_key = str(letter.key);
    m.to = str(letter.to);
    m.from = str(letter.from);
    m.subject = str(letter.subject);
    m.text = str(letter.text);
    m.html = str(letter.html);
    m.not_after_us = letter.not_after_us;
    auto& meta = metas.emplace_back();
    for (const auto& [name, value] : letter.meta) meta.push_back({str(name), str(value)});
    m.meta = meta.data();
    m.n_meta = static_cast<std::uint32_t>(meta.size());
    raw.push_back(m);
    pointers.push_back(&raw.back());
  }
  crl_error error = empty_error();
  const auto taken = channel.send(self, pointers.data(), static_cast<std::uint32_t>(pointers.size()), &error);
  if (why_short != nullptr) *why_short = read_error(error.status, error);
  return taken;
}

void ChannelProbe::send_all(const crl_instance& instance, const std::vector<Letter>& letters,
                            std::uint64_t first_token) {
  std::size_t done = 0;
  while (done < letters.size()) {
    const auto n = std::min<std::size_t>(500, letters.size() - done);
    const std::vector<Letter> part(letters.begin() + static_cast<std::ptrdiff_t>(done),
                                   letters.begin() + static_cast<std::ptrdiff_t>(done + n));
    const auto taken = send(instance, part, first_token + done);
    if (taken == 0) std::this_thread::yield();
    done += taken;
  }
}

void ChannelProbe::refuse_receipts(bool refuse) {
  const std::lock_guard lock(mutex_);
  refusing_ = refuse;
}
int ChannelProbe::refusals() const {
  const std::lock_guard lock(mutex_);
  return refusals_;
}
std::size_t ChannelProbe::completed() const {
  const std::lock_guard lock(mutex_);
  return completed_;
}
std::map<std::uint64_t, std::vector<SeenCompletion>> ChannelProbe::completions() const {
  const std::lock_guard lock(mutex_);
  return completions_;
}
std::vector<SeenReceipt> ChannelProbe::receipts() const {
  const std::lock_guard lock(mutex_);
  return receipts_;
}
std::size_t ChannelProbe::receipt_count() const {
  const std::lock_guard lock(mutex_);
  return receipts_.size();
}
int ChannelProbe::ready_calls() const {
  const std::lock_guard lock(mutex_);
  return ready_calls_;
}

const crl_channel& channel_of(const crl_instance& instance) {
  return *static_cast<const crl_channel*>(instance.get_interface(instance.self, CRL_CHANNEL_ID));
}

}  // namespace carillon::test
