// [channels.NAME.limits]: how much may go through a channel, all hosts together. See config/limits.h for the
// keys.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace carillon::config {

struct Limit {
  std::int64_t most = 0;
  std::int64_t window_us = 0;
};

struct WarmUp {
  std::int64_t from_us = 0;  // the beginning of the first day, UTC
  std::int64_t start = 0;    // messages of the first day
  double factor = 1.5;

  // The limit of the day that `now_us` falls in; nullopt when it is too large to matter.
  std::optional<std::int64_t> on(std::int64_t now_us) const;
};

struct ChannelLimits {
  std::vector<Limit> own;
  std::map<std::string, std::vector<Limit>> domains, senders;  // domains in lower case
  std::optional<WarmUp> warm_up;
};

}  // namespace carillon::config
