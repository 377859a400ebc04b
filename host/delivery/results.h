// What came of a campaign: by variant and hour from the tallies, and who bought afterwards.
//
// A conversion is a customer with an order in the campaign's window, from its start for the days that its
// options name. The window is the same for those who got a message and those who were held out, so that the
// two can be compared. Thread safety: free functions; the session's thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <carillon/result.hpp>

#include "delivery/campaign_options.h"
#include "delivery/proportions.h"
#include "delivery/split.h"
#include "store/records.h"
#include "store/session.h"

namespace carillon::delivery {

using Reached = std::map<std::string, std::int64_t>;  // by state

struct VariantResult {
  std::string name;
  Reached reached;
  std::int64_t converted = 0;
  double best = 0;  // probability of being the best by the metric
};

struct HourResult {
  std::int64_t from_us = 0;
  Reached reached;
};

struct Uplift {
  Share treated, held_out;
  Interval difference;  // of the shares, 95 %
};

struct Results {
  std::vector<VariantResult> variants;
  std::vector<HourResult> hours;
  Test::Metric metric = Test::Metric::kClicked;
  std::int64_t winner = 0;  // 1 + an index into variants; 0: none
  std::int64_t converted = 0;
  std::optional<Uplift> uplift;  // when some were held out
  std::int64_t window_from_us = 0, window_until_us = 0;
};

// Cheap: from tallies alone.
Status read_tallied(store::Session& session, const store::Campaign& campaign, Results& out);

// Reads the orders of the window. `split`: who got what.
Result<Results> read_results(store::Session& session, const store::Campaign& campaign,
                             const CampaignOptions& options, const Split& split);

std::string_view metric_name(Test::Metric metric);

// The variant that leads by the metric, 1 + its index; 0: nothing was sent.
std::int64_t leader_of(const Results& results);

}  // namespace carillon::delivery
