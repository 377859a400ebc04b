// Campaigns and their statistics as the API shows them. Pure functions.
#pragma once

#include "api/json_writer.h"
#include "delivery/delivery.h"
#include "delivery/results.h"
#include "store/records.h"

namespace carillon::api {

void write_campaign(JsonWriter& out, const store::Campaign& campaign);
std::string campaign_body(const store::Campaign& campaign);
void write_campaign_event(JsonWriter& out, const store::CampaignEvent& event);
std::string stats_body(const delivery::Stats& stats);
// The same with by_variant or by_hour behind.
std::string stats_by_variant(const delivery::Stats& stats, const delivery::Results& results);
std::string stats_by_hour(const delivery::Stats& stats, const delivery::Results& results);
std::string results_body(const delivery::Results& results);
bool is_over(store::CampaignState state);

}  // namespace carillon::api
