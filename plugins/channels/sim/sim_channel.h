// The simulated vendor: takes messages, answers after a while, and sends receipts that are sometimes late,
// doubled, early or lost. sms_sim and email_sim say only what they check and what they are called.
//
// Thread safety: send(), cancel(), webhook() and health() from any threads; one timer of the host does the
// rest. Invariants: every message taken is answered once, also on stop(); at most max_in_flight messages
// await their answer; what became of a message depends on the seed and its key alone.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/channel.hpp>
#include <carillon/timer.hpp>

#include "accepted_keys.h"
#include "dice.h"
#include "in_flight.h"
#include "ledger.h"
#include "post_receipts.h"
#include "settings.h"

namespace carillon::sim {

struct Reason {
  std::string_view code, words;
};

// What distinguishes one simulated vendor from another. Static constants.
struct Profile {
  std::uint32_t address;
  std::uint32_t flags;
  std::string_view id_prefix;  // of the vendor's message ids
  std::int32_t failure;        // CRL_RCPT_* of a message that was accepted and not delivered
  std::span<const Reason> reasons;
};

class SimChannel : public Channel {
 public:
  SimChannel(const Config& config, const Profile& profile);

  ChannelCaps caps() const override;
  Status start() override;
  void drain(std::chrono::milliseconds deadline) override;
  void stop() override;
  Status health() override;
  void send(Batch& batch) override;
  void cancel(std::span<const std::uint64_t> tokens) override;
  Status webhook(const WebhookCall& call) override;

 protected:
  const Settings& settings() const { return settings_; }
  // [worker] Why the vendor refuses the message for good; nullopt when it takes it.
  virtual std::optional<Error> check(const Outgoing& message) const = 0;
  // [worker] The message was taken and will be accepted under this id; its texts are still at hand.
  virtual void accepting(const Outgoing& message, std::string_view provider_id) {
    (void)message, (void)provider_id;
  }

 private:
  struct Work {
    Event event;
    Ticket ticket;  // of an answer
    bool early;     // a receipt that overtakes its answer
    bool cancelled;
  };

  // What becomes of an attempt.
  enum class Fate { kAccepted, kTemporary, kPermanent };
  Fate fate_of(const Dice& dice, std::uint32_t attempt) const;
  void take(Batch& batch, const Outgoing& message, const Dice& dice, Fate fate, std::int64_t now_us);
  std::int64_t latency_us(const Dice& dice, Question question) const;
  std::optional<Error> no_room(std::int64_t now_us);
  std::int64_t down_until_us(std::int64_t now_us) const;
  void wake_later(std::int64_t now_us);
  void write_id(std::uint64_t hash, std::string& out) const;

  void tick();
  bool collect(std::int64_t now_us);
  void answer(bool written);
  bool write_down();
  void misbehave(const Parcel& parcel, std::uint64_t token);
  void report(bool early);
  bool hand_over(std::span<const Receipt> receipts);
  Receipt receipt_of(const Event& event, const std::string& id) const;
  void settle();

  const Settings settings_;
  const Profile profile_;
  Timer timer_{[this] { tick(); }};
  std::unique_ptr<PostReceipts> poster_;

  std::mutex mutex_;  // guards all down to the blank line
  std::condition_variable idle_;
  InFlight in_flight_;
  std::size_t unanswered_ = 0;
  bool running_ = false;
  bool ticking_ = false;
  bool starved_ = false;  // a send() left messages for lack of room
  std::int64_t window_us_ = 0;
  std::uint32_t window_count_ = 0;
  std::int64_t started_us_ = 0;

  std::unique_ptr<Ledger> ledger_;
  AcceptedKeys accepted_;  // this and the following: of the ticking thread
  std::vector<Work> work_;
  std::vector<std::string> ids_, receipt_ids_;
  std::size_t answered_ = 0;
  std::vector<Event> again_;
};

}  // namespace carillon::sim
