#include "delivery/delivery.h"

#include <condition_variable>
#include <mutex>

#include <carillon/value.hpp>

#include "delivery/channels.h"
#include "delivery/dispatcher.h"
#include "delivery/flights.h"
#include "delivery/intake.h"
#include "delivery/reasons.h"
#include "delivery/recorder.h"
#include "delivery/transitions.h"
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
        recorder(db, reasons, time, {options.record_delay_us, options.receipt_queue, 20'000},
                 [this] { changed(); }),
        dispatcher(
            db, time, channels, flights, recorder, reasons,
            [this](const store::Campaign& c) { return compile(c); },
            {options.chunk_size, options.max_in_flight, options.lease_us, ids.next(), options.exclusive}),
        transitions(db, compiler, reasons, time, [this](const store::Campaign& c) { return check(c); }),
        parts{time,     flights,    reasons,
              recorder, dispatcher, {options.max_attempts, options.retry_base_us, options.retry_max_us}} {}

  Scope scope(const std::string& campaign_name) const {
    return {campaign_name, options.organisation_name, options.currency, options.timezone};
  }

  Result<Content> compile(const store::Campaign& campaign) const {
    const auto content = parse_json(campaign.content);
    if (!content) return content.error();
    auto made = compile_content(*content, scope(campaign.name));
    if (const auto* issues = std::get_if<Issues>(&made)) {
      return invalid("its template is not valid: " + issues->front().pointer + ": " + issues->front().detail);
    }
    return std::get<Content>(std::move(made));
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

  // A transition's answer, told to whoever watches.
  Result<store::Campaign> told(Result<store::Campaign> result) {
    if (result) {
      dispatcher.refresh();
      changed();
    }
    return result;
  }

  store::Database& database;
  const Clock& clock;
  const Options options;
  Reasons reasons;
  Flights flights;
  Channels channels;
  IntakeCounters taken;
  std::map<std::string, std::unique_ptr<Intake>> intakes;
  Recorder recorder;
  Dispatcher dispatcher;
  Transitions transitions;
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
        impl_->taken);
  }
  return intake->table();
}

void Delivery::attach(const std::string& channel, const std::string& plugin, const crl_channel* table,
                      void* self, Port::Serial serial) {
  impl_->channels.add(std::make_unique<Port>(channel, plugin, table, self, std::move(serial)));
  impl_->dispatcher.refresh();
}

Status Delivery::start() {
  impl_->recorder.start();
  impl_->dispatcher.start();
  return {};
}

void Delivery::stop(std::chrono::milliseconds grace) {
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
  return compile_content(content, impl_->scope(campaign_name));
}

Result<store::Campaign> Delivery::launch(Id id) { return impl_->told(impl_->transitions.launch(id)); }
Result<store::Campaign> Delivery::pause(Id id) { return impl_->told(impl_->transitions.pause(id)); }
Result<store::Campaign> Delivery::resume(Id id) { return impl_->told(impl_->transitions.resume(id)); }
Result<store::Campaign> Delivery::cancel(Id id) { return impl_->told(impl_->transitions.cancel(id)); }

Result<Stats> Delivery::stats(Id id) const {
  Stats stats;
  std::vector<store::Counter> counters;
  const Status read = impl_->database.read([&](store::Session& session) -> Status {
    auto campaign = store::get_campaign(session, id);
    if (!campaign) return campaign.error();
    if (!*campaign) return not_found("there is no campaign " + id_text(id));
    stats.state = (*campaign)->state;
    stats.audience = (*campaign)->audience_size;
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
  return c;
}

}  // namespace carillon::delivery
