#include "queueing/consumer.h"

#include <algorithm>
#include <utility>

#include "telemetry/log.h"

namespace carillon::queueing {

namespace {

using namespace std::chrono_literals;

constexpr auto kReadWait = 250ms, kShortPause = 50ms, kLongPause = 2'000ms, kStandBy = 500ms,
               kGivenAway = 2'000ms;
constexpr auto kManners = 150ms;        // longer before each further stream, so that hosts share them
constexpr std::uint32_t kSuspect = 3;   // delivered more often, a row is stored alone
constexpr std::uint32_t kStubborn = 3;  // times that storage may fail for one row

// Whether the fault is storage's and not a row's: waiting helps.
bool passes(const Error& error) {
  return error.status != CRL_E_INVALID && error.status != CRL_E_CONFLICT && error.status != CRL_E_INTERNAL &&
         error.status != CRL_E_UNSUPPORTED;
}

bool is_rejected_as(const ingest::Outcome& outcome, std::string_view code) {
  return outcome.verdict == ingest::Verdict::kRejected && !outcome.issues.empty() &&
         outcome.issues.front().code == code;
}

}  // namespace

Consumer::Consumer(const Port& port, std::string_view stream, std::string owner, ingest::Ingest& ingest,
                   const Clock& clock, const ConsumerOptions& options, Tally& tally)
    : port_(port),
      ingest_(ingest),
      clock_(clock),
      options_(options),
      tally_(tally),
      lease_(port, stream, std::move(owner), options.lease),
      waiting_(options.pauses),
      thread_([this] { run(); }) {}

Consumer::~Consumer() {
  stop();
  wait();
}

void Consumer::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
}

void Consumer::wait() {
  if (thread_.joinable()) thread_.join();
}

void Consumer::pause(std::chrono::milliseconds length) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, length, [&] { return stopping_.load(); });
}

void Consumer::run() {
  auto wait = kShortPause;
  while (!stopping_) {
    if (begun_ && giving_away_.exchange(false)) {
      forget();
      lease_.release();
      pause(std::min<std::chrono::milliseconds>(kGivenAway, options_.lease / 2));
      continue;
    }
    if (begun_ ? step() : begin()) {
      wait = kShortPause;
      continue;
    }
    const bool stands_by = !lease_.is_mine() && told_.empty();
    forget();
    pause(stands_by ? std::min<std::chrono::milliseconds>(kStandBy, options_.lease / 8) : wait);
    wait = std::min(wait * 2, kLongPause);
  }
  forget();
  consumer_.reset();
  lease_.release();
}

void Consumer::forget() {
  if (std::exchange(begun_, false)) --tally_.streams;
  batch_ = {};
  waiting_.clear();
}

bool Consumer::begin() {
  if (!lease_.is_mine()) {
    pause(std::min<std::chrono::milliseconds>(kManners, options_.lease / 16) * tally_.streams.load());
    if (stopping_) return false;
    const Status taken = lease_.take();
    if (!taken && taken.error().status == CRL_E_CONFLICT) {
      told_.clear();
      return false;
    }
    if (!well(taken, "taking the stream")) return false;
  }
  if (consumer_ == nullptr) {
    auto opened = port_.open(lease_.stream(), kGroup, lease_.owner());
    if (!opened) return well(opened.error(), "joining the stream");
    consumer_ = std::move(opened).value();
  }
  begun_ = true;
  ++tally_.streams;
  for (std::string after;;) {
    auto pending = consumer_->claim_all(after, options_.rows);
    if (!pending) return well(pending.error(), "claiming rows");
    if (pending->empty()) return true;
    after = pending->back().id;
    if (!work_off(*pending) || stopping_) return false;
  }
}

bool Consumer::step() {
  if (!lease_.is_mine()) return false;
  const auto now = Waiting::Clock::now();
  auto wait = kReadWait;
  if (const auto due = waiting_.next_due())
    wait = std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(*due - now), 0ms, wait);
  auto entries = consumer_->read(options_.rows, wait);
  if (!entries) return well(entries.error(), "reading rows");
  told_.clear();
  for (Row& row : waiting_.due(Waiting::Clock::now())) {
    ++tally_.repeated;
    batch_.add(std::move(row));
  }
  return work_off(*entries);
}

bool Consumer::work_off(const std::vector<Delivered>& entries) {
  std::vector<Buried> bad;
  for (const Delivered& entry : entries) {
    if (entry.deliveries > options_.max_deliveries) {
      bad.push_back({entry.id,
                     "delivered " + std::to_string(entry.deliveries) +
                         " times and never stored: whoever tried it ended or failed",
                     entry.deliveries});
      continue;
    }
    auto row = row_of(entry, clock_.now_us());
    if (!row) {
      bad.push_back({entry.id, row.error().message, entry.deliveries});
      continue;
    }
    if (!place(std::move(row).value())) return false;
  }
  return flush() && bury(std::move(bad));
}

bool Consumer::place(Row row) {
  const bool is_suspect = row.deliveries > kSuspect;
  if (is_suspect && !flush()) return false;
  if (waiting_.has(row.key()) && row.is_order() && !row.brings_customer() && !waiting_.full()) {
    waiting_.queue(std::move(row));
    return true;
  }
  if (!batch_.takes(row) && !flush()) return false;
  auto held = waiting_.release(row.key());
  // Customers stand before all orders in any case, and these behind the ones that have waited.
  for (Row& order : held) batch_.add(std::move(order));
  batch_.add(std::move(row));
  return !is_suspect || flush();
}

bool Consumer::flush() { return batch_.empty() || store(std::exchange(batch_, {})); }

bool Consumer::store(Batch batch) {
  auto wait = kShortPause;
  for (std::uint32_t stubborn = 0;;) {
    if (!lease_.is_mine()) return false;
    std::vector<ingest::Outcome> customers, orders;
    const Status done = try_to_store(batch, customers, orders);
    if (done) return settle(std::move(batch), customers, orders);
    if (!passes(done.error()) && batch.size() > 1) {
      for (Batch& single : std::move(batch).singles()) {
        if (!store(std::move(single))) return false;
      }
      return true;
    }
    if (!passes(done.error()) && ++stubborn == kStubborn) {
      const Row& row = batch.orders.empty() ? batch.customers.front() : batch.orders.front();
      return bury({{row.id, "storage refuses it: " + done.error().message, row.deliveries}});
    }
    if (told_ != done.error().message) {
      told_ = done.error().message;
      log::warn("rows of the queue wait for storage",
                {{"stream", std::string(lease_.stream())}, {"reason", told_}});
    }
    if (stopping_) return false;
    pause(wait);
    wait = std::min(wait * 2, kLongPause);
  }
}

Status Consumer::try_to_store(const Batch& batch, std::vector<ingest::Outcome>& customers,
                              std::vector<ingest::Outcome>& orders) {
  std::vector<ingest::CustomerInput> people;
  for (const Row& row : batch.customers) people.push_back(row.customer());
  std::vector<ingest::OrderInput> sales;
  for (const Row& row : batch.orders) sales.push_back(row.order());
  // Asked last before the commit: a host that was held up undoes what another has begun to store.
  const ingest::Companion still_mine = [this](store::Session&, std::size_t,
                                              std::span<const ingest::Outcome>) -> Status {
    if (lease_.is_mine()) return {};
    return Error{CRL_E_STATE, "the stream may be another host's by now", 0, {}};
  };
  auto of_people = ingest_.write_customers(std::move(people), still_mine);
  if (!of_people) return of_people.error();
  auto of_sales = ingest_.write_orders(std::move(sales), still_mine);
  if (!of_sales) return of_sales.error();
  customers = std::move(of_people).value();
  orders = std::move(of_sales).value();
  for (const auto* outcomes : {&customers, &orders}) {
    for (const auto& outcome : *outcomes) {
      if (is_rejected_as(outcome, "not_stored")) return unavailable(outcome.issues.front().detail);
    }
  }
  return {};
}

bool Consumer::settle(Batch batch, const std::vector<ingest::Outcome>& customers,
                      const std::vector<ingest::Outcome>& orders) {
  std::vector<std::string> stored;
  std::vector<Buried> bad;
  std::vector<Row> early;
  const auto sort = [&](std::vector<Row>& rows, const std::vector<ingest::Outcome>& outcomes) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (outcomes[i].verdict != ingest::Verdict::kRejected)
        stored.push_back(std::move(rows[i].id));
      else if (is_rejected_as(outcomes[i], "unknown_customer"))
        early.push_back(std::move(rows[i]));
      else
        bad.push_back({std::move(rows[i].id), text_of(outcomes[i].issues), rows[i].deliveries});
    }
  };
  sort(batch.customers, customers);
  sort(batch.orders, orders);
  for (Row& row : waiting_.tried(std::move(early), Waiting::Clock::now())) {
    bad.push_back({row.id,
                   "there is no customer \"" + row.key() + "\"; tried " + std::to_string(row.attempts) +
                       (row.attempts == 1 ? " time" : " times"),
                   row.deliveries});
  }
  if (!well(consumer_->ack(stored), "acknowledging rows")) return false;
  tally_.stored += stored.size();
  return bury(std::move(bad));
}

bool Consumer::bury(std::vector<Buried> rows) {
  if (rows.empty()) return true;
  if (!well(consumer_->bury(rows), "moving rows to the dead letters")) return false;
  tally_.buried += rows.size();
  log::warn("rows became dead letters", {{"stream", std::string(lease_.stream())},
                                         {"rows", std::to_string(rows.size())},
                                         {"reason", rows.front().reason}});
  return true;
}

bool Consumer::well(const Status& done, std::string_view what) {
  if (done) return true;
  if (told_ != done.error().message) {
    told_ = done.error().message;
    log::warn("the queue does not answer",
              {{"stream", std::string(lease_.stream())}, {"while", std::string(what)}, {"reason", told_}});
  }
  return false;
}

}  // namespace carillon::queueing
