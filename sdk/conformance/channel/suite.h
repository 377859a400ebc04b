// What a channel plugin must show before a host may trust it with messages.
//
// Checks run over one instance, in order; the last one stops it. Messages go to addresses that belong to
// nobody. A check answers what it found wrong.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <carillon/abi/channel.h>

#include "sink.h"

namespace carillon::conformance {

// A started instance that was made with sink.table().
struct ChannelUnderTest {
  const crl_channel& table;
  void* self;
  ChannelSink& sink;
  std::function<void()> stop;
  bool serial = false;  // it asked for one call at a time
};

struct ChannelCheck {
  std::string name;      // "completes"
  std::string promises;  // what holds when it passes, as a sentence
  std::function<std::vector<std::string>(ChannelUnderTest& channel)> run;
};

const std::vector<ChannelCheck>& channel_checks();

}  // namespace carillon::conformance
