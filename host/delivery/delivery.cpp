#include "delivery/delivery.h"

#include <condition_variable>
#include <mutex>

#include <carillon/value.hpp>

#include "delivery/channels.h"
#include "delivery/direct.h"
#include "delivery/dispatcher.h"
#include "delivery/flights.h"
#include "delivery/forecast.h"
#include "delivery/intake.h"
#include "delivery/reasons.h"
#include "delivery/recorder.h"
#include "delivery/scheduler.h"
#include "delivery/split.h"
#include "delivery/template_library.h"
#include "delivery/transitions.h"
#include "policy/feedback.h"
#include "store/campaigns.h"
#include "store/counters.h"
#include "store/reasons.h"
#include "telemetry/log.h"

namespace carillon::delivery {

struct Delivery::Impl {
  Impl(store::Database& db, const audience::Compiler& compiler, IdSource& ids, const Clock& time, Options o)
      : database(db),
        clock(time),
        options(std::move(o)),
        channels(options.breaker),
        splits([this](Id campaign) { return split_of_stored(campaign); }),
        gate(db, time, options.policy, !options.exclusive),
        feedback(gate, ids, time, [this](std::string_view name) { return address_kind_of(name); }),
        recorder(
            db, reasons, time, {.delay_us = options.record_delay_us, .receipt_limit = options.receipt_queue},
            {.recorded = [this] { changed(); },
             .variant_of = [this](Id campaign, Id customer) { return splits.variant_of(campaign, customer); },
             .feedback = [this](store::Session& session,
                                std::span<const Event> events) { return learn(session, events); }}),
        dispatcher(
            db, time, channels, flights, recorder, reasons, gate,
            [this](const store::Campaign& c) {
              splits.forget(c.id);  // its test may have a winner now
              return compile(c);
            },
            [this](Id campaign) { return transitions.plan_more(campaign); },
            {.chunk_size = options.chunk_size,
             .max_in_flight = options.max_in_flight,
             .urgent_in_flight = options.max_in_flight / 4,
             .lease_us = options.lease_us,
             .answer_us = options.answer_us,
             .retry = {options.max_attempts, options.retry_base_us, options.retry_max_us},
             .owner = ids.next(),
             .exclusive = options.exclusive,
             .links = options.links,
             .track_opens = options.track_opens,
             .track_clicks = options.track_clicks}),
        transitions(
            db, compiler, reasons, ids, time, {options.timezone, options.approval},
            [this](const store::Campaign& c) { return check(c); },
            [this](const store::Campaign&) { told(); }),
        scheduler(db, transitions, time),
        direct(
            db, channels, ids, time, options.links, [this](const std::string& name) { return scope(name); },
            [this] { told(); }),
        forecaster(db, compiler, gate, channels, time, options.timezone,
                   [this](const std::string& name) { return scope(name); }),
        parts{flights, reasons, recorder, dispatcher} {}

  Scope scope(const std::string& campaign_name) const {
    return {campaign_name, options.organisation_name, options.currency, options.timezone};
  }

  Result<Content> compile(const store::Campaign& campaign) const {
    const auto content = parse_json(campaign.content);
    if (!content) return content.error();
    Scope names = scope(campaign.name);
    names.data = campaign.kind == store::CampaignKind::kTransactional;
    auto made = compile_content(*content, std::move(names));
    if (const auto* issues = std::get_if<Issues>(&made)) {
      return invalid("its template is not valid: " + issues->front().pointer + ": " + issues->front().detail);
    }
    auto compiled = std::get<Content>(std::move(made));
    compiled.split = split_of(campaign);
    return compiled;
  }

  // A campaign that is gone or cannot be read has one variant.
  Split split_of_stored(Id id) const {
    Split split;
    const Status read = database.read([&](store::Session& session) -> Status {
      const auto campaign = store::get_campaign(session, id);
      if (!campaign) return campaign.error();
      if (!*campaign) return {};
      split = split_of(**campaign);
      return {};
    });
    if (!read) log::warn("a campaign's variants could not be read", {{"reason", read.error().message}});
    return split;
  }

  Status check(const store::Campaign& campaign) {
    if (channels.find(campaign.channel) == nullptr) {
      return invalid("there is no channel \"" + campaign.channel + "\"; configure [channels." +
                     campaign.channel + "]");
    }
    if (auto content = compile(campaign); !content) return content.error();
    return {};
  }

  void changed() {
    dispatcher.wake();
    {
      const std::scoped_lock lock(mutex);
      ++mark;
    }
    moved.notify_all();
  }

  policy::AddressKind address_kind_of(std::string_view name) {
    const Channel* channel = channels.find(std::string(name));
    return channel == nullptr ? policy::AddressKind::kNone : address_kind(*channel->port);
  }

  // Bounces and complaints end addresses.
  Status learn(store::Session& session, std::span<const Event> events) {
    std::vector<policy::Outcome> outcomes;
    for (const Event& event : events) {
      const bool complained = event.target == MessageState::kComplained;
      if (!complained && event.target != MessageState::kBounced) continue;
      outcomes.push_back({event.key.campaign, event.key.customer, complained,
                          reasons.text(event.reason).value_or(std::string())});
    }
    return outcomes.empty() ? Status{} : feedback.recorded(session, outcomes);
  }

  // A campaign moved.
  void told() {
    dispatcher.refresh();
    changed();
  }

  store::Database& database;
  const Clock& clock;
  const Options options;
  Reasons reasons;
  Flights flights;
  Channels channels;
  IntakeCounters taken;
  Splits splits;
  std::map<std::string, std::unique_ptr<Intake>> intakes;
  policy::Gate gate;
  policy::Feedback feedback;
  Recorder recorder;
  Dispatcher dispatcher;
  Transitions transitions;
  Scheduler scheduler;
  Direct direct;
  Forecaster forecaster;
  Intake::Parts parts;
  mutable std::mutex mutex;
  mutable std::condition_variable moved;
  std::uint64_t mark = 1;  // guarded by mutex
};

Delivery::Delivery(store::Database& database, const audience::Compiler& compiler, IdSource& ids,
                   const Clock& clock, Options options)
    : impl_(std::make_unique<Impl>(database, compiler, ids, clock, std::move(options))) {}

Delivery::~Delivery() { stop(std::chrono::milliseconds(0)); }

const crl_channel_sink* Delivery::sink_for(const std::string& channel) {
  auto& intake = impl_->intakes[channel];
  if (intake == nullptr) {
    intake = std::make_unique<Intake>(
        channel, [impl = impl_.get()]() -> Intake::Parts& { return impl->parts; },
        [impl = impl_.get(), channel]() -> Port* {
          const Channel* found = impl->channels.find(channel);
          return found == nullptr ? nullptr : found->port.get();
        },
        impl_->taken,
        [impl = impl_.get(), channel](crl_status status) {
          Channel* found = impl->channels.find(channel);
          if (found == nullptr || !found->breaker.note(status, impl->clock.now_us())) return;
          log::warn("a channel fails its messages; it is left alone for a while and then tried with a few",
                    {{"channel", channel}});
        });
  }
  return intake->table();
}

void Delivery::attach(const std::string& channel, const std::string& plugin, const crl_channel* table,
                      void* self, Port::Serial serial, ChannelRates rates) {
  impl_->channels.add(std::make_unique<Port>(channel, plugin, table, self, std::move(serial)),
                      std::move(rates));
  impl_->dispatcher.refresh();
}

Status Delivery::start() {
  impl_->recorder.start();
  impl_->dispatcher.start();
  impl_->scheduler.start();
  return {};
}

void Delivery::stop(std::chrono::milliseconds grace) {
  impl_->scheduler.stop();
  impl_->dispatcher.stop();
  {
    std::unique_lock lock(impl_->mutex);
    impl_->moved.wait_for(lock, grace,
                          [&] { return impl_->flights.size() == 0 && impl_->recorder.waiting() == 0; });
  }
  impl_->recorder.stop();
}

std::vector<ChannelInfo> Delivery::channels() const {
  std::vector<ChannelInfo> out;
  for (const Channel* channel : impl_->channels.all()) {
    out.push_back({channel->port->name(), channel->port->plugin(), channel->port->caps()});
  }
  return out;
}

std::variant<Content, Issues> Delivery::check_content(const json::value& content,
                                                      const std::string& campaign_name) const {
  std::variant<Content, Issues> out = Issues{};
  const Status read = impl_->database.read([&](store::Session& session) -> Status {
    auto made = pin(session, content, impl_->scope(campaign_name));
    if (!made) return made.error();
    if (auto* pinned = std::get_if<Pinned>(&*made)) {
      out = std::move(pinned->compiled);
    } else {
      out = std::get<Issues>(*std::move(made));
    }
    return {};
  });
  if (!read) out = Issues{{"", "unavailable", read.error().message}};
  return out;
}

Forecaster& Delivery::forecaster() { return impl_->forecaster; }
Direct& Delivery::direct() { return impl_->direct; }
Transitions& Delivery::transitions() { return impl_->transitions; }
Result<store::Campaign> Delivery::launch(Id id) { return impl_->transitions.launch(id, store::kByHost); }
Result<store::Campaign> Delivery::pause(Id id) { return impl_->transitions.pause(id, store::kByHost); }
Result<store::Campaign> Delivery::resume(Id id) { return impl_->transitions.resume(id, store::kByHost); }
Result<store::Campaign> Delivery::cancel(Id id) { return impl_->transitions.cancel(id, store::kByHost); }

Result<Stats> Delivery::stats(Id id) const {
  Stats stats;
  std::vector<store::Counter> counters;
  const Status read = impl_->database.read([&](store::Session& session) -> Status {
    auto campaign = store::get_campaign(session, id);
    if (!campaign) return campaign.error();
    if (!*campaign) return not_found("there is no campaign " + id_text(id));
    stats.state = (*campaign)->state;
    stats.audience = (*campaign)->audience_size;
    stats.audience_complete = !(*campaign)->planned_to;
    stats.started_at = (*campaign)->started_at;
    stats.finished_at = (*campaign)->finished_at;
    auto found = store::read_counters(session, id);
    if (!found) return found.error();
    counters = *std::move(found);
    return {};
  });
  if (!read) return read.error();
  for (int state = 1; state <= static_cast<int>(MessageState::kComplained); ++state) {
    const auto name = state_name(static_cast<MessageState>(state));
    if (name != "unknown") stats.by_state[std::string(name)] = 0;
  }
  std::int64_t left = 0;
  for (const auto& counter : counters) {
    stats.by_state[std::string(state_name(counter.state))] += counter.n;
    if (counter.reason != 0 && counter.n != 0) stats.by_reason[reason_text(counter.reason)] += counter.n;
    if (counter.state != MessageState::kQueued && counter.state != MessageState::kSending) left += counter.n;
  }
  if (stats.started_at) {
    const std::int64_t until = stats.finished_at ? *stats.finished_at : impl_->clock.now_us();
    const auto seconds = static_cast<double>(until - *stats.started_at) / 1e6;
    if (seconds > 0) stats.rate = static_cast<double>(left) / seconds;
  }
  return stats;
}

std::string Delivery::reason_text(std::int64_t reason) const {
  if (reason == 0) return {};
  if (auto known = impl_->reasons.text(reason)) return *std::move(known);
  std::string text;
  const Status read = impl_->database.read([&](store::Session& session) -> Status {
    auto found = store::get_reason(session, reason);
    if (!found) return found.error();
    text = *std::move(found);
    return {};
  });
  if (!read || text.empty()) return "unknown";
  impl_->reasons.learn(reason, text);
  return text;
}

std::uint64_t Delivery::wait_for_change(std::uint64_t seen, std::chrono::milliseconds timeout) const {
  std::unique_lock lock(impl_->mutex);
  impl_->moved.wait_for(lock, timeout, [&] { return impl_->mark != seen; });
  return impl_->mark;
}

Result<std::uint64_t> Delivery::webhook(const std::string& channel,
                                        const std::vector<std::pair<std::string, std::string>>& headers,
                                        std::string_view body) {
  const Channel* found = impl_->channels.find(channel);
  if (found == nullptr) return not_found("there is no channel \"" + channel + "\"");
  std::vector<crl_kv> kv;
  kv.reserve(headers.size());
  for (const auto& [key, value] : headers) kv.push_back({str(key), str(value)});
  Intake::Gathering gathered;
  if (auto understood = found->port->webhook(kv, body); !understood) return understood.error();
  const std::uint64_t n = gathered.events.size();
  if (n == 0) return n;
  if (auto durable = impl_->recorder.receipts_now(std::move(gathered.events)); !durable)
    return durable.error();
  return n;
}

Result<std::string> Delivery::challenge(const std::string& channel,
                                        const std::vector<std::pair<std::string, std::string>>& query) {
  const Channel* found = impl_->channels.find(channel);
  if (found == nullptr) return not_found("there is no channel \"" + channel + "\"");
  std::vector<crl_kv> kv;
  kv.reserve(query.size());
  for (const auto& [key, value] : query) kv.push_back({str(key), str(value)});
  return found->port->challenge(kv);
}

bool Delivery::observe(const MessageKey& key, MessageState what) {
  Event event;
  event.key = key;
  event.target = what;
  std::vector<Event> events;
  events.push_back(std::move(event));
  return impl_->recorder.receipts(std::move(events));
}

policy::Gate& Delivery::gate() { return impl_->gate; }
const policy::Gate& Delivery::gate() const { return impl_->gate; }

Counters Delivery::counters() const {
  Counters c;
  c.sent = impl_->taken.sent;
  c.failed = impl_->taken.failed;
  c.retried = impl_->taken.retried;
  c.skipped = impl_->dispatcher.skipped();
  c.receipts = impl_->taken.receipts;
  c.receipts_unknown = impl_->taken.receipts_unknown + impl_->recorder.unapplied();
  c.in_flight = impl_->flights.size();
  c.receipts_waiting = impl_->recorder.waiting();
  c.deferred = impl_->dispatcher.deferred();
  return c;
}

LedgerSums Delivery::ledger() const { return impl_->dispatcher.ledger(); }

std::optional<double> Delivery::channel_health(const std::string& channel) const {
  const Channel* found = impl_->channels.find(channel);
  if (found == nullptr) return std::nullopt;
  switch (found->breaker.state(impl_->clock.now_us())) {
    case Breaker::State::kClosed:
      return 1;
    case Breaker::State::kHalfOpen:
      return 0.5;
    case Breaker::State::kOpen:
      return 0;
  }
  return std::nullopt;
}

}  // namespace carillon::delivery
