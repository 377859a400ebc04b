#include "sim_channel.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

#include "receipt_json.h"
#include "signature.h"

namespace carillon::sim {
namespace {

constexpr std::size_t kEventsAtOnce = 512;      // events handled between two looks at the lock
constexpr std::size_t kMaxParcels = 1'000'000;  // messages kept at all, late receipts included
constexpr std::int64_t kShortestTickUs = 500;
constexpr std::int64_t kLongestTickUs = 10'000;
constexpr std::int64_t kReceiptPauseUs = 20'000;  // before receipts that the host could not take come again

std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

SimChannel::SimChannel(const Config& config, const Profile& profile)
    : settings_(config), profile_(profile), accepted_(settings_.remembered_keys) {}

ChannelCaps SimChannel::caps() const {
  return {.address = profile_.address,
          .flags = profile_.flags | (settings_.receipts == Receipts::kOff ? 0 : CRL_CHANNEL_RECEIPTS),
          .max_batch = 1000,
          .max_in_flight = settings_.max_in_flight,
          .max_per_second = settings_.throttle_per_second,
          .max_text_len = settings_.max_text_len};
}

Status SimChannel::start() {
  if (host().service<crl_timer>(CRL_TIMER_ID) == nullptr) return Host::lacks(CRL_TIMER_ID);
  if (settings_.receipts == Receipts::kHttp) {
    if (!http_available()) return Host::lacks(CRL_HTTP_ID);
    poster_ = std::make_unique<PostReceipts>(settings_.receipts_url, settings_.webhook_secret);
  }
  if (!settings_.ledger.empty()) {
    ledger_ = std::make_unique<Ledger>(settings_.ledger);
    if (auto opened = ledger_->open(); !opened) return opened;
  }
  const std::lock_guard lock(mutex_);
  running_ = true;
  started_us_ = steady_us();
  return {};
}

void SimChannel::drain(std::chrono::milliseconds deadline) {
  std::unique_lock lock(mutex_);
  idle_.wait_for(lock, deadline, [this] { return !ticking_; });
}

void SimChannel::stop() {
  {
    const std::lock_guard lock(mutex_);
    running_ = false;
  }
  timer_.cancel();
  if (poster_) poster_->stop();
  std::vector<Ticket> unanswered;
  {
    const std::lock_guard lock(mutex_);
    unanswered = in_flight_.cancel([](std::uint64_t) { return true; });
    in_flight_.clear();
    unanswered_ = 0;
    ticking_ = starved_ = false;
  }
  for (Ticket& ticket : unanswered)
    ticket.fail(unavailable("the channel was stopped before it had sent this"));
}

Status SimChannel::health() {
  const std::lock_guard lock(mutex_);
  if (!running_) return Error{CRL_E_STATE, "the simulator is not started"};
  const auto now = steady_us();
  const auto until = down_until_us(now);
  if (until > now)
    return unavailable("the simulated vendor is down", static_cast<std::uint32_t>((until - now) / 1000));
  return {};
}

void SimChannel::send(Batch& batch) {
  const auto now = steady_us();
  std::string id;
  while (const auto message = batch.peek()) {
    if (auto refusal = check(*message)) {
      batch.take().fail(*refusal);
      continue;
    }
    const Dice dice(settings_.seed, message->idempotency_key());
    if (dice.roll(Question::kThrow, settings_.throw_rate, message->attempt())) {
      const Ticket doomed = batch.take();
      throw std::runtime_error("the simulated channel throws, as throw_rate asks for");
    }
    const Fate fate = fate_of(dice, message->attempt());
    {
      const std::lock_guard lock(mutex_);
      if (auto why = no_room(now)) {
        batch.leave(*std::move(why));
        break;
      }
      take(batch, *message, dice, fate, now);
    }
    if (fate == Fate::kAccepted) {
      write_id(dice.hash(), id);
      accepting(*message, id);
    }
  }
  const std::lock_guard lock(mutex_);
  wake_later(now);
}

SimChannel::Fate SimChannel::fate_of(const Dice& dice, std::uint32_t attempt) const {
  if (dice.roll(Question::kPermanent, settings_.permanent_failure_rate)) return Fate::kPermanent;
  const bool busy = dice.roll(Question::kTemporary, settings_.temporary_failure_rate, attempt);
  return busy ? Fate::kTemporary : Fate::kAccepted;
}

std::int64_t SimChannel::latency_us(const Dice& dice, Question question) const {
  const auto low = settings_.latency_min_us, high = settings_.latency_max_us;
  return settings_.long_tail ? dice.long_tailed(question, low, high) : dice.between(question, low, high);
}

// Plans the whole life of the message at once.
void SimChannel::take(Batch& batch, const Outgoing& message, const Dice& dice, Fate fate,
                      std::int64_t now_us) {
  Parcel& parcel = in_flight_.acquire();
  parcel.key.assign(message.idempotency_key());
  if (ledger_) parcel.to.assign(message.to());
  parcel.hash = dice.hash();
  parcel.attempt = message.attempt();
  parcel.ticket = batch.take();
  ++unanswered_;
  ++window_count_;

  const bool hangs = dice.roll(Question::kHang, settings_.hang_rate, message.attempt());
  const auto answer_us = now_us + (hangs ? settings_.hang_us : latency_us(dice, Question::kLatency));
  in_flight_.schedule(parcel, What::kAnswer, answer_us);
  if (fate != Fate::kAccepted || settings_.receipts == Receipts::kOff) return;

  const auto low = settings_.latency_min_us;
  auto receipt_us = answer_us + 1 + latency_us(dice, Question::kReceiptDelay);
  if (dice.roll(Question::kLate, settings_.late_rate)) receipt_us += settings_.late_us;
  if (dice.roll(Question::kReordered, settings_.reorder_rate))
    receipt_us = now_us + (answer_us - now_us) / 2 - 1;
  if (dice.roll(Question::kLost, settings_.lost_rate)) return;
  in_flight_.schedule(parcel, What::kOutcome, receipt_us);
  if (dice.roll(Question::kDuplicate, settings_.duplicate_rate)) {
    in_flight_.schedule(parcel, What::kOutcome, receipt_us + low);
  }
  for (std::uint32_t i = 0; i < settings_.receipt_flood; ++i) {
    in_flight_.schedule(parcel, What::kOutcome, receipt_us);
  }
  if (!dice.roll(Question::kDelivered, settings_.success_rate)) return;
  const auto opened_us = std::max(receipt_us, answer_us) + 1 + latency_us(dice, Question::kOpened);
  if (!dice.roll(Question::kOpened, settings_.open_rate)) return;
  in_flight_.schedule(parcel, What::kOpened, opened_us);
  if (!dice.roll(Question::kClicked, settings_.click_rate)) return;
  in_flight_.schedule(parcel, What::kClicked, opened_us + 1 + low);
}

// Why not one message more can be taken now. The lock is held.
std::optional<Error> SimChannel::no_room(std::int64_t now_us) {
  if (!running_) return Error{CRL_E_STATE, "the simulator is not started"};
  if (const auto until = down_until_us(now_us); until > now_us) {
    return unavailable("the simulated vendor is down",
                       static_cast<std::uint32_t>((until - now_us) / 1000 + 1));
  }
  if (unanswered_ >= settings_.max_in_flight || in_flight_.parcels() >= kMaxParcels) {
    starved_ = true;
    return unavailable("max_in_flight = " + std::to_string(settings_.max_in_flight) +
                       " messages await their answer");
  }
  if (settings_.throttle_per_second == 0) return std::nullopt;
  if (now_us - window_us_ >= 1'000'000) {
    window_us_ = now_us;
    window_count_ = 0;
  }
  if (window_count_ < settings_.throttle_per_second) return std::nullopt;
  const auto wait_us = window_us_ + 1'000'000 - now_us;
  return Error{CRL_E_RATE,
               "the vendor takes " + std::to_string(settings_.throttle_per_second) + " messages a second",
               static_cast<std::uint32_t>(wait_us / 1000 + 1)};
}

// The end of the down-time that now_us lies in, or 0.
std::int64_t SimChannel::down_until_us(std::int64_t now_us) const {
  if (settings_.down_every_us <= 0) return 0;
  const auto phase = (now_us - started_us_) % settings_.down_every_us;  // up first, then down
  const auto up_for = settings_.down_every_us - settings_.down_for_us;
  return phase < up_for ? 0 : now_us - phase + settings_.down_every_us;
}

// Arms the one timer while anything is left to do. The lock is held.
void SimChannel::wake_later(std::int64_t now_us) {
  const auto due = in_flight_.next_due_us();
  if (ticking_ || !running_ || !due) return;
  const auto delay = std::clamp(*due - now_us, kShortestTickUs, kLongestTickUs);
  ticking_ = timer_.start(std::chrono::microseconds(delay)).ok();
}

void SimChannel::cancel(std::span<const std::uint64_t> tokens) {
  std::vector<std::uint64_t> sorted(tokens.begin(), tokens.end());
  std::ranges::sort(sorted);
  std::vector<Ticket> cancelled;
  {
    const std::lock_guard lock(mutex_);
    cancelled =
        in_flight_.cancel([&](std::uint64_t token) { return std::ranges::binary_search(sorted, token); });
    unanswered_ -= cancelled.size();
  }
  for (Ticket& ticket : cancelled) ticket.fail({CRL_E_CANCELLED, "cancelled before it was sent"});
}

Status SimChannel::webhook(const WebhookCall& call) {
  const auto& secret = settings_.webhook_secret;
  if (!secret.empty() && !signature_matches(secret, call.body(), call.header(kSignatureHeader))) {
    return Error{CRL_E_AUTH, "the header " + std::string(kSignatureHeader) +
                                 " must be sha256= and the HMAC-SHA256 of the body under webhook_secret"};
  }
  const auto received = read_receipts(call.body(), host().now_us());
  if (!received) return received.error();
  std::vector<Receipt> receipts;
  for (const auto& each : *received) receipts.push_back(each.borrowed());
  return emit(receipts);
}

// The vendor's id of a message; the text's memory is used again.
void SimChannel::write_id(std::uint64_t hash, std::string& out) const {
  constexpr std::string_view kHex = "0123456789abcdef";
  out.assign(profile_.id_prefix);
  for (int shift = 60; shift >= 0; shift -= 4) out += kHex[(hash >> shift) & 15];
}

// The rest runs on the timer's thread, one at a time.

void SimChannel::tick() {
  const auto now = steady_us();
  if (poster_) poster_->post_again(now);
  while (collect(now)) {
    const bool written = write_down();
    if (written) report(true);
    answer(written);
    report(false);
    settle();
  }
  bool room = false;
  {
    const std::lock_guard lock(mutex_);
    ticking_ = false;
    room =
        starved_ && running_ && unanswered_ < settings_.max_in_flight && in_flight_.parcels() < kMaxParcels;
    if (room) starved_ = false;
    wake_later(steady_us());
    if (!ticking_ && poster_ && running_ && !poster_->idle()) {
      ticking_ = timer_.start(std::chrono::microseconds(kLongestTickUs)).ok();
    }
    if (!ticking_) idle_.notify_all();
  }
  if (room) ready();
}

bool SimChannel::collect(std::int64_t now_us) {
  work_.clear();
  const std::lock_guard lock(mutex_);
  if (!running_) return false;
  while (work_.size() < kEventsAtOnce) {
    const auto event = in_flight_.pop_due(now_us);
    if (!event) break;
    Parcel& parcel = *event->parcel;
    if (event->what == What::kAnswer)
      work_.push_back({*event, std::move(parcel.ticket), false, false});
    else
      work_.push_back({*event, {}, !parcel.ticket.spent(), parcel.cancelled});
  }
  return !work_.empty();
}

// The vendor's book comes before its word, which is a receipt where that overtakes the answer. False when it
// cannot be written: then nothing was accepted.
bool SimChannel::write_down() {
  if (!ledger_) return true;
  const auto now = host().now_us();
  for (const Work& work : work_) {
    const bool is_word =
        work.event.what == What::kAnswer ? !work.ticket.spent() : work.early && !work.cancelled;
    Parcel& parcel = *work.event.parcel;
    if (!is_word || parcel.in_book) continue;
    if (fate_of(Dice(parcel.hash), parcel.attempt) != Fate::kAccepted) continue;
    ledger_->add(parcel.key, parcel.to, now);
    parcel.in_book = true;
  }
  const auto written = ledger_->write();
  if (!written) host().error("the simulator cannot keep its book", {{"why", written.error().message}});
  return written.ok();
}

void SimChannel::answer(bool written) {
  const auto as_error = [](const Error& error) {
    crl_error out = empty_error();
    write_error(error, &out);
    return out;
  };
  static const crl_error kBusy = as_error(unavailable("the simulated vendor is busy for a moment"));
  static const crl_error kRefused =
      as_error({CRL_E_INVALID, "the simulated vendor refuses it for good", 0, "refused"});
  ids_.resize(std::max(ids_.size(), work_.size()));
  std::size_t repeats = 0;
  const bool misbehaves = settings_.double_completion_rate > 0 || settings_.garbage_rate > 0;
  std::vector<std::pair<const Parcel*, std::uint64_t>> accepted;
  {
    Completions completions;
    for (std::size_t i = 0; i < work_.size(); ++i) {
      Work& work = work_[i];
      if (work.event.what != What::kAnswer) continue;
      if (work.ticket.spent()) continue;  // cancelled
      Parcel& parcel = *work.event.parcel;
      ++answered_;
      const Fate fate = fate_of(Dice(parcel.hash), parcel.attempt);
      if (fate != Fate::kAccepted || !written) {
        completions.fail(std::move(work.ticket), fate == Fate::kPermanent ? kRefused : kBusy);
        continue;
      }
      parcel.repeated = !accepted_.insert(parcel.hash);
      if (parcel.repeated) ++repeats;
      if (misbehaves) accepted.emplace_back(&parcel, work.ticket.token());
      write_id(parcel.hash, ids_[i]);
      completions.sent(std::move(work.ticket), ids_[i]);
    }
  }
  for (const auto& [parcel, token] : accepted) misbehave(*parcel, token);
  if (repeats > 0) host().count("carillon_sim_duplicate_sends_total", static_cast<double>(repeats));
}

// What no channel should do and every host must bear: past the Ticket, which would not let it happen.
void SimChannel::misbehave(const Parcel& parcel, std::uint64_t token) {
  const Dice dice(parcel.hash);
  const auto complete = [&](std::uint64_t of) {
    const crl_completion done{sizeof done, CRL_OK, of, str(std::string_view("garbage")), nullptr};
    const crl_completion* one = &done;
    sink()->complete(sink()->ctx, &one, 1);
  };
  if (dice.roll(Question::kTwice, settings_.double_completion_rate)) complete(token);
  if (!dice.roll(Question::kGarbage, settings_.garbage_rate)) return;
  complete(~token);
  const Receipt garbage{.state = static_cast<std::int32_t>(dice.bits(Question::kGarbage, 1) % 99),
                        .provider_id = "\x01\xFF no such id",
                        .idempotency_key = "no such key",
                        .at_us = -1};
  static_cast<void>(emit({&garbage, 1}));
}

void SimChannel::report(bool early) {
  constexpr std::size_t kBatch = 64;
  std::array<Receipt, kBatch> receipts;
  receipt_ids_.resize(kBatch);
  std::array<const Event*, kBatch> events{};
  std::size_t n = 0;
  const auto flush = [&] {
    if (n > 0 && !hand_over(std::span(receipts).first(n))) {
      for (std::size_t i = 0; i < n; ++i) again_.push_back(*events[i]);
    }
    n = 0;
  };
  for (const Work& work : work_) {
    if (work.event.what == What::kAnswer || work.early != early) continue;
    if (work.cancelled || work.event.parcel->repeated) continue;
    write_id(work.event.parcel->hash, receipt_ids_[n]);
    receipts[n] = receipt_of(work.event, receipt_ids_[n]);
    events[n] = &work.event;
    if (++n == kBatch) flush();
  }
  flush();
}

// False when the receipts must come again later.
bool SimChannel::hand_over(std::span<const Receipt> receipts) {
  if (!poster_) return emit(receipts).ok();
  if (poster_->busy()) return false;
  poster_->post(write_receipts(receipts));
  return true;
}

Receipt SimChannel::receipt_of(const Event& event, const std::string& id) const {
  const Parcel& parcel = *event.parcel;
  Receipt out{.provider_id = id, .idempotency_key = parcel.key, .at_us = host().now_us()};
  const Dice dice(parcel.hash);
  if (event.what == What::kOpened) {
    out.state = CRL_RCPT_OPENED;
  } else if (event.what == What::kClicked) {
    out.state = CRL_RCPT_CLICKED;
  } else if (dice.roll(Question::kDelivered, settings_.success_rate)) {
    out.state = CRL_RCPT_DELIVERED;
  } else {
    const Reason& reason = profile_.reasons[dice.bits(Question::kReason) % profile_.reasons.size()];
    out.state = profile_.failure;
    out.detail_code = reason.code;
    out.detail = reason.words;
  }
  return out;
}

void SimChannel::settle() {
  const std::lock_guard lock(mutex_);
  unanswered_ -= answered_;
  answered_ = 0;
  for (const Event& event : again_)
    in_flight_.schedule(*event.parcel, event.what, steady_us() + kReceiptPauseUs);
  again_.clear();
  for (const Work& work : work_) in_flight_.settle(*work.event.parcel);
}

}  // namespace carillon::sim
