// The channels of this host by name. Channels are added while the host runs and never taken away.
//
// Thread safety: all calls from any thread; what find() answers stays valid as long as this.
#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "delivery/breaker.h"
#include "delivery/port.h"
#include "delivery/rates.h"

namespace carillon::delivery {

struct Channel {
  explicit Channel(BreakerOptions options) : breaker(options) {}

  std::unique_ptr<Port> port;
  ChannelRates rates;
  Breaker breaker;
  std::atomic<std::size_t> in_flight{0};  // messages claimed for it whose outcome is not recorded
};

class Channels {
 public:
  explicit Channels(BreakerOptions breaker) : breaker_(breaker) {}

  // Null when there is none of that name.
  Channel* find(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    const auto found = channels_.find(name);
    return found == channels_.end() ? nullptr : &found->second;
  }

  void add(std::unique_ptr<Port> port, ChannelRates rates) {
    const std::scoped_lock lock(mutex_);
    Channel& channel = channels_.try_emplace(port->name(), breaker_).first->second;
    channel.rates = std::move(rates);
    channel.port = std::move(port);
  }

  // In order of name.
  std::vector<Channel*> all() {
    const std::scoped_lock lock(mutex_);
    std::vector<Channel*> out;
    for (auto& [name, channel] : channels_) out.push_back(&channel);
    return out;
  }

 private:
  const BreakerOptions breaker_;
  std::mutex mutex_;
  std::map<std::string, Channel> channels_;
};

}  // namespace carillon::delivery
