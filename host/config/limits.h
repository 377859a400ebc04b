// [channels.NAME.limits]: how much may go through a channel, all hosts together.
//
//   per_second = 50                                    also per_minute, per_hour, per_day; any of them
//   domains."gmail.com" = { per_minute = 300 }         of recipients at this domain
//   senders."news@shop.example" = { per_day = 20_000 } of messages from this sender
//   warm_up = { from = "2026-11-01", start = 500, factor = 1.5 }   a day's limit that grows by the factor
//   each day
#pragma once

#include <span>
#include <string>

#include "config/channel_limits.h"
#include "config/entry.h"

namespace carillon::config {

// One entry below a channel's `limits`; `path` is what follows that word.
void apply_limit(const Entry& entry, std::span<const std::string> path, ChannelLimits& limits,
                 Faults& faults);

// What can only be said when all entries are read.
void finish_limits(const Origin& origin, const Path& path, const ChannelLimits& limits, Faults& faults);

}  // namespace carillon::config
