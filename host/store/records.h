// The rows that the host keeps, as values. One struct a collection; see store/schema.h for the columns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <carillon/value.hpp>

#include "base/ids.h"

namespace carillon::store {

using Text = std::optional<std::string>;
using Moment = std::optional<std::int64_t>;  // microseconds UTC

struct Customer {
  Id id = 0;
  std::string external_id;
  Text name, email, phone, city, country, gender, timezone;
  std::optional<std::int64_t> birth_date;  // days since 1970
  std::vector<std::string> tags;
  std::optional<bool> consent_email, consent_sms;
  std::string attributes = "{}";  // a JSON object
  std::int64_t created_at = 0, updated_at = 0;
  // Kept with the orders, in their transaction; see ingest.
  Decimal total_spend;
  std::int64_t order_count = 0;
  std::optional<Decimal> avg_order_value;
  Moment first_order_at, last_order_at;

  bool operator==(const Customer&) const = default;
};

struct OrderItem {
  std::string sku;
  Text category, name;
  Decimal quantity, price;
  bool operator==(const OrderItem&) const = default;
};

// Stored as these numbers; only counted ones are part of a customer's totals.
enum class OrderStatus : std::int64_t { kPending = 1, kCompleted = 2, kCancelled = 3, kRefunded = 4 };
inline bool counts(OrderStatus s) { return s == OrderStatus::kPending || s == OrderStatus::kCompleted; }

struct Order {
  Id id = 0;
  std::string external_id;
  Id customer_id = 0;
  Decimal amount;
  Text currency;
  OrderStatus status = OrderStatus::kCompleted;
  std::int64_t ordered_at = 0, created_at = 0, updated_at = 0;
  std::vector<OrderItem> items;
  bool operator==(const Order&) const = default;
};

struct Segment {
  Id id = 0;
  std::string name, description;
  std::string rule;  // JSON
  std::int64_t version = 1;
  std::vector<std::string> tags;
  std::int64_t created_at = 0, updated_at = 0;
  Moment archived_at;  // out of the way: not listed unless asked for, and no longer counted
};

// What a segment's rule was, once.
struct SegmentVersion {
  Id segment_id = 0;
  std::int64_t version = 1;
  std::string rule;  // JSON
  std::int64_t created_at = 0;
};

// How many a segment selected at an instant.
struct SegmentSize {
  Id segment_id = 0;
  std::int64_t at = 0;
  std::int64_t version = 1;
  std::int64_t count = 0;
};

enum class CampaignState : std::int64_t {
  kDraft = 1,
  kScheduled = 2,
  kRunning = 3,
  kPaused = 4,
  kCompleted = 5,
  kCompletedWithFailures = 6,
  kCancelled = 7,
  kFailed = 8
};

// What a campaign's row stands for.
enum class CampaignKind : std::int64_t {
  kSingle = 0,
  kRecurring = 1,     // never sends itself: each occurrence is a campaign of its own with this parent
  kTransactional = 2  // stands for single messages (direct_messages); runs for ever and has no audience
};

enum class Approval : std::int64_t { kNone = 0, kSubmitted = 1, kApproved = 2, kRejected = 3 };

struct Campaign {
  Id id = 0;
  std::string name, objective, channel;
  std::string audience;  // JSON: {"segment_id": ".."} | {"rule": {..}} | {"customer_ids": [..]}
  std::string
      content;  // JSON: {"template": {subject?, text?, html?}} or {"variants": [{name, weight?, template}]}
  std::string rule;  // JSON, the rule as launched; empty before
  std::int64_t segment_version = 0;
  CampaignState state = CampaignState::kDraft;
  std::string reason;  // of kFailed
  std::int64_t audience_size = 0;
  Id dispatched_to = 0;  // messages up to this customer are in chunks
  // The audience is taken up to this customer, and will be further; none: it is whole, or not yet begun.
  std::optional<Id> planned_to;
  std::int64_t created_at = 0, updated_at = 0;
  Moment scheduled_at, started_at, finished_at;
  std::string options = "{}";  // JSON; see delivery/campaign_options.h
  std::vector<std::string> tags;
  Moment archived_at;
  CampaignKind kind = CampaignKind::kSingle;
  Id parent_id = 0;              // of an occurrence: the recurring campaign
  std::int64_t occurrences = 0;  // of a recurring one: how many instants of its rule have passed
  Approval approval = Approval::kNone;
  std::int64_t winner = 0;  // of a test of variants: 1 + the index of the one for everybody else; 0: none yet
};

// What happened to a campaign, when, and who did it ("host" for what happened by itself).
struct CampaignEvent {
  Id campaign_id = 0;
  std::int64_t at = 0;
  std::string what, who, detail;
};

// A message to one, outside of any audience. Its ledger row's customer is this id.
struct DirectMessage {
  Id id = 0;
  Id campaign_id = 0;  // the standing campaign that it belongs to
  Id customer_id = 0;  // 0: to a bare address
  std::string address;
  Id template_id = 0;               // 0: its content came with it
  std::string subject, text, html;  // rendered
  std::int64_t created_at = 0;
  Moment expires_at;
};

// A message only moves to a state of a higher number; see delivery/states.h for which moves there are.
enum class MessageState : std::int64_t {
  kQueued = 1,
  kSending = 2,
  kSent = 3,
  kDelivered = 4,
  kOpened = 5,
  kClicked = 6,
  kSkipped = 10,
  kFailed = 11,
  kBounced = 12,
  kComplained = 13
};

// One row of the ledger: fixed width, no text. Key: (campaign_id, customer_id, step).
struct Message {
  Id campaign_id = 0, customer_id = 0;
  std::int64_t step = 0;
  MessageState state = MessageState::kQueued;
  std::int64_t reason = 0;  // delivery/states.h; 0 = none
  std::int64_t attempts = 0;
  std::int64_t updated_at = 0;
};

// A lease on the messages of customers first..last of a campaign.
struct Chunk {
  Id campaign_id = 0;
  Id first = 0, last = 0;  // customer ids, both included
  std::int64_t owner = 0;  // the host's run; 0 = nobody
  std::int64_t lease_until = 0;
};

struct Counter {
  Id campaign_id = 0;
  MessageState state = MessageState::kQueued;
  std::int64_t reason = 0;
  std::int64_t n = 0;
};

}  // namespace carillon::store
