// Ticket: the duty to complete one taken message, exactly once.
//
// Move-only. sent() and fail() spend it; one destroyed unspent completes with CRL_E_INTERNAL, so that no
// path through a channel - an early return, an exception, a cleared queue - can lose a message; what an
// exception unwinds out of send() completes with that exception's words. Every ticket must be spent or
// destroyed before Channel::stop() returns. A ticket is used by one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/channel.h"
#include "result.hpp"
#include "value.hpp"

namespace carillon {

// Tickets that an exception destroys while a call into the channel unwinds wait here for its words, which are
// known only where it is caught. One for each guarded call, on the thread of the call.
class Unwound {
 public:
  Unwound() : outer_(std::exchange(current_, this)), exceptions_(std::uncaught_exceptions()) {}
  Unwound(const Unwound&) = delete;
  Unwound& operator=(const Unwound&) = delete;
  ~Unwound() { current_ = outer_; }

  // False when no exception is on its way out of the call, or there is no memory to wait in.
  static bool take(std::uint64_t token) noexcept {
    if (current_ == nullptr || std::uncaught_exceptions() <= current_->exceptions_) return false;
    try {
      current_->tokens_.push_back(token);
    } catch (...) { return false; }
    return true;
  }
  // Completes them all with the error that was caught.
  void fail(const crl_channel_sink* sink, const crl_error& error) noexcept {
    for (const std::uint64_t token : tokens_) {
      const crl_completion done{sizeof done, error.status, token, str({}), &error};
      const crl_completion* one = &done;
      sink->complete(sink->ctx, &one, 1);
    }
    tokens_.clear();
  }

 private:
  static inline thread_local Unwound* current_ = nullptr;
  Unwound* const outer_;
  const int exceptions_;
  std::vector<std::uint64_t> tokens_;
};

class Ticket {
 public:
  Ticket() = default;  // spent
  Ticket(const crl_channel_sink* sink, std::uint64_t token) : sink_(sink), token_(token) {}
  Ticket(Ticket&& other) noexcept : sink_(std::exchange(other.sink_, nullptr)), token_(other.token_) {}
  Ticket& operator=(Ticket&& other) noexcept {
    if (this != &other) {
      drop();
      sink_ = std::exchange(other.sink_, nullptr);
      token_ = other.token_;
    }
    return *this;
  }
  ~Ticket() { drop(); }

  // [any] Handed to the network. provider_id is the vendor's id of the message and may be empty.
  void sent(std::string_view provider_id) noexcept { finish(CRL_OK, provider_id, nullptr); }
  // [any] Not sent: the status says whether the host sends it again. A status that is no error is taken for
  // CRL_E_INTERNAL.
  void fail(const Error& error) noexcept {
    crl_error raw = empty_error();
    write_error(error, &raw);
    if (raw.status >= 0) raw.status = CRL_E_INTERNAL;
    finish(raw.status, {}, &raw);
  }

  bool spent() const { return sink_ == nullptr; }
  std::uint64_t token() const { return token_; }

 private:
  friend class Completions;
  std::uint64_t release() {
    sink_ = nullptr;
    return token_;
  }
  void drop() noexcept {
    if (sink_ == nullptr) return;
    if (Unwound::take(token_)) {
      sink_ = nullptr;
      return;
    }
    constexpr std::string_view kWhy = "the channel dropped it";
    crl_error raw = empty_error();
    raw.status = CRL_E_INTERNAL;
    raw.message_len = static_cast<std::uint32_t>(kWhy.copy(raw.message, sizeof raw.message - 1));
    finish(CRL_E_INTERNAL, {}, &raw);
  }
  void finish(crl_status status, std::string_view provider_id, const crl_error* error) noexcept {
    const crl_channel_sink* sink = std::exchange(sink_, nullptr);
    if (sink == nullptr) return;
    const crl_completion done{sizeof done, status, token_, str(provider_id), error};
    const crl_completion* one = &done;
    sink->complete(sink->ctx, &one, 1);
  }

  const crl_channel_sink* sink_ = nullptr;
  std::uint64_t token_ = 0;
};

// Spends many tickets with few calls to the host. Texts and errors are borrowed until flush(), which the
// destructor calls. For one thread.
class Completions {
 public:
  Completions() = default;
  Completions(const Completions&) = delete;
  Completions& operator=(const Completions&) = delete;
  ~Completions() { flush(); }

  void sent(Ticket&& ticket, std::string_view provider_id) noexcept {
    add(std::move(ticket), CRL_OK, provider_id, nullptr);
  }
  // REQUIRES: error.status != CRL_OK.
  void fail(Ticket&& ticket, const crl_error& error) noexcept {
    add(std::move(ticket), error.status, {}, &error);
  }

  void flush() noexcept {
    if (size_ == 0) return;
    sink_->complete(sink_->ctx, pointers_.data(), std::exchange(size_, 0));
  }

 private:
  void add(Ticket&& ticket, crl_status status, std::string_view provider_id,
           const crl_error* error) noexcept {
    if (ticket.spent()) return;
    if (ticket.sink_ != sink_ || size_ == items_.size()) flush();
    sink_ = ticket.sink_;
    items_[size_] = {sizeof(crl_completion), status, ticket.release(), str(provider_id), error};
    pointers_[size_] = &items_[size_];
    ++size_;
  }

  std::array<crl_completion, 128> items_;
  std::array<const crl_completion*, 128> pointers_;
  std::uint32_t size_ = 0;
  const crl_channel_sink* sink_ = nullptr;
};

}  // namespace carillon
