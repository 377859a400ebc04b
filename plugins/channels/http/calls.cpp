#include "calls.h"

namespace carillon::http_channel {
namespace {

// What a request that got no answer means for its messages.
Error as_told(const Error& error) {
  Error out = error;
  if (error.status == CRL_E_CANCELLED) {
    out.status = CRL_E_UNKNOWN;
    out.message = "the channel was stopped while the vendor's answer was awaited";
  } else if (error.status == CRL_E_INVALID && error.vendor_code == "answer_too_large") {
    out.status = CRL_E_UNKNOWN;
  } else if (error.status == CRL_E_INVALID || error.status == CRL_E_UNSUPPORTED) {
    out.status = CRL_E_AUTH;  // the address or the header is the operator's to mend, not this message's fault
  }
  out.vendor_code.clear();
  return out;
}

}  // namespace

void Calls::open() {
  const std::lock_guard lock(mutex_);
  stopping_ = false;
}

bool Calls::admit() {
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  if (admitted_ >= limit_) {
    starved_ = true;
    return false;
  }
  ++admitted_;
  return true;
}

void Calls::start(const MadeRequest& request, std::vector<Ticket> tickets, Answered look) {
  std::uint64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    id = ++last_id_;
    auto& call = calls_[id];
    call = std::make_unique<Call>();
    call->tickets = std::move(tickets);
    call->look = std::move(look);
  }
  const auto op = http_start({.method = request.method,
                              .url = request.url,
                              .headers = request.headers,
                              .body = request.body,
                              .timeout_ms = timeout_ms_},
                             [this, id](const Result<HttpResponse>& answer) { answered(id, answer); });
  if (!op) return answered(id, op.error());
  std::unique_lock lock(mutex_);
  const auto found = calls_.find(id);
  if (found == calls_.end()) return;  // answered already
  found->second->op = *op;
  const bool late = stopping_;
  lock.unlock();
  if (late) http_cancel(*op);
}

void Calls::settle(std::vector<Ticket>& tickets, const Result<HttpResponse>& answer) const {
  if (!answer) {
    const Error why = as_told(answer.error());
    for (Ticket& ticket : tickets) ticket.fail(why);
    return;
  }
  const auto outcomes = rules_.judge(*answer, tickets.size());
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    if (const auto* sent = std::get_if<Sent>(&outcomes[i]))
      tickets[i].sent(sent->provider_id);
    else
      tickets[i].fail(std::get<Error>(outcomes[i]));
  }
}

void Calls::answered(std::uint64_t id, const Result<HttpResponse>& answer) {
  std::unique_ptr<Call> call;
  {
    const std::lock_guard lock(mutex_);
    const auto found = calls_.find(id);
    call = std::move(found->second);
    calls_.erase(found);
  }
  if (answer && call->look) call->look(*answer);
  settle(call->tickets, answer);
  bool room = false;
  {
    const std::lock_guard lock(mutex_);
    room = starved_ && !stopping_ && (admitted_ - 1) * 4 <= limit_ * 3;
    if (room) starved_ = false;
  }
  if (room) ready_();
  const std::lock_guard lock(mutex_);
  --admitted_;
  changed_.notify_all();
}

bool Calls::wait_idle(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return admitted_ == 0; });
}

void Calls::stop() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  std::vector<std::uint64_t> ops;
  for (const auto& [id, call] : calls_) {
    if (call->op != 0) ops.push_back(call->op);
  }
  lock.unlock();
  for (const auto op : ops) http_cancel(op);
  lock.lock();
  changed_.wait(lock, [this] { return admitted_ == 0; });
}

}  // namespace carillon::http_channel
