// The gate: what every message passes before it is handed to a channel, whatever the channel.
//
// In this order; the first that refuses gives the reason (policy/reasons.h):
//   hold-out, expiry, address present and valid, consent of the channel, suppression, duplicate address,
//   send times (quiet hours, days, holidays, the start in the recipient's zone), frequency caps.
// Caps come last because they take a place: only what is really sent counts. Transactional messages pass
// hold-out, consent, duplicates, caps, unsubscriptions and (unless configured) send times.
//
// A batch is judged in three steps: add() decides alone what needs no storage, look_up() reads within the
// caller's session what others must not have changed meanwhile, admit() takes the places of caps in a write
// of its own. While there are no suppressions, and no caps, nothing is asked for them: that there are none is
// looked at once a second.
//
// Thread safety: a Gate all calls from any thread; a Batch is for one.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "policy/reasons.h"
#include "policy/rules.h"
#include "store/database.h"
#include "store/session.h"

namespace carillon::policy {

enum class AddressKind { kNone, kEmail, kPhone, kPush };

// What a campaign asks of the gate.
struct Terms {
  Id campaign = 0;
  std::int64_t step = 0;
  bool transactional = false;
  bool caps = true;                                     // whether frequency caps apply
  std::optional<SendTimes> send_times;                  // instead of the organisation's
  std::optional<std::int64_t> local_start_us;           // not before the recipient's wall clock shows this
  std::function<std::int64_t(Id customer)> not_before;  // an instant of each their own; empty: at once
  std::int64_t expires_at_us = 0;                       // 0: never
  std::function<bool(Id customer)> held_out;            // empty: nobody is
};

// What it is sent through.
struct ChannelFacts {
  std::string_view name;
  AddressKind address = AddressKind::kNone;
};

struct Candidate {
  Id recipient = 0;                             // the ledger's customer_id
  Id customer = 0;                              // 0: nobody's, a bare address
  std::string_view address, country, timezone;  // as stored; the last two may be empty
  bool consent = false;
};

struct Verdict {
  enum class Kind : std::uint8_t { kSend, kSkip, kDefer };
  Kind kind = Kind::kSend;
  std::string_view reason{};  // of kSkip
  std::int64_t until_us = 0;  // of kDefer

  bool sends() const { return kind == Kind::kSend; }
  static Verdict send() { return {}; }
  static Verdict skip(std::string_view why) { return {Kind::kSkip, why, 0}; }
  static Verdict defer(std::int64_t until_us) { return {Kind::kDefer, {}, until_us}; }
};

// What became of the messages that were to be sent, since the start.
struct GateCounts {
  std::uint64_t passed = 0, deferred = 0;
  std::map<std::string, std::uint64_t, std::less<>> refused;  // by reason
};

class Gate {
 public:
  class Batch;

  // `shared`: other hosts write to the storage, too.
  Gate(store::Database& database, const Clock& clock, Rules rules, bool shared);
  ~Gate();

  // Borrows `terms` and `channel`'s name.
  Batch batch(const Terms& terms, ChannelFacts channel);

  const Rules& rules() const { return rules_; }
  // An address in the form that is compared and sent; nullopt: it is none. `country` may be empty.
  std::optional<std::string> normal(AddressKind kind, std::string_view address,
                                    std::string_view country) const;
  GateCounts counts() const;
  // Suppressions were made: look for them again before the next batch.
  void suppressions_changed() { look_again_at_ = 0; }

 private:
  friend class Batch;
  Result<bool> any_suppressions(store::Session& session);
  void prune(std::int64_t now_us);
  void count(const Batch& batch);

  store::Database& database_;
  const Clock& clock_;
  const Rules rules_;
  const bool shared_;
  std::atomic<bool> any_suppressions_{true};
  std::atomic<std::int64_t> look_again_at_{0}, prune_at_{0};
  mutable std::mutex mutex_;
  GateCounts counts_;  // guarded by mutex_
};

class Gate::Batch {
 public:
  // Judges what needs no storage. Answers the index of the candidate in this batch.
  std::size_t add(const Candidate& candidate);

  // Suppressions and duplicates, of all that are not refused yet. Once, after the last add().
  Status look_up(store::Session& session);

  // Frequency caps, of all that are to be sent. Not within a session: writes one transaction, when caps are
  // configured. A repeat for the same message finds its place taken by itself.
  Status admit();

  // What admit() would refuse by now, with nothing written: within the caller's session, instead of it. Of
  // those that wait, what they got is judged at the instant that they wait for.
  Status foresee(store::Session& session);

  // What was found elsewhere; before admit().
  void refuse(std::size_t at, std::string_view why) { items_[at].verdict = Verdict::skip(why); }

  std::size_t size() const { return items_.size(); }
  const Verdict& verdict(std::size_t at) const { return items_[at].verdict; }
  Id recipient(std::size_t at) const { return items_[at].recipient; }
  // In the form that the channel wants: phone numbers in E.164. Good until the next add().
  std::string_view address(std::size_t at) const;
  // Starts again, as a session that is repeated must.
  void clear();

 private:
  friend class Gate;
  struct Item {
    Id recipient = 0, customer = 0;
    std::uint32_t at = 0, len = 0;          // the normal address in bytes_
    std::uint32_t raw_at = 0, raw_len = 0;  // as stored
    Verdict verdict;
  };
  Batch(Gate& gate, const Terms& terms, ChannelFacts channel);
  Verdict judge(const Candidate& candidate, Item& item);
  Verdict judge_when(const Candidate& candidate, std::string_view address);
  Verdict judge_time(const Candidate& candidate, std::string_view phone);
  Status look_up_suppressions(store::Session& session);
  Status look_up_duplicates(store::Session& session);
  Status take_places();

  Gate& gate_;
  const Terms& terms_;
  const ChannelFacts channel_;
  const SendTimes& times_;
  const std::int64_t now_us_;
  std::string bytes_;
  std::vector<Item> items_;
  std::map<std::string, std::int64_t, std::less<>> first_instants_;  // by zone
};

}  // namespace carillon::policy
