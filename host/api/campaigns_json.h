// Campaigns and their statistics as the API shows them. Pure functions.
#pragma once

#include "api/json_writer.h"
#include "delivery/delivery.h"
#include "store/records.h"

namespace carillon::api {

void write_campaign(JsonWriter& out, const store::Campaign& campaign);
std::string stats_body(const delivery::Stats& stats);
bool is_over(store::CampaignState state);

}  // namespace carillon::api
