#include "api/http/connection.h"

#include <algorithm>
#include <utility>

namespace carillon::http {
namespace {

// A client that goes on sending after its connection has ended is cut off past so much.
constexpr std::size_t kDiscardAtMost = 8 * 1024 * 1024;

}  // namespace

Connection::Connection(Core& core, int owned_descriptor, std::string peer)
    : core_(core),
      peer_(std::move(peer)),
      reader_(core.options.header_limit, core.body_limit, core.options.spooling),
      outbox_(owned_descriptor),
      read_deadline_(core.reactor.deadline(core.options.header_timeout)) {}

std::shared_ptr<Connection> Connection::open(Core& core, int owned_descriptor, std::string peer) {
  auto connection = std::make_shared<Connection>(core, owned_descriptor, std::move(peer));
  // Only now: the registry's readers share what it lists.
  core.registry.add(*connection);
  return connection;
}

Connection::~Connection() { core_.registry.remove(*this); }

void Connection::on_input(std::string_view bytes) {
  if (deaf_.load(std::memory_order_relaxed)) return discard(bytes.size());
  const std::size_t arrived = bytes.size();
  while (!bytes.empty()) {
    bytes.remove_prefix(reader_.feed(bytes));
    const auto state = reader_.state();
    if (state != RequestReader::State::kComplete && state != RequestReader::State::kFailed) break;
    accept(reader_.take());
    if (deaf_.load(std::memory_order_relaxed)) return discard(bytes.size());
  }
  if (reader_.state() != RequestReader::State::kIdle) note_progress(arrived);
}

void Connection::accept(Inbound inbound) {
  inbound.request.peer = peer_;
  if (inbound.error) core_.rejected_malformed.fetch_add(1, std::memory_order_relaxed);
  enqueue(Lock(mutex_), std::move(inbound));
}

void Connection::enqueue(Lock lock, Inbound inbound) {
  if (reading_ == Reading::kDone) return;
  reading_ = Reading::kIdle;
  continue_due_ = false;
  if (!inbound.keep_alive) stop_reading();
  if (!answering_) {
    answering_ = true;
    current_ = std::move(inbound);
    lock.unlock();
    dispatch(true);
    return;
  }
  ready_bytes_ += cost_of(inbound);
  ready_.push_back(std::move(inbound));
  // Pistache reads until the socket is empty, so a client that runs ahead cannot be paused: it is served
  // what was read and must send the rest on another connection.
  if (ready_bytes_ > core_.options.pipeline_limit) stop_reading();
}

void Connection::note_progress(std::size_t bytes) {
  const bool in_body = reader_.state() == RequestReader::State::kBody;
  const Lock lock(mutex_);
  if (reading_ == Reading::kDone) return;
  const auto& options = core_.options;
  if (!in_body) {
    if (reading_ != Reading::kHead) read_deadline_ = core_.reactor.deadline(options.header_timeout);
    reading_ = Reading::kHead;
    return;
  }
  const Ticks latest = core_.reactor.deadline(options.body_timeout);
  if (reading_ == Reading::kBody) {
    // A millisecond for each byte: a body must come faster than 1 kB/s once its first time-out is used up.
    read_deadline_ = std::min(latest, read_deadline_ + static_cast<Ticks>(bytes));
    return;
  }
  reading_ = Reading::kBody;
  read_deadline_ = latest;
  if (!reader_.awaits_continue()) return;
  continue_due_ = true;
  if (!answering_ && life_ == Life::kOpen) send_continue();
}

void Connection::discard(std::size_t bytes) {
  discarded_ += bytes;
  if (discarded_ <= kDiscardAtMost) return;
  const Lock lock(mutex_);
  if (life_ == Life::kLingering) kill();
}

void Connection::stop_reading() {
  reading_ = Reading::kDone;
  deaf_.store(true, std::memory_order_relaxed);
}

void Connection::on_disconnect() {
  const Lock lock(mutex_);
  disconnected_ = true;
  stop_reading();
  // A client that only ended its own side may still read the answers under way.
  if (!answering_ || outbox_.is_hung_up()) kill();
}

void Connection::refuse(int status, std::string detail) {
  Inbound inbound;
  inbound.error = {status, std::move(detail)};
  core_.rejected_overload.fetch_add(1, std::memory_order_relaxed);
  accept(std::move(inbound));
}

}  // namespace carillon::http
