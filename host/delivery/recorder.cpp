#include "delivery/recorder.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <unordered_map>
#include <utility>

#include "delivery/provider_refs.h"
#include "store/campaigns.h"
#include "store/chunks.h"
#include "store/counters.h"
#include "store/deferrals.h"
#include "store/messages.h"
#include "store/reasons.h"
#include "store/tallies.h"
#include "telemetry/log.h"

namespace carillon::delivery {

namespace {

// Messages of one campaign and step that go the same way; written by a few statements however many they are.
struct Group {
  Id campaign;
  std::int64_t step;
  MessageState target;
  std::int64_t reason, attempts;
  std::int64_t variant;
  bool answers;  // of messages that were being sent a moment ago
  auto operator<=>(const Group&) const = default;
};
using Groups = std::map<Group, std::vector<Id>>;

Groups grouped(const std::vector<Event>& events, const RecorderHooks& hooks) {
  Groups groups;
  for (const Event& e : events) {
    const auto variant = static_cast<std::int64_t>(hooks.variant_of(e.key.campaign, e.key.customer));
    groups[{e.key.campaign, e.key.step, e.target, e.reason, e.attempts, variant, e.answers}].push_back(
        e.key.customer);
  }
  return groups;
}

// When to look again at whom: one row for neighbours that wait for the same second.
std::vector<store::Deferral> deferrals(const std::vector<Event>& events) {
  constexpr std::int64_t kSecond = 1'000'000;
  std::map<std::pair<Id, std::int64_t>, std::pair<Id, Id>> ranges;
  for (const Event& e : events) {
    if (e.target != MessageState::kQueued) continue;
    const std::int64_t due = (e.due_us + kSecond - 1) / kSecond * kSecond;
    auto& [first, last] =
        ranges.try_emplace({e.key.campaign, due}, e.key.customer, e.key.customer).first->second;
    first = std::min(first, e.key.customer);
    last = std::max(last, e.key.customer);
  }
  std::vector<store::Deferral> out;
  for (const auto& [key, range] : ranges) out.push_back({key.first, key.second, range.first, range.second});
  return out;
}

// The likeliest first, as a statement that finds nothing costs almost what one costs that does. Deferral is
// the one step back, and no receipt can ask for it.
std::vector<MessageState> origins(const Group& group) {
  if (group.target == MessageState::kQueued) return {MessageState::kSending};
  const auto possible = moves_from(group.target);
  std::vector<MessageState> out(possible.begin(), possible.end());
  std::stable_partition(out.begin(), out.end(),
                        [&](MessageState from) { return (from == MessageState::kSending) == group.answers; });
  return out;
}

struct Accounts {
  store::CounterChanges counters;
  store::TallyChanges tallies;
};

// Moves a group and notes the changes. Answers how many of it moved.
Result<std::uint64_t> move_group(store::Session& session, const Group& group,
                                 const std::vector<Id>& customers, std::int64_t now_us, Accounts& accounts) {
  constexpr std::int64_t kHour = 3'600'000'000;
  std::uint64_t moved = 0;
  for (const MessageState from : origins(group)) {
    const auto n = store::move_messages(session, {group.campaign, group.step, customers}, from,
                                        {group.target, group.reason, group.attempts, now_us});
    if (!n) return n.error();
    if (*n == 0) continue;
    moved += *n;
    const auto count = static_cast<std::int64_t>(*n);
    accounts.counters.move(group.campaign, from, group.target, group.reason, count);
    accounts.tallies.move({group.campaign, group.variant, now_us / kHour}, from, group.target, count);
    if (moved == customers.size()) break;
  }
  return moved;
}

// A message that is put off while its campaign is cancelled would wait for ever: it is left with the others.
// The lock decides which of the two comes first.
Result<Group> unless_cancelled(store::Session& session, Group group) {
  if (group.target != MessageState::kQueued) return group;
  const auto state = store::lock_state(session, group.campaign);
  if (!state && state.error().status == CRL_E_NOT_FOUND) return group;
  if (!state) return state.error();
  if (*state != store::CampaignState::kCancelled) return group;
  group.target = MessageState::kSkipped;
  group.reason = reason_id(reason::kCancelled);
  return group;
}

std::vector<Event> complaints_and_bounces(const std::vector<Event>& events) {
  std::vector<Event> out;
  for (const Event& e : events) {
    if (e.target == MessageState::kBounced || e.target == MessageState::kComplained) out.push_back(e);
  }
  return out;
}

}  // namespace

Recorder::Recorder(store::Database& database, Reasons& reasons, const Clock& clock, RecorderOptions options,
                   RecorderHooks hooks)
    : database_(database), reasons_(reasons), clock_(clock), options_(options), hooks_(std::move(hooks)) {}

Recorder::~Recorder() { stop(); }

void Recorder::start() {
  thread_ = std::thread([this] { run(); });
}

void Recorder::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Recorder::settle(std::vector<Event> events) {
  if (events.empty()) return;
  {
    const std::scoped_lock lock(mutex_);
    put(std::move(events));
  }
  arrived_.notify_one();
}

void Recorder::put(std::vector<Event> events) {
  const auto now = std::chrono::steady_clock::now();
  for (Event& event : events) {
    if (event.chunk != nullptr && event.chunk->urgent) {
      urgent_.push_back(std::move(event));
    } else if (queue_.push(std::move(event), now)) {
      ++accepted_;
    }
  }
}

bool Recorder::receipts(std::vector<Event> events) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_ || queue_.size() + events.size() > options_.receipt_limit) return false;
  }
  settle(std::move(events));
  return true;
}

Status Recorder::receipts_now(std::vector<Event> events) {
  std::unique_lock lock(mutex_);
  if (stopping_ || queue_.size() + events.size() > options_.receipt_limit) {
    return unavailable("too many receipts wait to be written; send them again", 1'000);
  }
  put(std::move(events));
  const std::uint64_t upto = accepted_;  // what became part of others waits before them
  hasten_to_ = upto;
  arrived_.notify_one();
  written_.wait_for(lock, std::chrono::seconds(10), [&] { return durable_ >= upto || stopping_; });
  if (durable_ >= upto) return {};
  return unavailable("the receipts could not be written in time; send them again", 1'000);
}

std::size_t Recorder::waiting() const {
  const std::scoped_lock lock(mutex_);
  return queue_.size() + urgent_.size();
}

std::uint64_t Recorder::unapplied() const {
  const std::scoped_lock lock(mutex_);
  return unapplied_;
}

void Recorder::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    arrived_.wait(lock, [&] { return stopping_ || !queue_.empty() || !urgent_.empty(); });
    if (queue_.empty() && urgent_.empty()) return;
    if (!queue_.empty()) {
      arrived_.wait_until(lock, queue_.oldest() + std::chrono::microseconds(options_.delay_us),
                          [&] { return in_haste() || !urgent_.empty(); });
    }
    Batch batch = next_batch();
    lock.unlock();
    record(std::move(batch));
    lock.lock();
    written_.notify_all();
  }
}

Recorder::Batch Recorder::next_batch() {
  Batch batch;
  batch.events.swap(urgent_);
  let_pass_ = !batch.events.empty() && !let_pass_;
  if (let_pass_) return batch;
  const auto delay = std::chrono::microseconds(in_haste() ? 0 : options_.delay_us);
  batch.in_turn = queue_.take(options_.batch_limit, std::chrono::steady_clock::now() - delay, batch.events);
  return batch;
}

bool Recorder::until_taken(std::size_t events, const std::function<Status()>& work) {
  constexpr int kConflicts = 20;
  for (int conflicts = 0;;) {
    const Status done = work();
    if (done) return true;
    // Another host wrote the same: look again at once, as long as that may help.
    if (done.error().status == CRL_E_CONFLICT && ++conflicts < kConflicts) continue;
    trouble_.warn("results of deliveries could not be written; they are kept and tried again",
                  {{"events", std::to_string(events)}, {"reason", done.error().message}}, clock_.now_us());
    std::unique_lock lock(mutex_);
    if (stopping_) return false;
    arrived_.wait_for(lock, std::chrono::milliseconds(500), [&] { return stopping_; });
  }
}

void Recorder::record(Batch taken) {
  std::vector<Event>& batch = taken.events;
  const std::size_t size = batch.size();
  std::uint64_t unmoved = 0;
  if (has_refs(batch)) {
    std::vector<Event> resolved;
    const bool known = until_taken(size, [&] {
      return database_.write([&](store::Session& session) -> Status {
        resolved = batch;
        return resolve_refs(session, clock_.now_us(), resolved, unmoved);
      });
    });
    if (!known) return;  // not lost: what is not recorded is sent again under the same keys
    batch = std::move(resolved);
  }
  std::vector<std::shared_ptr<ChunkWork>> settled;
  coalesce(batch, settled);
  std::unordered_map<ChunkWork*, std::size_t> by_chunk;
  for (const auto& chunk : settled) ++by_chunk[chunk.get()];
  std::vector<ChunkWork*> finished;
  for (const auto& [chunk, n] : by_chunk) {
    if (chunk->open == n) finished.push_back(chunk);
  }
  std::uint64_t late = 0;
  if (!until_taken(size, [&] { return write(batch, finished, late); })) return;
  for (const auto& [chunk, n] : by_chunk) {
    chunk->open -= n;
    *chunk->in_flight -= n;
  }
  {
    const std::scoped_lock lock(mutex_);
    durable_ += taken.in_turn;
    unapplied_ += unmoved + late;
  }
  hooks_.recorded();
}

Status Recorder::write(const std::vector<Event>& events, const std::vector<ChunkWork*>& finished,
                       std::uint64_t& unmoved) {
  auto texts = reasons_.take_new();
  const Groups groups = grouped(events, hooks_);
  const auto later = deferrals(events);
  const auto bad = complaints_and_bounces(events);
  const Status written = database_.write([&](store::Session& session) -> Status {
    const std::int64_t now = clock_.now_us();
    Accounts accounts;
    unmoved = 0;
    if (auto saved = store::put_reasons(session, texts); !saved) return saved;
    for (const auto& [group, customers] : groups) {
      const auto judged = unless_cancelled(session, group);
      if (!judged) return judged.error();
      const auto moved = move_group(session, *judged, customers, now, accounts);
      if (!moved) return moved.error();
      unmoved += customers.size() - *moved;
    }
    if (auto counted = store::apply(session, accounts.counters); !counted) return counted;
    if (auto counted = store::apply(session, accounts.tallies); !counted) return counted;
    if (auto put = store::put_deferrals(session, later); !put) return put;
    if (!bad.empty()) {
      if (auto told = hooks_.feedback(session, bad); !told) return told;
    }
    for (const ChunkWork* chunk : finished) {
      if (auto closed = store::finish_chunk(session, chunk->campaign, chunk->first); !closed) return closed;
    }
    return {};
  });
  if (!written) reasons_.put_back(std::move(texts));
  return written;
}

}  // namespace carillon::delivery
