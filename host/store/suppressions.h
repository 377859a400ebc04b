// Whom not to write to: addresses and customers, by channel or at all.
//
// A row is about one subject (policy/addresses.h: a hash of an address or of a customer's id) and one
// channel; there is one row for each pair, and what is put again over it only ever makes it stronger and
// longer.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/expr.hpp>
#include <carillon/result.hpp>

#include "base/ids.h"
#include "store/session.h"

namespace carillon::store {

// The stronger is the higher.
enum class SuppressionReason : std::int64_t {
  kUnsubscribed = 1,
  kManual = 2,
  kStop = 3,
  kBounced = 4,
  kComplained = 5
};

inline constexpr std::int64_t kForever = 253'402'300'799'000'000;  // the end of the year 9999

struct Suppression {
  Id id = 0;
  std::int64_t subject = 0;
  std::string channel;  // empty: every channel
  std::string address;  // in its normal form; empty: it is about the customer
  Id customer_id = 0;   // 0: it is about the address, whoever has it
  SuppressionReason reason = SuppressionReason::kManual;
  Id campaign_id = 0;  // the message that it answers; 0: none
  std::string note;
  std::int64_t created_at = 0, expires_at = kForever;
  bool operator==(const Suppression&) const = default;
};

Status put_suppressions(Session& session, std::span<const Suppression> rows);

Result<bool> any_suppressions(Session& session);
// Those of the subjects that have not expired, for every channel.
Status read_suppressions(Session& session, std::span<const std::int64_t> subjects, std::int64_t now_us,
                         const std::function<void(const Suppression&)>& row);

struct SuppressionPage {
  std::vector<Suppression> rows;
  std::string next;  // cursor; empty at the end
};
Result<SuppressionPage> list_suppressions(Session& session, const Expr* where, std::string_view cursor,
                                          std::size_t limit);
Result<std::optional<Suppression>> get_suppression(Session& session, Id id);
// Answers how many there were.
Result<std::uint64_t> delete_suppression(Session& session, Id id);
// Those of a subject that are at most this strong; of one channel, or of all.
Result<std::uint64_t> lift_suppressions(Session& session, std::int64_t subject,
                                        std::optional<std::string_view> channel, SuppressionReason most);

// A campaign's message that bounced softly. Answers in how many campaigns since `since_us` this subject's
// did, this one included.
Result<std::uint64_t> note_soft_bounce(Session& session, std::int64_t subject, Id campaign,
                                       std::int64_t now_us, std::int64_t since_us);

}  // namespace carillon::store
