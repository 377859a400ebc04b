// The limits of a channel as configured, as delivery obeys them.
#pragma once

#include <string>

#include "config/channel_limits.h"
#include "delivery/rates.h"

namespace carillon::app {

// No limits give no function, so that nothing is asked of storage.
delivery::ChannelRates channel_rates(const std::string& channel, const config::ChannelLimits& limits);

}  // namespace carillon::app
