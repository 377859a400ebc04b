// A campaign that this host is sending. Used by the dispatcher's thread only.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <queue>
#include <string_view>
#include <vector>

#include "delivery/campaign_options.h"
#include "delivery/channels.h"
#include "delivery/content.h"
#include "delivery/event.h"
#include "delivery/flights.h"
#include "delivery/prepared.h"
#include "delivery/rates.h"
#include "store/records.h"

namespace carillon::delivery {

struct Retry {
  std::int64_t due_us;
  Flight flight;
  bool operator>(const Retry& other) const { return due_us > other.due_us; }
};

struct Run {
  store::Campaign campaign;
  CampaignOptions options;
  Content content;
  Channel* channel = nullptr;
  Port& port() const { return *channel->port; }
  // Single messages go before campaigns, and those of a high priority before others.
  bool urgent() const { return campaign.kind == store::CampaignKind::kTransactional; }
  int rank() const { return urgent() ? 10 : options.priority; }
  bool active() const {
    return campaign.state == store::CampaignState::kRunning ||
           campaign.state == store::CampaignState::kPaused;
  }
  std::vector<std::string_view> columns;  // columns_for(content, port of the channel)
  std::deque<Prepared> backlog;           // rendered, not yet taken by the channel
  std::priority_queue<Retry, std::vector<Retry>, std::greater<>> retries;
  std::deque<Flight> adopted;    // of chunks taken over from a host that is gone; sent again under their keys
  bool exhausted = false;        // no queued message is left behind the cursor
  bool scattered = false;        // its recipients are few among their neighbours by id
  std::int64_t look_due_at = 0;  // when to look for deferred messages that are due
  bool planning = false;         // a stretch of its audience is being taken
  std::int64_t plan_again_at = 0;
  std::int64_t ahead = 0;         // messages that were planned here and wait to be claimed, about
  std::vector<RateLimit> limits;  // of all its messages, besides those of their domains
  std::int64_t limited_until = 0;
  std::vector<std::weak_ptr<ChunkWork>> chunks;  // those that are worked on, and some that were

  // The first customers of the chunks that are worked on.
  std::vector<Id> held() {
    std::vector<Id> out;
    std::erase_if(chunks, [&](const auto& weak) {
      const auto work = weak.lock();
      if (work != nullptr) out.push_back(work->first);
      return work == nullptr;
    });
    return out;
  }
};

}  // namespace carillon::delivery
