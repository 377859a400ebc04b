#include "policy/gate.h"

#include <algorithm>

#include "base/zone.h"
#include "policy/addresses.h"
#include "policy/caps.h"
#include "policy/zones.h"
#include "store/suppressions.h"
#include "store/touches.h"
#include "telemetry/log.h"

namespace carillon::policy {

namespace {

constexpr std::int64_t kLookEvery = 1'000'000;
constexpr std::int64_t kPruneEvery = 60'000'000;
constexpr std::size_t kPruneAtOnce = 20'000;

const Zones& zones() {
  static const Zones table;
  return table;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

Gate::Gate(store::Database& database, const Clock& clock, Rules rules, bool shared)
    : database_(database), clock_(clock), rules_(std::move(rules)), shared_(shared) {}

Gate::~Gate() = default;

Gate::Batch Gate::batch(const Terms& terms, ChannelFacts channel) { return {*this, terms, channel}; }

std::optional<std::string> Gate::normal(AddressKind kind, std::string_view address,
                                        std::string_view country) const {
  const std::string_view text = trimmed(address);
  if (kind == AddressKind::kPhone) return phone_number(text, country.empty() ? rules_.country : country);
  if (text.empty() || (kind == AddressKind::kEmail && !is_email(text))) return std::nullopt;
  if (kind == AddressKind::kPush && !is_push_token(text)) return std::nullopt;
  return std::string(text);
}

Result<bool> Gate::any_suppressions(store::Session& session) {
  const std::int64_t now = clock_.now_us();
  if (now < look_again_at_.load()) return any_suppressions_.load();
  look_again_at_ = now + kLookEvery;
  const auto any = store::any_suppressions(session);
  if (!any) {
    look_again_at_ = 0;
    return any.error();
  }
  any_suppressions_ = *any;
  return *any;
}

void Gate::prune(std::int64_t now_us) {
  std::int64_t due = prune_at_.load();
  if (now_us < due || !prune_at_.compare_exchange_strong(due, now_us + kPruneEvery)) return;
  bool more = false;
  const Status done = database_.write([&](store::Session& session) -> Status {
    const auto gone = store::prune_touches(session, now_us - longest_window(rules_.caps), kPruneAtOnce);
    if (!gone) return gone.error();
    more = *gone >= kPruneAtOnce;
    return {};
  });
  if (done && more) prune_at_ = now_us;
  if (!done)
    log::debug("messages that no frequency cap counts were not removed", {{"reason", done.error().message}});
}

void Gate::count(const Batch& batch) {
  const std::scoped_lock lock(mutex_);
  for (const auto& item : batch.items_) {
    switch (item.verdict.kind) {
      case Verdict::Kind::kSend:
        ++counts_.passed;
        break;
      case Verdict::Kind::kDefer:
        ++counts_.deferred;
        break;
      case Verdict::Kind::kSkip:
        auto known = counts_.refused.find(item.verdict.reason);
        if (known == counts_.refused.end())
          known = counts_.refused.emplace(std::string(item.verdict.reason), 0).first;
        ++known->second;
        break;
    }
  }
}

GateCounts Gate::counts() const {
  const std::scoped_lock lock(mutex_);
  return counts_;
}

Gate::Batch::Batch(Gate& gate, const Terms& terms, ChannelFacts channel)
    : gate_(gate),
      terms_(terms),
      channel_(channel),
      times_(terms.send_times ? *terms.send_times : gate.rules_.send_times),
      now_us_(gate.clock_.now_us()) {}

void Gate::Batch::clear() {
  bytes_.clear();
  items_.clear();
}

std::string_view Gate::Batch::address(std::size_t at) const {
  return std::string_view(bytes_).substr(items_[at].at, items_[at].len);
}

std::size_t Gate::Batch::add(const Candidate& candidate) {
  Item item;
  item.recipient = candidate.recipient;
  item.customer = candidate.customer;
  item.verdict = judge(candidate, item);
  items_.push_back(item);
  return items_.size() - 1;
}

Verdict Gate::Batch::judge(const Candidate& candidate, Item& item) {
  if (terms_.held_out && !terms_.transactional && terms_.held_out(candidate.recipient)) {
    return Verdict::skip(reason::kHoldout);
  }
  if (terms_.expires_at_us != 0 && now_us_ >= terms_.expires_at_us) return Verdict::skip(reason::kExpired);
  const std::string_view address = trimmed(candidate.address);
  if (address.empty() && channel_.address != AddressKind::kNone) return Verdict::skip(reason::kNoAddress);
  const auto keep = [&](std::string_view text, std::uint32_t& at, std::uint32_t& len) {
    at = static_cast<std::uint32_t>(bytes_.size());
    len = static_cast<std::uint32_t>(text.size());
    bytes_ += text;
  };
  keep(candidate.address, item.raw_at, item.raw_len);
  if (channel_.address == AddressKind::kPhone) {
    const std::string_view country =
        candidate.country.empty() ? std::string_view(gate_.rules_.country) : candidate.country;
    const auto number = phone_number(address, country);
    if (!number) return Verdict::skip(reason::kBadAddress);
    keep(*number, item.at, item.len);
  } else {
    if (channel_.address == AddressKind::kEmail && !is_email(address)) {
      return Verdict::skip(reason::kBadAddress);
    }
    if (channel_.address == AddressKind::kPush && !is_push_token(address)) {
      return Verdict::skip(reason::kBadAddress);
    }
    keep(address, item.at, item.len);
  }
  if (!candidate.consent && !terms_.transactional) return Verdict::skip(reason::kNoConsent);
  return judge_when(candidate, std::string_view(bytes_).substr(item.at, item.len));
}

Verdict Gate::Batch::judge_when(const Candidate& candidate, std::string_view address) {
  const Verdict verdict = judge_time(candidate, address);
  if (!terms_.not_before || verdict.kind == Verdict::Kind::kSkip) return verdict;
  // Judged again when that has come, so send times hold then, too.
  const std::int64_t first = terms_.not_before(candidate.recipient);
  return first <= now_us_ ? verdict : Verdict::defer(std::max(first, verdict.until_us));
}

Verdict Gate::Batch::judge_time(const Candidate& candidate, std::string_view address) {
  const bool waits = !terms_.transactional || gate_.rules_.transactional_waits;
  if ((times_.always() || !waits) && !terms_.local_start_us) return Verdict::send();
  std::string_view zone = candidate.timezone;
  if (!zone.empty() && !first_instants_.contains(zone) && !zone::exists(zone)) zone = {};
  if (zone.empty()) zone = zones().of_country(candidate.country);
  if (zone.empty() && candidate.country.empty() && channel_.address == AddressKind::kPhone) {
    zone = zones().of_country(country_of(address));
  }
  if (zone.empty()) zone = gate_.rules_.timezone;
  auto known = first_instants_.find(zone);
  if (known == first_instants_.end()) {
    std::int64_t from = now_us_;
    if (terms_.local_start_us) {
      if (const auto start = zone::instant_of(zone, *terms_.local_start_us)) from = std::max(from, *start);
    }
    const auto first = waits ? next_allowed(times_, zone, from) : std::optional(from);
    known = first_instants_.emplace(std::string(zone), first.value_or(-1)).first;
  }
  const std::int64_t first = known->second;
  if (first == now_us_) return Verdict::send();
  if (first < 0) return Verdict::skip(reason::kQuietHoursPassed);
  return Verdict::defer(first);
}

Status Gate::Batch::look_up(store::Session& session) {
  const auto any = gate_.any_suppressions(session);
  if (!any) return any.error();
  if (*any) {
    if (auto done = look_up_suppressions(session); !done) return done;
  }
  // A device has one token, and no index finds it.
  const bool shared = channel_.address == AddressKind::kEmail || channel_.address == AddressKind::kPhone;
  if (gate_.rules_.skip_duplicates && !terms_.transactional && shared) {
    if (auto done = look_up_duplicates(session); !done) return done;
  }
  for (Item& item : items_) {
    if (item.verdict.kind == Verdict::Kind::kDefer && terms_.expires_at_us != 0 &&
        item.verdict.until_us >= terms_.expires_at_us) {
      item.verdict = Verdict::skip(reason::kQuietHoursPassed);
    }
  }
  return {};
}

}  // namespace carillon::policy
