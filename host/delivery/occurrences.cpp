// What the scheduler does to campaigns whose instant has come.
#include <utility>

#include "base/fold.h"
#include "base/time_text.h"
#include "base/zone.h"
#include "delivery/snapshot.h"
#include "delivery/states.h"
#include "delivery/transitions.h"
#include "store/campaigns.h"

namespace carillon::delivery {

namespace {

using store::CampaignKind;
using store::CampaignState;

constexpr std::int64_t kLate = 60 * kSecondUs;
// For how long another host may have the channel that this one lacks.
constexpr std::int64_t kPatience = 10 * kMinuteUs;
constexpr std::size_t kLongestName = 200;

std::string lateness(std::int64_t due_us, std::int64_t now_us) {
  const std::int64_t late = now_us - due_us;
  return late < kLate ? std::string{} : ", " + std::to_string(late / kSecondUs) + " s late";
}

bool is_expired(const CampaignOptions& options, std::int64_t due_us, std::int64_t now_us) {
  return options.expires_after_us > 0 && now_us - due_us > options.expires_after_us;
}

// The options of one occurrence: those of the rule, at its own time.
std::string options_at(const std::string& options, const Schedule& schedule, std::int64_t at_us) {
  json::object out = parse_json(options).value().get_object();
  json::object when{{"at", time_text(at_us)}};
  if (schedule.per_customer) {
    std::string local = time_text(local_start_of(at_us));
    local.pop_back();  // the Z
    when = {{"at", local}, {"per_customer", true}};
  }
  out["schedule"] = std::move(when);
  return json::serialize(out);
}

std::string name_at(const std::string& name, std::string_view zone, std::int64_t at_us) {
  const std::string day = " " + date_text(zone::local_day(zone, at_us).value());
  return std::string(first_code_points(name, kLongestName - day.size())) + day;
}

}  // namespace

// Only what is wrong with the campaign itself ends it; what storage cannot do now is tried again.
Status Transitions::start_or_fail(store::Session& session, store::Campaign& campaign, std::int64_t now_us) {
  const std::int64_t due = campaign.scheduled_at.value_or(now_us);
  const Status started = start(session, campaign, now_us);
  if (started) {
    return log(session, campaign, store::kByHost,
               {"started", audience_text(campaign) + lateness(due, now_us)}, now_us);
  }
  if (started.error().status != CRL_E_INVALID || now_us - due < kPatience) return started;
  campaign.state = CampaignState::kFailed;
  campaign.reason = first_code_points(started.error().message, 400);
  campaign.finished_at = now_us;
  return log(session, campaign, store::kByHost, {"failed", campaign.reason}, now_us);
}

Result<std::optional<store::Campaign>> Transitions::start_occurrence(store::Session& session,
                                                                     store::Campaign& parent,
                                                                     const CampaignOptions& options,
                                                                     Id child_id, std::int64_t now_us) {
  const auto zone = zone_of(options.schedule, rules_.timezone);
  Occurrences all(*options.schedule.repeat, *options.schedule.at_us, zone);
  for (std::int64_t i = 0; i < parent.occurrences; ++i) all.next();
  std::int64_t due = *parent.scheduled_at, missed = -1;
  auto following = all.next();
  for (; following && *following <= now_us; following = all.next()) {
    due = *following;
    ++missed;
  }
  parent.occurrences += missed + 1;
  parent.scheduled_at = following;
  if (!following) {
    parent.state = CampaignState::kCompleted;
    parent.finished_at = now_us;
    if (auto told = log(session, parent, store::kByHost, {"completed", "it recurs no more"}, now_us + 1);
        !told)
      return told.error();
  }
  if (missed > 0) {
    const Told left_out{"missed", std::to_string(missed) + " earlier occurrences were due while no host ran"};
    if (auto told = log(session, parent, store::kByHost, left_out, now_us - 1); !told) return told.error();
  }
  if (is_expired(options, due, now_us)) {
    const Told expired{"expired", "the occurrence of " + time_text(due) + " is past its expiry"};
    if (auto told = log(session, parent, store::kByHost, expired, now_us); !told) return told.error();
    return std::optional<store::Campaign>{};
  }
  store::Campaign child = parent;
  child.id = child_id;
  child.parent_id = parent.id;
  child.kind = CampaignKind::kSingle;
  child.state = CampaignState::kDraft;
  child.occurrences = 0;
  child.finished_at.reset();
  child.scheduled_at = due;
  child.created_at = child.updated_at = now_us;
  child.options = options_at(parent.options, options.schedule, due);
  child.name = name_at(parent.name, zone, due);
  if (auto made = store::insert_campaign(session, child); !made) return made.error();
  if (auto started = start_or_fail(session, child, now_us); !started) return started.error();
  if (auto written = store::update_campaign(session, child, CampaignState::kDraft); !written)
    return written.error();
  const Told occurred{"occurrence", "campaign " + id_text(child_id) + lateness(due, now_us)};
  if (auto told = log(session, parent, store::kByHost, occurred, now_us); !told) return told.error();
  return std::optional(std::move(child));
}

Result<std::optional<store::Campaign>> Transitions::start_due(Id id) {
  const Id child = ids_.next();
  std::optional<store::Campaign> started;
  const Status done = database_.write([&](store::Session& session) -> Status {
    started.reset();
    auto found = store::lock_campaign(session, id);
    if (!found) return found.error();
    store::Campaign& campaign = *found;
    const std::int64_t now = clock_.now_us();
    if (campaign.state != CampaignState::kScheduled || !campaign.scheduled_at || *campaign.scheduled_at > now)
      return Error{CRL_E_STATE, "the campaign is not due any more", 0, {}};
    const auto options = stored_options(campaign.options, rules_.timezone);
    if (!options) return options.error();
    campaign.updated_at = now;
    if (campaign.kind == CampaignKind::kRecurring) {
      auto occurred = start_occurrence(session, campaign, *options, child, now);
      if (!occurred) return occurred.error();
      started = *std::move(occurred);
    } else if (is_expired(*options, *campaign.scheduled_at, now)) {
      campaign.state = CampaignState::kCancelled;
      campaign.reason = "expired before it could start";
      campaign.finished_at = now;
      if (auto told = log(session, campaign, store::kByHost, {"expired", campaign.reason}, now); !told)
        return told;
    } else {
      if (auto moved = start_or_fail(session, campaign, now); !moved) return moved;
      if (campaign.state != CampaignState::kFailed) started = campaign;
    }
    return store::update_campaign(session, campaign, CampaignState::kScheduled);
  });
  if (!done) return done.error();
  if (started) moved_(*started);
  return started;
}

}  // namespace carillon::delivery
