#include "delivery/intake.h"

#include <algorithm>
#include <iterator>

#include <carillon/result.hpp>
#include <carillon/value.hpp>

#include "store/message_refs.h"
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

// A vendor that says at once that there is no such address bounces the message, as one that says so later
// does. Mail servers say it by their code (RFC 3463, X.1.1 and its like); other channels add one to their
// vendor's.
bool is_bounce(const Error& error) {
  constexpr std::string_view kNoMailbox[] = {" 5.1.1", " 5.1.2", " 5.1.3", " 5.1.6", " 5.1.10"};
  return error.status == CRL_E_INVALID &&
         std::any_of(std::begin(kNoMailbox), std::end(kNoMailbox),
                     [&](std::string_view code) { return error.vendor_code.ends_with(code); });
}

bool has_reason(MessageState state) {
  return state == MessageState::kFailed || state == MessageState::kBounced ||
         state == MessageState::kComplained;
}

}  // namespace

Intake::Gathering::Gathering() : outer_(gathering) { gathering = this; }
Intake::Gathering::~Gathering() { gathering = outer_; }

Intake::Intake(std::string channel, std::function<Parts&()> parts, std::function<Port*()> port,
               IntakeCounters& counters, std::function<void(crl_status)> tell)
    : channel_(std::move(channel)),
      number_(store::channel_number(channel_)),
      parts_(std::move(parts)),
      port_(std::move(port)),
      counters_(counters),
      tell_(std::move(tell)) {
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

std::shared_ptr<const ProviderRef> Intake::ref_of(crl_str provider_id) const {
  const Port* port = port_();
  if (provider_id.len == 0 || port == nullptr || (port->caps().flags & CRL_CHANNEL_RECEIPTS_BY_ID) == 0)
    return nullptr;
  return std::make_shared<const ProviderRef>(
      ProviderRef{number_, std::string(view(provider_id).substr(0, store::kProviderIdMost))});
}

void Intake::complete(const crl_completion* const* completions, std::uint32_t n) {
  Parts& parts = parts_();
  std::vector<Event> events;
  events.reserve(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    const crl_completion& c = *completions[i];
    auto flight = parts.flights.take(c.token);
    if (!flight && c.status == CRL_E_CANCELLED) continue;  // it was given up for want of an answer
    if (!flight) {
      if (counters_.misbehaved++ == 0) {
        log::warn("a channel completed a message twice, or one that it was never given; that is ignored",
                  {{"channel", channel_}});
      }
      continue;
    }
    if (tell_) tell_(c.status);
    if (c.status == CRL_OK) {
      ++counters_.sent;
      events.push_back({flight->key, MessageState::kSent, 0, flight->attempt, std::move(flight->chunk), 0,
                        ref_of(c.provider_id)});
      continue;
    }
    const Error error = c.error != nullptr ? read_error(c.status, *c.error) : Error{c.status, {}, 0, {}};
    if (may_repeat(c.status) && parts.dispatcher.try_again(*flight, error.retry_after_ms)) {
      ++counters_.retried;
      continue;
    }
    ++counters_.failed;
    const std::string why =
        (may_repeat(c.status) ? std::string(kTemporary) : std::string()) + reason_of(error);
    events.push_back({flight->key, is_bounce(error) ? MessageState::kBounced : MessageState::kFailed,
                      parts.reasons.intern(why), flight->attempt, std::move(flight->chunk)});
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
    auto ref = key ? nullptr : ref_of(r.provider_id);
    if ((!key && ref == nullptr) || !state) {
      ++counters_.receipts_unknown;
      continue;
    }
    std::int64_t why = 0;
    if (has_reason(*state)) {
      why = parts.reasons.intern(r.detail_code.len > 0 ? view(r.detail_code) : view(r.detail));
      if (why == 0) why = parts.reasons.intern(state_name(*state));
    }
    events.push_back({key.value_or(MessageKey{}), *state, why, 0, nullptr, 0, std::move(ref)});
  }
  counters_.receipts += events.size();
  if (gathering != nullptr) {
    gathering->events.insert(gathering->events.end(), events.begin(), events.end());
    return CRL_OK;
  }
  return parts.recorder.receipts(std::move(events)) ? CRL_OK : CRL_E_UNAVAILABLE;
}

}  // namespace carillon::delivery
