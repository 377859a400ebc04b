#include "app/channel_rates.h"

#include <string_view>
#include <utility>
#include <vector>

namespace carillon::app {

namespace {

std::vector<delivery::RateLimit> named(const std::string& whose, const std::vector<config::Limit>& limits) {
  std::vector<delivery::RateLimit> out;
  for (const auto& limit : limits) {
    out.push_back(
        {whose + "/" + std::to_string(limit.window_us / 1'000'000) + "s", limit.most, limit.window_us});
  }
  return out;
}

}  // namespace

delivery::ChannelRates channel_rates(const std::string& channel, const config::ChannelLimits& limits) {
  const std::string name = "channel:" + channel;
  delivery::ChannelRates out;
  for (const auto& [domain, of] : limits.domains) out.of_domain[domain] = named(name + ":@" + domain, of);
  if (limits.own.empty() && limits.senders.empty() && !limits.warm_up) return out;
  out.of_sender = [name, limits](std::string_view sender, std::int64_t now_us) {
    constexpr std::int64_t kDay = 86'400'000'000;
    auto all = named(name, limits.own);
    if (const auto own = limits.senders.find(std::string(sender)); own != limits.senders.end()) {
      auto more = named(name + ":" + own->first, own->second);
      all.insert(all.end(), more.begin(), more.end());
    }
    const auto ramp = limits.warm_up ? limits.warm_up->on(now_us) : std::nullopt;
    if (ramp) all.push_back({name + "/warm_up", *ramp, kDay});
    return all;
  };
  return out;
}

}  // namespace carillon::app
