// From launch to receipt: the pipeline that sends campaigns and keeps account of every message.
//
//   launch (snapshot inside storage) -> claim a chunk under a lease -> read its customers -> check -> render
//   -> channel.send in batches -> record completions and receipts in batches -> statistics
//
// Invariants, at every instant, also after kill -9:
//  1. audience = the sum of a campaign's messages by state (messages and counters change in one transaction);
//  2. (campaign, customer, step) is unique and always sent under the same idempotency key;
//  3. states only move forward (delivery/states.h);
//  4. memory is bounded by max_in_flight, not by the audience.
//
// Thread safety: sink_for(), attach(), start() and stop() on the lifecycle thread, also while campaigns run;
// the rest from any.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <carillon/abi/channel.h>
#include <carillon/result.hpp>

#include "audience/audience.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/issue.h"
#include "base/json.h"
#include "delivery/breaker.h"
#include "delivery/content.h"
#include "delivery/key.h"
#include "delivery/ledger_sums.h"
#include "delivery/port.h"
#include "delivery/rates.h"
#include "links/links.h"
#include "policy/gate.h"
#include "store/database.h"
#include "store/records.h"

namespace carillon::delivery {

class Direct;
class Forecaster;
class Transitions;

struct Options {
  std::size_t chunk_size = 2'000;
  std::size_t max_in_flight = 8'000;
  std::int64_t lease_us = 30'000'000;
  std::int64_t answer_us = 120'000'000;  // how long a channel may take to answer for a message
  std::uint32_t max_attempts = 5;
  std::int64_t retry_base_us = 500'000;
  std::int64_t retry_max_us = 60'000'000;
  std::int64_t record_delay_us = 30'000;  // how long results wait for company before they are written
  std::size_t receipt_queue = 100'000;    // receipts waiting to be written; past it a channel must come again
  BreakerOptions breaker{};
  bool exclusive = false;  // no other host can use this storage: leases of an earlier run are void at once
  std::string organisation_name, currency, timezone = "UTC";
  policy::Rules policy;
  const links::Links* links = nullptr;             // null: messages have no links of ours
  bool track_opens = false, track_clicks = false;  // of campaigns that do not say
  bool approval = false;  // campaigns are launched only after somebody approved of them
};

struct Stats {
  std::int64_t audience = 0;
  bool audience_complete = true;  // false: more of it is still being taken (delivery/snapshot.h)
  std::map<std::string, std::int64_t> by_state;   // every state, also those with 0
  std::map<std::string, std::int64_t> by_reason;  // of skipped, failed, bounced, complained
  store::CampaignState state = store::CampaignState::kDraft;
  store::Moment started_at, finished_at;
  double rate = 0;  // messages a second out of queued, over the run so far
};

struct ChannelInfo {
  std::string name, plugin;
  crl_channel_caps caps{};
};

struct Counters {
  std::uint64_t sent = 0, failed = 0, retried = 0, skipped = 0, receipts = 0, receipts_unknown = 0;
  std::uint64_t in_flight = 0, receipts_waiting = 0, deferred = 0;
};

class Delivery {
 public:
  Delivery(store::Database& database, const audience::Compiler& compiler, IdSource& ids, const Clock& clock,
           Options options);
  ~Delivery();

  // The host table to create a channel instance with. Valid as long as this.
  const crl_channel_sink* sink_for(const std::string& channel);
  // The created instance's table; outlives stop(). `serial`: see delivery/port.h.
  void attach(const std::string& channel, const std::string& plugin, const crl_channel* table, void* self,
              Port::Serial serial, ChannelRates rates = {});

  Status start();
  // No new sends; waits for what is in flight up to `grace`, then records what is known.
  void stop(std::chrono::milliseconds grace);

  std::vector<ChannelInfo> channels() const;

  // What the API checks before it saves a campaign: see delivery/content.h.
  std::variant<Content, Issues> check_content(const json::value& content,
                                              const std::string& campaign_name) const;

  // How campaigns are moved between their states; see delivery/transitions.h. CRL_E_NOT_FOUND: no such
  // campaign; CRL_E_STATE: not from its present state; CRL_E_INVALID: its audience, channel or template is no
  // longer valid.
  Transitions& transitions();
  // The plainest of them, told as the host's own.
  Result<store::Campaign> launch(Id campaign);
  Result<store::Campaign> pause(Id campaign);
  Result<store::Campaign> resume(Id campaign);
  Result<store::Campaign> cancel(Id campaign);

  Direct& direct();
  Forecaster& forecaster();

  Result<Stats> stats(Id campaign) const;
  // The text of a ledger row's reason; empty for 0.
  std::string reason_text(std::int64_t reason) const;

  // Returns when something of any campaign changed after `seen`, or after `timeout`; answers the new mark.
  std::uint64_t wait_for_change(std::uint64_t seen, std::chrono::milliseconds timeout) const;

  // What a vendor posted. Durable when it returns OK. CRL_E_NOT_FOUND: no such channel; CRL_E_AUTH,
  // CRL_E_INVALID: the plugin refused it; CRL_E_UNAVAILABLE: come again. Answers the receipts taken.
  Result<std::uint64_t> webhook(const std::string& channel,
                                const std::vector<std::pair<std::string, std::string>>& headers,
                                std::string_view body);

  // What a vendor asks before it posts anything, answered by the plugin. CRL_E_UNSUPPORTED: its vendor asks
  // nothing; else as webhook().
  Result<std::string> challenge(const std::string& channel,
                                const std::vector<std::pair<std::string, std::string>>& query);

  // What a recipient did, as a link told: opened or clicked. False: come again.
  bool observe(const MessageKey& key, store::MessageState what);

  policy::Gate& gate();
  const policy::Gate& gate() const;

  Counters counters() const;
  LedgerSums ledger() const;
  // 1: works, 0: left alone for its failures, 0.5: being tried; nullopt: there is none of that name.
  std::optional<double> channel_health(const std::string& channel) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::delivery
