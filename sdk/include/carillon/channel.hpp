// The base of a channel: something that carries messages to people.
//
//   struct Acme : carillon::Channel {
//     carillon::ChannelCaps caps() const override { return {.address = CRL_ADDRESS_PHONE}; }
//     void send(carillon::Batch& batch) override {
//       while (const auto message = batch.peek()) {
//         auto ticket = batch.take();
//         ticket.sent(hand_over(message->to(), message->text()));
//       }
//     }
//   };
//   CARILLON_MODULE(carillon::channel<Acme>({.id = "com.acme.sms", .name = "Acme", .version = "1.0.0"}))
//
// A message that is taken completes exactly once: its Ticket sees to that. send() never waits for the network
// and never repeats: the host does, by the status of the completion. send() and webhook() run on several
// threads at once unless Info::serial is set.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "abi/channel.h"
#include "plugin.hpp"
#include "ticket.hpp"

namespace carillon {

struct ChannelCaps {
  std::uint32_t address = CRL_ADDRESS_PHONE;  // CRL_ADDRESS_*
  std::uint32_t flags = 0;                    // CRL_CHANNEL_*
  std::uint32_t max_batch = 0;                // 0 means no limit, in each of these
  std::uint32_t max_in_flight = 0;
  std::uint32_t max_per_second = 0;
  std::uint32_t max_text_len = 0;  // bytes
};

// One message of a batch. All texts are borrowed until send() returns.
class Outgoing {
 public:
  explicit Outgoing(const crl_message* m) : m_(m) {}
  std::string_view idempotency_key() const { return view(m_->idempotency_key); }
  std::string_view to() const { return view(m_->to); }
  std::string_view from() const { return view(m_->from); }
  std::string_view subject() const { return view(m_->subject); }
  std::string_view text() const { return view(m_->text); }
  std::string_view html() const { return view(m_->html); }
  std::span<const crl_kv> meta() const { return {m_->meta, m_->n_meta}; }
  std::uint32_t attempt() const { return m_->attempt; }           // 1, 2, ...
  std::int64_t not_after_us() const { return m_->not_after_us; }  // 0: no expiry
  std::uint64_t token() const { return m_->token; }               // what cancel() will name

 private:
  const crl_message* m_;
};

// The messages that the host offers, taken in order from the front. Lives for one send().
class Batch {
 public:
  Batch(const crl_channel_sink* sink, const crl_message* const* messages, std::uint32_t n)
      : sink_(sink), messages_(messages), size_(n) {}
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  std::uint32_t size() const { return size_; }
  std::uint32_t taken() const { return taken_; }
  // The message in front; nullopt at the end.
  std::optional<Outgoing> peek() const {
    if (taken_ == size_) return std::nullopt;
    return Outgoing(messages_[taken_]);
  }
  // Takes the message in front: from here on it is this channel's duty. REQUIRES: peek() has a value.
  Ticket take() { return Ticket(sink_, messages_[taken_++]->token); }
  // Leaves the rest with the host and says why: CRL_E_RATE with retry_after_ms, or CRL_E_UNAVAILABLE until
  // ready() is called.
  void leave(Error why) { why_ = std::move(why); }
  const std::optional<Error>& why() const { return why_; }

 private:
  const crl_channel_sink* sink_;
  const crl_message* const* messages_;
  std::uint32_t size_;
  std::uint32_t taken_ = 0;
  std::optional<Error> why_;
};

// What became of a message after it was handed over. Give provider_id or idempotency_key, or both. Borrowed.
struct Receipt {
  std::int32_t state = CRL_RCPT_DELIVERED;  // CRL_RCPT_*
  std::string_view provider_id{};
  std::string_view idempotency_key{};
  std::int64_t at_us = 0;
  std::string_view detail_code{};
  std::string_view detail{};
};

// What a vendor posted to the receipts endpoint. Borrowed until webhook() returns.
class WebhookCall {
 public:
  WebhookCall(std::span<const crl_kv> headers, std::string_view body) : headers_(headers), body_(body) {}
  std::string_view body() const { return body_; }
  std::span<const crl_kv> headers() const { return headers_; }
  // The header of this name, in any case of letters; empty when absent.
  std::string_view header(std::string_view name) const {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    for (const crl_kv& kv : headers_) {
      const std::string_view key = view(kv.key);
      const auto same = [&](char a, char b) { return lower(a) == lower(b); };
      if (std::equal(key.begin(), key.end(), name.begin(), name.end(), same)) return view(kv.value);
    }
    return {};
  }

 private:
  std::span<const crl_kv> headers_;
  std::string_view body_;
};

class Channel : public Component {
 public:
  static constexpr const char* kInterface = CRL_CHANNEL_ID;
  static const void* table();

  // [pure] What this instance can do; asked once after create().
  virtual ChannelCaps caps() const = 0;
  // [worker] Takes messages from the front of the batch. Never waits for the network.
  virtual void send(Batch& batch) = 0;
  // [any] Best effort; each cancelled message still completes, with CRL_E_CANCELLED.
  virtual void cancel(std::span<const std::uint64_t> tokens) { (void)tokens; }
  // [worker] Verifies the signature first (CRL_E_AUTH), then understands the body (CRL_E_INVALID) and emits.
  virtual Status webhook(const WebhookCall&) {
    return Error{CRL_E_UNSUPPORTED, "this channel takes no receipts over HTTP", 0, {}};
  }

  // [worker] Answers a GET of the receipts endpoint, by which some vendors see that it is ours before they
  // post to it. `query`: the request's parameters, decoded.
  virtual Result<std::string> challenge(std::span<const crl_kv> query) {
    (void)query;
    return Error{CRL_E_UNSUPPORTED, "this channel's vendor asks for nothing here", 0, {}};
  }

  // Called once, between the constructor and start(); plugins do not call it.
  void attach(const crl_channel_sink* sink) { sink_ = sink; }

 protected:
  // [any] From start() to stop(). CRL_E_UNAVAILABLE: hand the same receipts in again later.
  Status emit(std::span<const Receipt> receipts) {
    while (!receipts.empty()) {
      const auto part = receipts.first(std::min(receipts.size(), kChunk));
      std::array<crl_receipt, kChunk> raw;
      std::array<const crl_receipt*, kChunk> pointers;
      for (std::size_t i = 0; i < part.size(); ++i) {
        const Receipt& r = part[i];
        raw[i] = {sizeof(crl_receipt), r.state,      str(r.provider_id), str(r.idempotency_key), r.at_us,
                  str(r.detail_code),  str(r.detail)};
        pointers[i] = &raw[i];
      }
      const crl_status status =
          sink_->receipt(sink_->ctx, pointers.data(), static_cast<std::uint32_t>(part.size()));
      if (status != CRL_OK) return Error{status, "the host cannot store receipts just now", 0, {}};
      receipts = receipts.subspan(part.size());
    }
    return {};
  }
  // [any] Capacity again, after a send() that left messages.
  void ready() { sink_->ready(sink_->ctx); }
  const crl_channel_sink* sink() const { return sink_; }

 private:
  static constexpr std::size_t kChunk = 64;
  const crl_channel_sink* sink_ = nullptr;
};

inline const void* Channel::table() {
  static constexpr crl_channel kTable{
      sizeof(crl_channel),
      0,
      [](void* self, crl_channel_caps* out) {
        guarded_void("caps", [&] {
          const ChannelCaps c = Instance<Channel>::object(self).caps();
          const crl_channel_caps raw{sizeof raw,      c.flags,          c.address,      c.max_batch,
                                     c.max_in_flight, c.max_per_second, c.max_text_len, 0};
          CRL_FILL(out, &raw);
        });
      },
      [](void* self, const crl_message* const* messages, std::uint32_t n,
         crl_error* why_short) -> std::uint32_t {
        auto& channel = Instance<Channel>::object(self);
        std::uint32_t taken = 0;
        Unwound unwound;
        crl_error thrown = empty_error();
        const crl_status status = guarded(&thrown, [&] {
          struct Count {  // the host must learn what was taken, also when send() throws
            Batch& batch;
            std::uint32_t& taken;
            ~Count() { taken = batch.taken(); }
          };
          Batch batch(channel.sink_, messages, n);
          const Count count{batch, taken};
          channel.send(batch);
          if (batch.why() && batch.taken() < n) write_error(*batch.why(), why_short);
          return CRL_OK;
        });
        if (status != CRL_OK) {
          unwound.fail(channel.sink_, thrown);
          CRL_FILL(why_short, &thrown);
        }
        return taken;
      },
      [](void* self, const std::uint64_t* tokens, std::uint32_t n) {
        guarded_void("cancel", [&] { Instance<Channel>::object(self).cancel({tokens, n}); });
      },
      [](void* self, const crl_kv* headers, std::uint32_t n, crl_str body, crl_error* error) {
        return guarded_status(error, [&] {
          return Instance<Channel>::object(self).webhook(WebhookCall({headers, n}, view(body)));
        });
      },
      [](void* self, const crl_kv* query, std::uint32_t n, void* ctx, void (*answer)(void*, crl_str),
         crl_error* error) {
        return guarded_status(error, [&]() -> Status {
          const auto body = Instance<Channel>::object(self).challenge({query, n});
          if (!body) return body.error();
          answer(ctx, str(*body));
          return {};
        });
      }};
  return &kTable;
}

// An entry of CARILLON_MODULE: T derives from Channel and is made from `const Config&` or from nothing.
template <class T>
constexpr Entry channel(const Info& info) {
  return make_entry(CRL_CHANNEL_ID, info,
                    [](const crl_doc* config, const void* sink, const crl_instance** out, crl_error* error) {
                      return guarded_status(error, [&]() -> Status {
                        auto made = construct<T>(config);
                        if (!made) return made.error();
                        std::unique_ptr<Channel> object = std::move(made).value();
                        object->attach(static_cast<const crl_channel_sink*>(sink));
                        *out = Instance<Channel>::give(std::move(object));
                        return {};
                      });
                    });
}

}  // namespace carillon
