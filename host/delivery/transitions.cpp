#include "delivery/transitions.h"

#include <utility>

#include "base/time_text.h"
#include "delivery/bulk.h"
#include "delivery/snapshot.h"
#include "delivery/states.h"
#include "delivery/template_library.h"
#include "store/campaigns.h"
#include "store/counters.h"
#include "store/reasons.h"

namespace carillon::delivery {

namespace {

using store::Approval;
using store::CampaignKind;
using store::CampaignState;

bool is_before_launch(const store::Campaign& campaign) {
  return campaign.state == CampaignState::kDraft || campaign.state == CampaignState::kScheduled;
}

Error not_of_single_messages(std::string_view verb) {
  return {CRL_E_STATE, "this campaign stands for single messages and cannot be " + std::string(verb), 0, {}};
}

}  // namespace

Error wrong_state(const store::Campaign& campaign, std::string_view verb, std::string_view from) {
  if (campaign.kind == CampaignKind::kTransactional) return not_of_single_messages(verb);
  return {CRL_E_STATE,
          "the campaign is " + std::string(state_name(campaign.state)) + "; only one that is " +
              std::string(from) + " can be " + std::string(verb),
          0,
          {}};
}

std::string audience_text(const store::Campaign& campaign) {
  const std::string n = std::to_string(campaign.audience_size);
  return campaign.planned_to ? "to the first " + n + " customers, with more to come"
                             : "to " + n + " customers";
}

Transitions::Transitions(store::Database& database, const audience::Compiler& compiler, Reasons& reasons,
                         IdSource& ids, const Clock& clock, TransitionRules rules, Check check, Moved moved)
    : database_(database),
      compiler_(compiler),
      reasons_(reasons),
      ids_(ids),
      clock_(clock),
      rules_(std::move(rules)),
      check_(std::move(check)),
      moved_(std::move(moved)) {}

Status Transitions::log(store::Session& session, const store::Campaign& campaign, std::string_view who,
                        const Told& told, std::int64_t at_us) const {
  return store::add_campaign_event(session, {campaign.id, at_us, told.what, std::string(who), told.detail});
}

Result<store::Campaign> Transitions::move_within(store::Session& session, Id id, std::string_view who,
                                                 const Body& body) const {
  auto found = store::lock_campaign(session, id);
  if (!found) return found.error();
  store::Campaign campaign = *std::move(found);
  const CampaignState before = campaign.state;
  const std::int64_t now = clock_.now_us();
  const auto told = body(session, campaign, now);
  if (!told) return told.error();
  campaign.updated_at = now;
  if (auto written = store::update_campaign(session, campaign, before); !written) return written.error();
  if (auto logged = log(session, campaign, who, *told, now); !logged) return logged.error();
  return campaign;
}

Result<store::Campaign> Transitions::move(Id id, std::string_view who, const Body& body) {
  store::Campaign campaign;
  const Status done = database_.write([&](store::Session& session) -> Status {
    auto moved = move_within(session, id, who, body);
    if (!moved) return moved.error();
    campaign = *std::move(moved);
    return {};
  });
  if (!done) return done.error();
  moved_(campaign);
  return campaign;
}

// Checked before, and CRL_E_INVALID only before anything is written.
Status Transitions::start(store::Session& session, store::Campaign& campaign, std::int64_t now_us) {
  if (auto pinned = pin_content(session, campaign); !pinned) return pinned;
  if (auto checked = check_(campaign); !checked) return checked;
  const auto target = resolve_target(session, compiler_, campaign, now_us);
  if (!target) return target.error();
  const auto taken = begin_snapshot(session, campaign.id, *target, now_us);
  if (!taken) return taken.error();
  const auto n = static_cast<std::int64_t>(taken->n);
  store::CounterChanges changes;
  changes.add(campaign.id, MessageState::kQueued, 0, n);
  if (auto counted = store::apply(session, changes); !counted) return counted;
  campaign.state = CampaignState::kRunning;
  campaign.rule = target->rule;
  if (!target->pinned.empty()) campaign.audience = target->pinned;
  campaign.segment_version = target->segment_version;
  campaign.audience_size = n;
  campaign.planned_to = taken->upto;
  campaign.started_at = now_us;
  if (n > 0) return {};
  campaign.state = CampaignState::kCompleted;
  campaign.finished_at = now_us;
  return log(session, campaign, store::kByHost, {"completed", "its audience was empty"}, now_us + 1);
}

Result<Transitions::Told> Transitions::schedule(store::Session& session, store::Campaign& campaign,
                                                const CampaignOptions& options, std::int64_t now_us) {
  if (auto pinned = pin_content(session, campaign); !pinned) return pinned.error();
  if (auto checked = check_(campaign); !checked) return checked.error();
  const auto target = resolve_target(session, compiler_, campaign, now_us);
  if (!target) return target.error();
  const Schedule& schedule = options.schedule;
  campaign.scheduled_at = schedule.at_us;
  campaign.occurrences = 0;
  campaign.kind = CampaignKind::kSingle;
  if (schedule.repeat) {
    Occurrences all(*schedule.repeat, *schedule.at_us, zone_of(schedule, rules_.timezone));
    auto at = all.next();
    for (; at && *at < now_us; at = all.next()) ++campaign.occurrences;
    if (!at) return invalid("schedule.rrule has no occurrence from now on; change it, or leave it out");
    campaign.kind = CampaignKind::kRecurring;
    campaign.scheduled_at = at;
  }
  campaign.state = CampaignState::kScheduled;
  return Told{"scheduled", "for " + time_text(*campaign.scheduled_at)};
}

Result<Transitions::Told> Transitions::launch_it(store::Session& session, store::Campaign& campaign,
                                                 std::int64_t now) {
  if (!is_before_launch(campaign)) return wrong_state(campaign, "launched", "a draft or scheduled");
  if (campaign.kind == CampaignKind::kRecurring && campaign.state == CampaignState::kScheduled) {
    return Error{
        CRL_E_STATE, "the campaign is scheduled to recur; its occurrences start by themselves", 0, {}};
  }
  const auto options = stored_options(campaign.options, rules_.timezone);
  if (!options) return options.error();
  if (needs_approval(*options) && campaign.approval != Approval::kApproved) {
    return Error{CRL_E_STATE,
                 "the campaign needs approval before it is launched: submit it, and let somebody "
                 "approve of it",
                 0,
                 {}};
  }
  const auto& at = options->schedule.at_us;
  const bool later = options->schedule.repeat || (at && *at > now);
  if (later && campaign.state == CampaignState::kDraft) return schedule(session, campaign, *options, now);
  if (auto started = start(session, campaign, now); !started) return started.error();
  return Told{"started", audience_text(campaign)};
}

Result<store::Campaign> Transitions::launch(Id id, std::string_view who) {
  return move(id, who, [&](store::Session& session, store::Campaign& campaign, std::int64_t now) {
    return launch_it(session, campaign, now);
  });
}

Result<store::Campaign> Transitions::launch_within(store::Session& session, Id id, std::string_view who) {
  return move_within(session, id, who,
                     [&](store::Session& within, store::Campaign& campaign, std::int64_t now) {
                       return launch_it(within, campaign, now);
                     });
}

Result<store::Campaign> Transitions::unschedule(Id id, std::string_view who) {
  return move(id, who, [](store::Session&, store::Campaign& campaign, std::int64_t) -> Result<Told> {
    if (campaign.state != CampaignState::kScheduled) return wrong_state(campaign, "taken back", "scheduled");
    campaign.state = CampaignState::kDraft;
    campaign.kind = CampaignKind::kSingle;
    campaign.scheduled_at.reset();
    return Told{"unscheduled", {}};
  });
}

Result<store::Campaign> Transitions::pause(Id id, std::string_view who) {
  return move(id, who, [](store::Session&, store::Campaign& campaign, std::int64_t) -> Result<Told> {
    const bool recurs =
        campaign.state == CampaignState::kScheduled && campaign.kind == CampaignKind::kRecurring;
    if (campaign.state != CampaignState::kRunning && !recurs)
      return wrong_state(campaign, "paused", "running");
    campaign.state = CampaignState::kPaused;
    return Told{"paused", {}};
  });
}

Result<store::Campaign> Transitions::resume(Id id, std::string_view who) {
  return move(id, who, [](store::Session&, store::Campaign& campaign, std::int64_t) -> Result<Told> {
    if (campaign.state != CampaignState::kPaused) return wrong_state(campaign, "resumed", "paused");
    campaign.state =
        campaign.kind == CampaignKind::kRecurring ? CampaignState::kScheduled : CampaignState::kRunning;
    return Told{"resumed", {}};
  });
}

Result<store::Campaign> Transitions::cancel(Id id, std::string_view who) {
  const std::int64_t why = reasons_.intern(reason::kCancelled);
  const auto texts = reasons_.take_new();
  auto done = move(
      id, who, [&](store::Session& session, store::Campaign& campaign, std::int64_t now) -> Result<Told> {
        const bool over = !is_before_launch(campaign) && campaign.state != CampaignState::kRunning &&
                          campaign.state != CampaignState::kPaused;
        if (over || campaign.kind == CampaignKind::kTransactional)
          return wrong_state(campaign, "cancelled", "not over");
        if (auto saved = store::put_reasons(session, texts); !saved) return saved.error();
        const auto skipped = skip_queued(session, campaign, why, now);
        if (!skipped) return skipped.error();
        campaign.state = CampaignState::kCancelled;
        campaign.finished_at = now;
        campaign.planned_to.reset();
        return Told{"cancelled", std::to_string(*skipped) + " messages were left"};
      });
  if (!done) reasons_.put_back(texts);
  return done;
}

}  // namespace carillon::delivery
