#include "delivery/transitions.h"

#include <initializer_list>
#include <span>
#include <vector>

#include "base/json.h"
#include "delivery/states.h"
#include "store/campaigns.h"
#include "store/counters.h"
#include "store/filter.h"
#include "store/messages.h"
#include "store/reasons.h"
#include "store/segments.h"

namespace carillon::delivery {

namespace {

using store::CampaignState;

Error wrong_state(const store::Campaign& campaign, std::string_view verb, std::string_view from) {
  return {CRL_E_STATE,
          "the campaign is " + std::string(state_name(campaign.state)) + "; only one that is " +
              std::string(from) + " can be " + std::string(verb),
          0,
          {}};
}

Result<store::Campaign> find(store::Session& session, Id id) {
  auto campaign = store::get_campaign(session, id);
  if (!campaign) return campaign.error();
  if (!*campaign) return not_found("there is no campaign " + id_text(id));
  return **std::move(campaign);
}

bool is_one_of(CampaignState state, std::initializer_list<CampaignState> states) {
  for (const auto s : states) {
    if (s == state) return true;
  }
  return false;
}

std::string first_issue(const Issues& issues) {
  const Issue& issue = issues.front();
  return "the audience's rule is not valid: " + issue.pointer + ": " + issue.detail;
}

// The audience of one instant becomes queued messages: inside storage where it can decide by itself, else in
// batches of those whom the operators select.
Result<std::uint64_t> snapshot(store::Session& session, Id campaign, const audience::Compiled& audience,
                               std::int64_t now_us) {
  if (audience.exact) return store::snapshot_audience(session, campaign, 0, audience.where, now_us);
  std::uint64_t size = 0;
  std::vector<Id> members;
  Status written;
  const auto flush = [&] {
    store::Filter filter;
    filter.in("id", std::span<const Id>(members));
    const auto added = store::snapshot_audience(session, campaign, 0, *filter.expr(), now_us);
    members.clear();
    if (added) size += *added;
    written = added ? Status{} : Status(added.error());
    return written.ok();
  };
  const Status scanned = audience::scan(session, audience, [&](const store::Customer& customer) {
    members.push_back(customer.id);
    return members.size() < store::kIdsAtOnce || flush();
  });
  if (!scanned) return scanned.error();
  if (written && !members.empty()) flush();
  if (!written) return written.error();
  return size;
}

}  // namespace

Transitions::Transitions(store::Database& database, const audience::Compiler& compiler, Reasons& reasons,
                         const Clock& clock, Check check)
    : database_(database), compiler_(compiler), reasons_(reasons), clock_(clock), check_(std::move(check)) {}

Result<Transitions::Target> Transitions::resolve(store::Session& session,
                                                 const store::Campaign& campaign) const {
  const auto audience = parse_json(campaign.audience);
  const auto* object = audience ? audience->if_object() : nullptr;
  if (object == nullptr) return invalid("the campaign has no audience");
  Target target;
  json::value rule;
  if (const auto* id = object->if_contains("segment_id")) {
    const auto segment_id = id->is_string() ? parse_id(id->get_string()) : std::nullopt;
    if (!segment_id) return invalid("the campaign's segment_id is no id");
    const auto segment = store::get_segment(session, *segment_id);
    if (!segment) return segment.error();
    if (!*segment) return invalid("the campaign's segment " + id_text(*segment_id) + " is gone");
    auto parsed = parse_json((*segment)->rule);
    if (!parsed) return parsed.error();
    rule = *std::move(parsed);
    target.segment_version = (*segment)->version;
  } else if (const auto* own = object->if_contains("rule")) {
    rule = *own;
  } else if (const auto* ids = object->if_contains("customer_ids"); ids != nullptr && ids->is_array()) {
    auto made = std::make_shared<audience::Compiled>();
    std::vector<Expr::Id> args{made->where.field("id", CRL_T_I64)};
    for (const auto& id : ids->get_array()) {
      const auto customer = id.is_string() ? parse_id(id.get_string()) : std::nullopt;
      if (!customer) return invalid("customer_ids holds something that is no id");
      args.push_back(made->where.lit(cell::of_int(*customer)));
    }
    made->where.node(CRL_X_IN, CRL_T_BOOL, args);
    target.audience = std::move(made);
    return target;
  } else {
    return invalid("the campaign's audience names neither a segment, a rule nor customers");
  }
  auto compiled = compiler_.compile(rule, clock_.now_us());
  if (const auto* issues = std::get_if<Issues>(&compiled)) return invalid(first_issue(*issues));
  target.audience = std::get<0>(std::move(compiled));
  target.rule = json::serialize(rule);
  return target;
}

Result<store::Campaign> Transitions::launch(Id id) {
  store::Campaign campaign;
  Status done = database_.write([&](store::Session& session) -> Status {
    auto found = find(session, id);
    if (!found) return found.error();
    campaign = *std::move(found);
    if (!is_one_of(campaign.state, {CampaignState::kDraft, CampaignState::kScheduled})) {
      return wrong_state(campaign, "launched", "a draft or scheduled");
    }
    if (auto checked = check_(campaign); !checked) return checked;
    const auto target = resolve(session, campaign);
    if (!target) return target.error();
    const std::int64_t now = clock_.now_us();
    const auto size = snapshot(session, id, *target->audience, now);
    if (!size) return size.error();
    store::CounterChanges changes;
    changes.add(id, MessageState::kQueued, 0, static_cast<std::int64_t>(*size));
    if (auto counted = store::apply(session, changes); !counted) return counted;
    const CampaignState before = campaign.state;
    campaign.state = CampaignState::kRunning;
    campaign.rule = target->rule;
    campaign.segment_version = target->segment_version;
    campaign.audience_size = static_cast<std::int64_t>(*size);
    campaign.started_at = now;
    campaign.updated_at = now;
    return store::update_campaign(session, campaign, before);
  });
  if (!done) return done.error();
  return campaign;
}

Result<store::Campaign> Transitions::pause(Id id) {
  store::Campaign campaign;
  const Status done = database_.write([&](store::Session& session) -> Status {
    auto found = find(session, id);
    if (!found) return found.error();
    campaign = *std::move(found);
    if (campaign.state != CampaignState::kRunning) return wrong_state(campaign, "paused", "running");
    campaign.state = CampaignState::kPaused;
    campaign.updated_at = clock_.now_us();
    return store::update_campaign(session, campaign, CampaignState::kRunning);
  });
  if (!done) return done.error();
  return campaign;
}

Result<store::Campaign> Transitions::resume(Id id) {
  store::Campaign campaign;
  const Status done = database_.write([&](store::Session& session) -> Status {
    auto found = find(session, id);
    if (!found) return found.error();
    campaign = *std::move(found);
    if (campaign.state != CampaignState::kPaused) return wrong_state(campaign, "resumed", "paused");
    campaign.state = CampaignState::kRunning;
    campaign.updated_at = clock_.now_us();
    return store::update_campaign(session, campaign, CampaignState::kPaused);
  });
  if (!done) return done.error();
  return campaign;
}

Result<store::Campaign> Transitions::cancel(Id id) {
  store::Campaign campaign;
  const std::int64_t why = reasons_.intern(reason::kCancelled);
  const auto texts = reasons_.take_new();
  const Status done = database_.write([&](store::Session& session) -> Status {
    auto found = find(session, id);
    if (!found) return found.error();
    campaign = *std::move(found);
    const CampaignState before = campaign.state;
    if (!is_one_of(before, {CampaignState::kDraft, CampaignState::kScheduled, CampaignState::kRunning,
                            CampaignState::kPaused})) {
      return wrong_state(campaign, "cancelled", "not over");
    }
    const std::int64_t now = clock_.now_us();
    if (auto saved = store::put_reasons(session, texts); !saved) return saved;
    const auto n =
        store::move_all_messages(session, id, MessageState::kQueued, {MessageState::kSkipped, why, 0, now});
    if (!n) return n.error();
    store::CounterChanges changes;
    changes.move(id, MessageState::kQueued, MessageState::kSkipped, why, static_cast<std::int64_t>(*n));
    if (auto counted = store::apply(session, changes); !counted) return counted;
    campaign.state = CampaignState::kCancelled;
    campaign.finished_at = now;
    campaign.updated_at = now;
    return store::update_campaign(session, campaign, before);
  });
  if (!done) {
    reasons_.put_back(texts);
    return done.error();
  }
  return campaign;
}

}  // namespace carillon::delivery
