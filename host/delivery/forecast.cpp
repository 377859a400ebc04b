#include "delivery/forecast.h"

#include <algorithm>
#include <limits>
#include <set>
#include <span>

#include <carillon/value.hpp>

#include "audience/binding.h"
#include "delivery/dispatcher.h"
#include "delivery/prepared.h"
#include "delivery/snapshot.h"
#include "delivery/template_library.h"
#include "liquid/plain_text.h"
#include "liquid/sms.h"
#include "store/customers.h"
#include "store/filter.h"

namespace carillon::delivery {

namespace {

constexpr std::size_t kRowHead = 5;  // what columns_for() puts before the content's columns

// Messages a second under all limits that are configured; nothing: there is none.
std::optional<double> rate_of(const Channel& channel, const CampaignOptions& options, std::int64_t now_us) {
  double rate = options.per_second > 0 ? options.per_second : std::numeric_limits<double>::infinity();
  if (channel.rates.of_sender) {
    for (const RateLimit& limit : channel.rates.of_sender(options.sender, now_us)) {
      rate = std::min(rate, static_cast<double>(limit.most) * 1e6 / static_cast<double>(limit.window_us));
    }
  }
  if (rate <= 0 || rate == std::numeric_limits<double>::infinity()) return std::nullopt;
  return rate;
}

std::int64_t in_proportion(std::int64_t part, std::int64_t of, std::int64_t whole) {
  if (of == 0) return 0;
  return static_cast<std::int64_t>(static_cast<double>(part) * static_cast<double>(whole) /
                                   static_cast<double>(of));
}

}  // namespace

struct Forecaster::Work {
  const store::Campaign& campaign;
  const CampaignOptions& options;
  const Content& content;
  Channel& channel;
  std::size_t samples;
  Forecast out{};
};

Forecaster::Forecaster(store::Database& database, const audience::Compiler& compiler, policy::Gate& gate,
                       Channels& channels, const Clock& clock, std::string timezone,
                       std::function<Scope(const std::string&)> scope)
    : database_(database),
      compiler_(compiler),
      gate_(gate),
      channels_(channels),
      clock_(clock),
      timezone_(std::move(timezone)),
      scope_(std::move(scope)) {}

namespace {

// Renders messages and counts what they lack and cost.
class Trial {
 public:
  Trial(const Content& content, const Port& port, Id campaign, std::int64_t now_us, std::size_t samples,
        Forecast& out)
      : content_(content),
        port_(port),
        campaign_(campaign),
        now_us_(now_us),
        samples_(samples),
        sms_(address_kind(port) == policy::AddressKind::kPhone),
        out_(out) {
    for (const auto& name : content.slots) slots_.push_back("(" + name + ")");
    slot_views_.assign(slots_.begin(), slots_.end());
  }

  void add(Id customer, std::string_view address, store::Row row) {
    const Variant& variant = content_.variants[content_.variant_of(campaign_, customer)];
    SampleMessage message;
    std::set<std::string> lacks;
    write(variant.subject, row, message.subject, lacks);
    write(variant.text, row, message.text, lacks);
    if ((port_.caps().flags & CRL_CHANNEL_HTML) != 0 || !variant.text)
      write(variant.html, row, message.html, lacks);
    if (!variant.text) liquid::write_plain_text(message.html, message.text);
    if ((port_.caps().flags & CRL_CHANNEL_HTML) == 0) message.html.clear();
    if (message.text.empty() && message.html.empty()) {
      ++out_.skipped[std::string(reason::kEmpty)];
      return;
    }
    ++out_.sendable;
    for (const auto& name : lacks) ++out_.missing[name];
    if (sms_) {
      const auto size = liquid::sms_size(message.text);
      message.sms_segments = static_cast<std::int64_t>(size.segments);
      out_.sms_segments += message.sms_segments;
      out_.sms_ucs2 += size.ucs2 ? 1 : 0;
    }
    if (out_.samples.size() >= samples_) return;
    message.customer = customer;
    message.variant = variant.name;
    message.to = address;
    out_.samples.push_back(std::move(message));
  }

 private:
  void write(const std::optional<Body>& body, store::Row row, std::string& out,
             std::set<std::string>& lacks) {
    if (!body) return;
    render(*body, {row.subspan(kRowHead), slot_views_, nullptr, now_us_}, out, &missing_);
    if (!missing_.any()) return;
    const auto& names = body->text.variables();
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (missing_.has(i)) lacks.insert(names[i]);
    }
  }

  const Content& content_;
  const Port& port_;
  const Id campaign_;
  const std::int64_t now_us_;
  const std::size_t samples_;
  const bool sms_;
  Forecast& out_;
  std::vector<std::string> slots_;
  std::vector<std::string_view> slot_views_;
  liquid::MissingSet missing_;
};

}  // namespace

// Rows are read twice: first the gate judges them together, so that duplicates of an address are found among
// all of them, and then those that pass are rendered a few at a time.
Status Forecaster::judge(store::Session& session, Work& work) {
  const std::int64_t now = clock_.now_us();
  const auto target = resolve_target(session, compiler_, work.campaign, now);
  if (!target) return target.error();
  const auto bound = audience::bind(session, *target->audience);
  if (!bound) return bound.error();
  const auto size = audience::count(session, **bound);
  if (!size) return size.error();
  Forecast& out = work.out;
  out.audience = *size;
  std::vector<Id> members;
  const Status scanned = audience::scan(session, **bound, [&](const store::Customer& customer) {
    members.push_back(customer.id);
    return members.size() < kJudged;
  });
  if (!scanned) return scanned;
  out.judged = static_cast<std::int64_t>(members.size());
  const Port& port = *work.channel.port;
  const policy::Terms terms = terms_of(work.campaign, work.options, gate_.rules().send_times);
  auto batch = gate_.batch(terms, {port.name(), address_kind(port)});
  std::map<Id, std::size_t> judged;
  const auto columns = columns_for(work.content, port);
  Status done = store::in_pieces(std::span<const Id>(members), [&](std::span<const Id> piece) {
    return store::read_customers(session, piece, columns, [&](store::Row row) {
      const RowHead head = head_of(row, address_kind(port));
      judged[head.id] = batch.add({.recipient = head.id,
                                   .customer = head.id,
                                   .address = head.address,
                                   .country = head.country,
                                   .timezone = head.timezone,
                                   .consent = head.consent});
      return true;
    });
  });
  if (done) done = batch.look_up(session);
  if (done) done = batch.foresee(session);
  if (!done) return done;
  std::vector<Id> passed;
  for (const auto& [id, at] : judged) {
    const policy::Verdict& verdict = batch.verdict(at);
    if (verdict.kind == policy::Verdict::Kind::kSkip) {
      ++out.skipped[std::string(verdict.reason)];
      continue;
    }
    if (verdict.kind == policy::Verdict::Kind::kDefer) ++out.deferred;
    passed.push_back(id);
  }
  Trial trial(work.content, port, work.campaign.id, now, work.samples, out);
  return store::in_pieces(std::span<const Id>(passed), [&](std::span<const Id> piece) {
    return store::read_customers(session, piece, columns, [&](store::Row row) {
      const RowHead head = head_of(row, address_kind(port));
      trial.add(head.id, batch.address(judged.at(head.id)), row);
      return true;
    });
  });
}

Result<std::variant<Forecast, Issues>> Forecaster::of(const store::Campaign& campaign, std::size_t samples) {
  using Made = std::variant<Forecast, Issues>;
  Channel* channel = channels_.find(campaign.channel);
  if (channel == nullptr) return invalid("there is no channel \"" + campaign.channel + "\"");
  const auto options = stored_options(campaign.options, timezone_);
  if (!options) return options.error();
  const auto content = parse_json(campaign.content);
  if (!content) return content.error();
  Made made;
  const Status read = database_.read([&](store::Session& session) -> Status {
    auto pinned = pin(session, *content, scope_(campaign.name));
    if (!pinned) return pinned.error();
    if (auto* issues = std::get_if<Issues>(&*pinned)) {
      made = std::move(*issues);
      return {};
    }
    Work work{campaign, *options, std::get<Pinned>(*pinned).compiled, *channel, samples};
    if (auto judged = judge(session, work); !judged) return judged;
    made = std::move(work.out);
    return {};
  });
  if (!read) return read.error();
  auto* out = std::get_if<Forecast>(&made);
  if (out == nullptr) return made;
  out->messages = in_proportion(out->sendable, out->judged, out->audience);
  out->segments = in_proportion(out->sms_segments, out->judged, out->audience);
  if (const auto rate = rate_of(*channel, *options, clock_.now_us()))
    out->seconds = static_cast<double>(out->messages) / *rate;
  return made;
}

}  // namespace carillon::delivery
