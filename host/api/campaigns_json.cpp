#include "api/campaigns_json.h"

#include "delivery/states.h"

namespace carillon::api {

using store::Approval;
using store::CampaignKind;
using store::CampaignState;

namespace {

std::string_view kind_name(CampaignKind kind) {
  switch (kind) {
    case CampaignKind::kSingle:
      return "single";
    case CampaignKind::kRecurring:
      return "recurring";
    case CampaignKind::kTransactional:
      return "transactional";
  }
  return "unknown";
}

std::string_view approval_name(Approval approval) {
  switch (approval) {
    case Approval::kNone:
      return "none";
    case Approval::kSubmitted:
      return "submitted";
    case Approval::kApproved:
      return "approved";
    case Approval::kRejected:
      return "rejected";
  }
  return "unknown";
}

}  // namespace

bool is_over(CampaignState state) {
  return state == CampaignState::kCompleted || state == CampaignState::kCompletedWithFailures ||
         state == CampaignState::kCancelled || state == CampaignState::kFailed;
}

void write_campaign(JsonWriter& out, const store::Campaign& campaign) {
  out.begin_object()
      .id("id", campaign.id)
      .member("name", campaign.name)
      .member("objective", campaign.objective)
      .member("channel", campaign.channel)
      .key("audience")
      .raw(campaign.audience);
  if (const auto content = parse_json(campaign.content); content && content->is_object()) {
    for (const auto& [name, value] : content->get_object()) out.member(name, value);
  }
  out.member("state", delivery::state_name(campaign.state)).key("reason");
  campaign.reason.empty() ? out.null() : out.value(campaign.reason);
  out.member("audience_size", campaign.audience_size)
      .member("audience_complete", !campaign.planned_to)
      .key("segment_version");
  campaign.segment_version == 0 ? out.null() : out.value(campaign.segment_version);
  out.member("tags", campaign.tags)
      .key("options")
      .raw(campaign.options)
      .member("kind", kind_name(campaign.kind))
      .key("parent_id");
  campaign.parent_id == 0 ? out.null() : out.value(id_text(campaign.parent_id));
  out.member("approval", approval_name(campaign.approval))
      .member("archived", campaign.archived_at.has_value())
      .time("scheduled_at", campaign.scheduled_at)
      .time("started_at", campaign.started_at)
      .time("finished_at", campaign.finished_at)
      .time("created_at", campaign.created_at)
      .time("updated_at", campaign.updated_at)
      .end_object();
}

std::string campaign_body(const store::Campaign& campaign) {
  std::string body;
  JsonWriter out(body);
  write_campaign(out, campaign);
  return body;
}

void write_campaign_event(JsonWriter& out, const store::CampaignEvent& event) {
  out.begin_object().time("at", event.at).member("what", event.what).member("who", event.who).key("detail");
  event.detail.empty() ? out.null() : out.value(event.detail);
  out.end_object();
}

std::string stats_body(const delivery::Stats& stats) {
  std::string body;
  JsonWriter out(body);
  out.begin_object()
      .member("state", delivery::state_name(stats.state))
      .member("audience", stats.audience)
      .member("audience_complete", stats.audience_complete);
  for (const auto& [state, n] : stats.by_state) out.member(state, n);
  out.key("by_reason").begin_object();
  for (const auto& [reason, n] : stats.by_reason) out.member(reason, n);
  out.end_object()
      .time("started_at", stats.started_at)
      .time("finished_at", stats.finished_at)
      .member("rate", stats.rate)
      .end_object();
  return body;
}

namespace {

void write_reached(JsonWriter& out, const delivery::Reached& reached) {
  for (const auto& [state, n] : reached) out.member(state, n);
}

// A body with one more member.
template <class Write>
std::string extended(std::string body, std::string_view name, Write write) {
  body.pop_back();
  body += ',';
  std::string more;
  JsonWriter out(more);
  out.begin_object().key(name);
  write(out);
  out.end_object();
  return body + more.substr(1);
}

void write_share(JsonWriter& out, std::string_view name, const delivery::Share& share) {
  out.key(name).begin_object();
  out.member("customers", share.of)
      .member("converted", share.hits)
      .member("rate", share.value())
      .end_object();
}

}  // namespace

std::string stats_by_variant(const delivery::Stats& stats, const delivery::Results& results) {
  return extended(stats_body(stats), "by_variant", [&](JsonWriter& out) {
    out.begin_array();
    for (const auto& variant : results.variants) {
      out.begin_object().member("name", variant.name);
      write_reached(out, variant.reached);
      out.end_object();
    }
    out.end_array();
  });
}

std::string stats_by_hour(const delivery::Stats& stats, const delivery::Results& results) {
  return extended(stats_body(stats), "by_hour", [&](JsonWriter& out) {
    out.begin_array();
    for (const auto& hour : results.hours) {
      out.begin_object().time("from", hour.from_us);
      write_reached(out, hour.reached);
      out.end_object();
    }
    out.end_array();
  });
}

std::string results_body(const delivery::Results& results) {
  std::string body;
  JsonWriter out(body);
  out.begin_object().member("metric", delivery::metric_name(results.metric)).key("variants").begin_array();
  for (const auto& variant : results.variants) {
    out.begin_object().member("name", variant.name).key("reached").begin_object();
    write_reached(out, variant.reached);
    out.end_object()
        .member("converted", variant.converted)
        .member("probability_best", variant.best)
        .end_object();
  }
  out.end_array().key("winner");
  const auto winner = static_cast<std::size_t>(results.winner);
  winner == 0 || winner > results.variants.size() ? out.null() : out.value(results.variants[winner - 1].name);
  out.member("converted", results.converted)
      .time("window_from", results.window_from_us)
      .time("window_until", results.window_until_us)
      .key("uplift");
  if (results.uplift) {
    const auto& uplift = *results.uplift;
    out.begin_object();
    write_share(out, "treated", uplift.treated);
    write_share(out, "held_out", uplift.held_out);
    out.member("difference", uplift.treated.value() - uplift.held_out.value())
        .member("low", uplift.difference.low)
        .member("high", uplift.difference.high)
        .end_object();
  } else {
    out.null();
  }
  out.end_object();
  return body;
}

}  // namespace carillon::api
