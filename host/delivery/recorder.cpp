#include "delivery/recorder.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <tuple>
#include <unordered_map>

#include "store/chunks.h"
#include "store/counters.h"
#include "store/messages.h"
#include "store/reasons.h"
#include "telemetry/log.h"

namespace carillon::delivery {

namespace {

// Messages of one campaign and step that go the same way; written by a few statements however many they are.
struct Group {
  Id campaign;
  std::int64_t step;
  MessageState target;
  std::int64_t reason, attempts;
  auto operator<=>(const Group&) const = default;
};

std::map<Group, std::vector<Id>> grouped(const std::vector<Event>& events) {
  std::map<Group, std::vector<Id>> groups;
  for (const Event& e : events) {
    groups[{e.key.campaign, e.key.step, e.target, e.reason, e.attempts}].push_back(e.key.customer);
  }
  return groups;
}

// Moves a group and notes the changes of counters. Answers how many of it moved.
Result<std::uint64_t> move_group(store::Session& session, const Group& group,
                                 const std::vector<Id>& customers, std::int64_t now_us,
                                 store::CounterChanges& changes) {
  std::uint64_t moved = 0;
  for (const MessageState from : moves_from(group.target)) {
    const auto n = store::move_messages(session, {group.campaign, group.step, customers}, from,
                                        {group.target, group.reason, group.attempts, now_us});
    if (!n) return n.error();
    if (*n == 0) continue;
    moved += *n;
    changes.move(group.campaign, from, group.target, group.reason, static_cast<std::int64_t>(*n));
    if (moved == customers.size()) break;
  }
  return moved;
}

}  // namespace

Recorder::Recorder(store::Database& database, Reasons& reasons, const Clock& clock, RecorderOptions options,
                   std::function<void()> recorded)
    : database_(database),
      reasons_(reasons),
      clock_(clock),
      options_(options),
      recorded_(std::move(recorded)) {}

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
    accepted_ += events.size();
    queue_.insert(queue_.end(), std::make_move_iterator(events.begin()),
                  std::make_move_iterator(events.end()));
  }
  arrived_.notify_one();
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
  accepted_ += events.size();
  const std::uint64_t upto = accepted_;
  queue_.insert(queue_.end(), std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
  urgent_ = true;
  arrived_.notify_one();
  written_.wait_for(lock, std::chrono::seconds(10), [&] { return durable_ >= upto || stopping_; });
  if (durable_ >= upto) return {};
  return unavailable("the receipts could not be written in time; send them again", 1'000);
}

std::size_t Recorder::waiting() const {
  const std::scoped_lock lock(mutex_);
  return queue_.size();
}

std::uint64_t Recorder::unapplied() const {
  const std::scoped_lock lock(mutex_);
  return unapplied_;
}

void Recorder::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    arrived_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    if (!stopping_ && !urgent_) {
      arrived_.wait_for(lock, std::chrono::microseconds(options_.delay_us),
                        [&] { return stopping_ || urgent_ || queue_.size() >= options_.batch_limit; });
    }
    urgent_ = false;
    std::vector<Event> batch;
    if (queue_.size() <= options_.batch_limit) {
      batch.swap(queue_);
    } else {
      const auto cut = queue_.begin() + static_cast<std::ptrdiff_t>(options_.batch_limit);
      batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(cut));
      queue_.erase(queue_.begin(), cut);
    }
    lock.unlock();
    record(std::move(batch));
    lock.lock();
    written_.notify_all();
  }
}

void Recorder::record(std::vector<Event> batch) {
  const std::size_t taken = batch.size();
  std::vector<std::shared_ptr<ChunkWork>> settled;
  coalesce(batch, settled);
  std::unordered_map<ChunkWork*, std::size_t> by_chunk;
  for (const auto& chunk : settled) ++by_chunk[chunk.get()];
  std::vector<ChunkWork*> finished;
  for (const auto& [chunk, n] : by_chunk) {
    if (chunk->open == n) finished.push_back(chunk);
  }
  std::uint64_t unmoved = 0;
  for (;;) {
    const Status written = write(batch, finished, unmoved);
    if (written) break;
    trouble_.warn("results of deliveries could not be written; they are kept and tried again",
                  {{"events", std::to_string(batch.size())}, {"reason", written.error().message}},
                  clock_.now_us());
    std::unique_lock lock(mutex_);
    if (stopping_) return;  // not lost: what is not recorded is sent again under the same keys
    arrived_.wait_for(lock, std::chrono::milliseconds(500), [&] { return stopping_; });
  }
  for (const auto& [chunk, n] : by_chunk) {
    chunk->open -= n;
    *chunk->in_flight -= n;
  }
  {
    const std::scoped_lock lock(mutex_);
    durable_ += taken;
    unapplied_ += unmoved;
  }
  recorded_();
}

Status Recorder::write(const std::vector<Event>& events, const std::vector<ChunkWork*>& finished,
                       std::uint64_t& unmoved) {
  auto texts = reasons_.take_new();
  const auto groups = grouped(events);
  const Status written = database_.write([&](store::Session& session) -> Status {
    const std::int64_t now = clock_.now_us();
    store::CounterChanges changes;
    unmoved = 0;
    if (auto saved = store::put_reasons(session, texts); !saved) return saved;
    for (const auto& [group, customers] : groups) {
      const auto moved = move_group(session, group, customers, now, changes);
      if (!moved) return moved.error();
      unmoved += customers.size() - *moved;
    }
    if (auto counted = store::apply(session, changes); !counted) return counted;
    for (const ChunkWork* chunk : finished) {
      if (auto closed = store::finish_chunk(session, chunk->campaign, chunk->first); !closed) return closed;
    }
    return {};
  });
  if (!written) reasons_.put_back(std::move(texts));
  return written;
}

}  // namespace carillon::delivery
