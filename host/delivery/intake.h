// What channels tell the host: the table of callbacks behind crl_channel_sink, one for each channel.
//
// A completion settles the message, or plans a repeat; a receipt becomes an event. Receipts that come while
// a webhook of the same thread is running are gathered and made durable before the vendor is answered.
//
// Thread safety: the callbacks from any thread, also from within send().
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <carillon/abi/channel.h>

#include "delivery/dispatcher.h"
#include "delivery/flights.h"
#include "delivery/reasons.h"
#include "delivery/recorder.h"

namespace carillon::delivery {

struct IntakeCounters {
  std::atomic<std::uint64_t> sent{0}, failed{0}, retried{0}, receipts{0}, receipts_unknown{0}, misbehaved{0};
};

class Intake {
 public:
  struct Parts {
    Flights& flights;
    Reasons& reasons;
    Recorder& recorder;
    Dispatcher& dispatcher;
  };
  // `parts` is asked for at each call: the pipeline may be built after the table is handed out.
  // `tell` learns of every completion's status.
  Intake(std::string channel, std::function<Parts&()> parts, std::function<Port*()> port,
         IntakeCounters& counters, std::function<void(crl_status)> tell);

  const crl_channel_sink* table() const { return &table_; }

  // Receipts emitted by this thread during the life of a Gathering go to `events` instead.
  class Gathering {
   public:
    Gathering();
    ~Gathering();
    Gathering(const Gathering&) = delete;
    Gathering& operator=(const Gathering&) = delete;
    std::vector<Event> events;

   private:
    Gathering* outer_;
  };

 private:
  void complete(const crl_completion* const* completions, std::uint32_t n);
  crl_status receipt(const crl_receipt* const* receipts, std::uint32_t n);

  // Null where receipts of this channel carry our key.
  std::shared_ptr<const ProviderRef> ref_of(crl_str provider_id) const;

  const std::string channel_;
  const std::int64_t number_;
  const std::function<Parts&()> parts_;
  const std::function<Port*()> port_;
  IntakeCounters& counters_;
  const std::function<void(crl_status)> tell_;
  crl_channel_sink table_{};
};

}  // namespace carillon::delivery
