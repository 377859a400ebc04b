#include "delivery/intake.h"

#include <algorithm>

#include <carillon/result.hpp>
#include <carillon/value.hpp>

#include "telemetry/log.h"

namespace carillon::delivery {

namespace {

thread_local Intake::Gathering* gathering = nullptr;

// The state that a receipt stands for; nullopt for one that this host does not know.
std::optional<MessageState> state_of(std::int32_t receipt) {
  switch (receipt) {
    case CRL_RCPT_ACCEPTED:
    case CRL_RCPT_SENT:
      return MessageState::kSent;
    case CRL_RCPT_DELIVERED:
      return MessageState::kDelivered;
    case CRL_RCPT_UNDELIVERED:
      return MessageState::kFailed;
    case CRL_RCPT_BOUNCED:
      return MessageState::kBounced;
    case CRL_RCPT_COMPLAINED:
      return MessageState::kComplained;
    case CRL_RCPT_OPENED:
      return MessageState::kOpened;
    case CRL_RCPT_CLICKED:
      return MessageState::kClicked;
    default:
      return std::nullopt;
  }
}

bool has_reason(MessageState state) {
  return state == MessageState::kFailed || state == MessageState::kBounced ||
         state == MessageState::kComplained;
}

}  // namespace

Intake::Gathering::Gathering() : outer_(gathering) { gathering = this; }
Intake::Gathering::~Gathering() { gathering = outer_; }

Intake::Intake(std::string channel, std::function<Parts&()> parts, std::function<Port*()> port,
               IntakeCounters& counters)
    : channel_(std::move(channel)), parts_(std::move(parts)), port_(std::move(port)), counters_(counters) {
  table_.size = sizeof table_;
  table_.ctx = this;
  table_.complete = [](void* ctx, const crl_completion* const* c, std::uint32_t n) {
    guarded(nullptr, [&] {
      static_cast<Intake*>(ctx)->complete(c, n);
      return CRL_OK;
    });
  };
  table_.receipt = [](void* ctx, const crl_receipt* const* r, std::uint32_t n) {
    return guarded(nullptr, [&] { return static_cast<Intake*>(ctx)->receipt(r, n); });
  };
  table_.ready = [](void* ctx) {
    guarded(nullptr, [&] {
      auto& self = *static_cast<Intake*>(ctx);
      if (Port* port = self.port_()) port->open_again();
      self.parts_().dispatcher.wake();
      return CRL_OK;
    });
  };
}

void Intake::complete(const crl_completion* const* completions, std::uint32_t n) {
  Parts& parts = parts_();
  std::vector<Event> events;
  events.reserve(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    const crl_completion& c = *completions[i];
    auto flight = parts.flights.take(c.token);
    if (!flight) {
      if (counters_.misbehaved++ == 0) {
        log::warn("a channel completed a message twice, or one that it was never given; that is ignored",
                  {{"channel", channel_}});
      }
      continue;
    }
    if (c.status == CRL_OK) {
      ++counters_.sent;
      events.push_back({flight->key, MessageState::kSent, 0, flight->attempt, std::move(flight->chunk)});
      continue;
    }
    const Error error = c.error != nullptr ? read_error(c.status, *c.error) : Error{c.status, {}, 0, {}};
    if (may_repeat(c.status) && flight->attempt < parts.retry.max_attempts) {
      ++counters_.retried;
      const std::int64_t delay = retry_delay(parts.retry, flight->key, flight->attempt, error.retry_after_ms);
      ++flight->attempt;
      parts.dispatcher.retry({parts.clock.now_us() + delay, *std::move(flight)});
      continue;
    }
    ++counters_.failed;
    events.push_back({flight->key, MessageState::kFailed, parts.reasons.intern(reason_of(error)),
                      flight->attempt, std::move(flight->chunk)});
  }
  parts.recorder.settle(std::move(events));
}

crl_status Intake::receipt(const crl_receipt* const* receipts, std::uint32_t n) {
  Parts& parts = parts_();
  std::vector<Event> events;
  events.reserve(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    const crl_receipt& r = *receipts[i];
    const auto key = parse_key(view(r.idempotency_key));
    const auto state = state_of(r.state);
    if (!key || !state) {
      ++counters_.receipts_unknown;
      continue;
    }
    std::int64_t why = 0;
    if (has_reason(*state)) {
      why = parts.reasons.intern(r.detail_code.len > 0 ? view(r.detail_code) : view(r.detail));
      if (why == 0) why = parts.reasons.intern(state_name(*state));
    }
    events.push_back({*key, *state, why, 0, nullptr});
  }
  counters_.receipts += events.size();
  if (gathering != nullptr) {
    gathering->events.insert(gathering->events.end(), events.begin(), events.end());
    return CRL_OK;
  }
  return parts.recorder.receipts(std::move(events)) ? CRL_OK : CRL_E_UNAVAILABLE;
}

std::int64_t retry_delay(const RetryPolicy& policy, const MessageKey& key, std::uint32_t attempt,
                         std::uint32_t advised_ms) {
  const std::uint32_t doublings = std::min(attempt > 0 ? attempt - 1 : 0, 30U);
  const std::int64_t most = std::min(policy.max_us, policy.base_us << doublings);
  auto hash = static_cast<std::uint64_t>(key.customer) * 0x9E37'79B9'7F4A'7C15U + attempt;
  hash ^= hash >> 31U;
  const auto jitter = static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(most / 2 + 1));
  return std::max(most / 2 + jitter, std::int64_t{advised_ms} * 1000);
}

}  // namespace carillon::delivery
