#include "audience/sizes.h"

#include <chrono>

#include "audience/segment_lookup.h"
#include "store/segments.h"

namespace carillon::audience {

namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::int64_t kLease = 600 * kSecond;
constexpr std::chrono::seconds kLookEvery{10};

std::int64_t next_day(std::int64_t now_us) { return (now_us / kDay + 1) * kDay; }

}  // namespace

Result<store::SegmentSize> measure(store::Database& database, const Compiler& compiler,
                                   const store::Segment& segment, std::int64_t now_us) {
  const auto rule = parse_json(segment.rule);
  if (!rule) return rule.error();
  const auto compiled = compiler.compile(*rule, now_us, {segments_in(database), segment.id});
  if (const auto* issues = std::get_if<Issues>(&compiled)) {
    return invalid("the segment's rule cannot be used any more: " + issues->front().pointer + ": " +
                   issues->front().detail);
  }
  store::SegmentSize size{segment.id, now_us, segment.version, 0};
  Status done = database.read([&](store::Session& session) -> Status {
    const auto n = count(session, *std::get<0>(compiled));
    if (!n) return n.error();
    size.count = *n;
    return {};
  });
  if (!done) return done.error();
  done = database.write([&](store::Session& session) { return store::put_segment_size(session, size); });
  if (!done) return done.error();
  return size;
}

Result<bool> SizeSampler::sample_one() {
  const std::int64_t now = clock_.now_us();
  std::optional<store::Segment> segment;
  Status done = database_.write([&](store::Session& session) -> Status {
    auto claimed = store::claim_due_size(session, now, now + kLease);
    if (!claimed) return claimed.error();
    segment = *std::move(claimed);
    return {};
  });
  if (!done) return done.error();
  if (!segment) return false;
  const auto size = measure(database_, compiler_, *segment, now);
  if (!size && size.error().status != CRL_E_INVALID) return size.error();
  done = database_.write([&](store::Session& session) {
    return store::schedule_size(session, *segment, now + kLease, next_day(now));
  });
  if (!done) return done.error();
  return true;
}

void SizeSampler::start() {
  thread_ = std::thread([this] { run(); });
}

void SizeSampler::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void SizeSampler::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const auto sampled = sample_one();
    lock.lock();
    // Storage that fails is left in peace as long as when there is nothing to do.
    if (!sampled || !*sampled) wake_.wait_for(lock, kLookEvery, [this] { return stopping_; });
  }
}

}  // namespace carillon::audience
