#include "api/campaigns_json.h"

#include "delivery/states.h"

namespace carillon::api {

using store::CampaignState;

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
  out.member("audience_size", campaign.audience_size).key("segment_version");
  campaign.segment_version == 0 ? out.null() : out.value(campaign.segment_version);
  out.time("scheduled_at", campaign.scheduled_at)
      .time("started_at", campaign.started_at)
      .time("finished_at", campaign.finished_at)
      .time("created_at", campaign.created_at)
      .time("updated_at", campaign.updated_at)
      .end_object();
}

std::string stats_body(const delivery::Stats& stats) {
  std::string body;
  JsonWriter out(body);
  out.begin_object().member("state", delivery::state_name(stats.state)).member("audience", stats.audience);
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

}  // namespace carillon::api
