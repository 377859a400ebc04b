// How a connection answers: handing a request to the pool, writing the answer, streaming, going on.
#include <exception>
#include <utility>

#include "api/http/connection.h"
#include "api/http/request_id.h"
#include "api/http/response_head.h"

namespace carillon::http {
namespace {

// A stream is pulled while less than this is unsent.
constexpr std::size_t kStreamAhead = 256 * 1024;
// After so much a fast stream lets other requests have its thread.
constexpr std::size_t kStreamTurn = 1024 * 1024;
// A body of up to this size travels in the buffer of its head.
constexpr std::size_t kJoinBelow = 16 * 1024;

}  // namespace

// The caller owns `current_`, without the lock. Returns when a work thread has taken the request over, it was
// answered here, or nothing is left to answer. `here`: a quick request may be answered by this thread, which
// spares it a change of threads; those behind it go to the pool, so that this never nests.
void Connection::dispatch(bool here) {
  for (;;) {
    Response refusal;
    if (current_.error) {
      refusal = error_answer(current_.error.status, current_.error.detail);
    } else if (here && core_.is_quick(current_.request)) {
      return answer();
    } else if (core_.pool_for(current_.request)
                   .try_submit(std::static_pointer_cast<WorkPool::Task>(shared_from_this()))) {
      return;
    } else {
      core_.rejected_overload.fetch_add(1, std::memory_order_relaxed);
      refusal = error_answer(503, "too many requests are waiting; try again in a second");
    }
    if (!deliver(std::move(refusal))) return;
  }
}

void Connection::run() {
  if (source_)
    pump();
  else
    answer();
}

void Connection::answer() {
  core_.requests.fetch_add(1, std::memory_order_relaxed);
  const bool quick = core_.is_quick(current_.request);
  Response response = call_handler();
  if (response.later) return promise(response.later);
  give(std::move(response), !quick);
}

void Connection::give(Response response, bool on_pool) {
  if (response.stream) {
    begin_stream(std::move(response), on_pool);
  } else if (deliver(std::move(response))) {
    dispatch();
  }
}

// One promise, shared by the copies of its answerer.
struct Connection::Promise {
  explicit Promise(std::shared_ptr<Connection> owed) : to(std::move(owed)) { ++to->core_.promised; }
  ~Promise() {
    if (!given.exchange(true)) {
      to->core_.report("a promised answer was never given", to->current_.request.request_id);
      to->give(to->error_answer(500, "the request could not be answered"), false);
    }
    Core& core = to->core_;
    to.reset();
    --core.promised;
  }
  Promise(const Promise&) = delete;
  Promise& operator=(const Promise&) = delete;

  std::shared_ptr<Connection> to;
  std::atomic<bool> given{false};
};

void Connection::promise(const std::function<void(Answerer)>& later) {
  auto promise = std::make_shared<Promise>(shared_from_this());
  try {
    later([promise](Response response) {
      if (promise->given.exchange(true)) return;
      Connection& self = *promise->to;
      self.give(self.checked(std::move(response)), false);
    });
  } catch (const std::exception& error) { core_.report(std::string("a handler threw: ") + error.what(), {}); }
}

Response Connection::call_handler() {
  const Request& request = current_.request;
  try {
    Response response = core_.handler(request);
    return response.later ? response : checked(std::move(response));
  } catch (const std::exception& error) {
    core_.report(std::string("a handler threw: ") + error.what(), request.request_id);
  } catch (...) { core_.report("a handler threw something that is no exception", request.request_id); }
  return error_answer(500, "the request could not be answered");
}

// The answer, or the error that is sent in the place of one that cannot be sent.
Response Connection::checked(Response response) {
  const Request& request = current_.request;
  if (!is_sendable(response)) {
    core_.report("an answer was dropped: its status or a header of it cannot be sent", request.request_id);
    return error_answer(500, "the answer could not be sent");
  }
  if (!response.stream && response.body.size() > core_.options.write_buffer_limit) {
    core_.report("an answer was dropped: its body of " + std::to_string(response.body.size()) +
                     " bytes is above write_buffer_limit; stream it",
                 request.request_id);
    return error_answer(500, "the answer could not be sent");
  }
  return response;
}

Response Connection::error_answer(int status, std::string_view detail) {
  if (current_.request.request_id.empty()) current_.request.request_id = make_request_id();
  Response response;
  try {
    response = core_.error_page(status, detail, current_.request.request_id);
  } catch (const std::exception& error) {
    core_.report(std::string("the error page threw: ") + error.what(), current_.request.request_id);
  }
  if (!is_sendable(response)) response = Response{};
  response.status = status;
  response.stream = nullptr;
  if (status == 503 && find_header(response.headers, "Retry-After").empty())
    response.headers.emplace_back("Retry-After", "1");
  return response;
}

// Under the lock: decides whether the connection goes on, and renders the head into `head_`.
std::string_view Connection::write_head(const Response& response, bool streamed, std::uint64_t length) {
  const bool last = reading_ == Reading::kDone && ready_.empty();
  const bool stopping = core_.stopping.load(std::memory_order_relaxed) && ready_.empty();
  chunked_ = streamed && current_.http11 && !is_bodiless(response.status);
  const bool until_close = streamed && !chunked_ && current_.request.method != "HEAD";
  close_after_current_ = !current_.keep_alive || last || stopping || until_close;
  head_.clear();
  const Framing framing{.http11 = current_.http11,
                        .keep_alive = !close_after_current_,
                        .chunked = chunked_,
                        .has_length = !streamed && !is_bodiless(response.status),
                        .length = length};
  append_head(head_, response, framing, current_.request.request_id);
  return head_;
}

// Writes an answer that is there whole. True when the caller now owns a further request.
bool Connection::deliver(Response response) {
  const Lock lock(mutex_);
  write_head(response, false, response.body.size());
  if (current_.request.method == "HEAD" || is_bodiless(response.status)) response.body.clear();
  if (response.body.size() <= kJoinBelow) {
    head_.append(response.body);
    response.body.clear();
  }
  outbox_.write(head_, response.body);
  return settle();
}

// Under the lock, when all of an answer was given to the outbox. True when a further request is current.
bool Connection::settle() {
  if (outbox_.unsent() > 0) {
    settle_when_sent_ = true;
    wait_for_socket();
    if (!outbox_.gone()) return false;
    settle_when_sent_ = false;
  }
  return advance();
}

// Under the lock, when nothing is unsent.
bool Connection::advance() {
  if (outbox_.gone() || life_ != Life::kOpen) {
    kill();
    ready_.clear();
    answering_ = false;
    return false;
  }
  if (close_after_current_) {
    ready_.clear();
    answering_ = false;
    start_linger();
    return false;
  }
  if (!ready_.empty()) {
    ready_bytes_ -= cost_of(ready_.front());
    current_ = std::move(ready_.front());
    ready_.pop_front();
    return true;
  }
  answering_ = false;
  if (reading_ == Reading::kDone || (reading_ == Reading::kIdle && core_.stopping.load())) {
    start_linger();
  } else if (reading_ == Reading::kIdle) {
    read_deadline_ = core_.reactor.deadline(core_.options.keep_alive_timeout);
  } else if (continue_due_) {
    send_continue();
  }
  return false;
}

// On a thread that is not the pool's the stream is pulled by another, as it may block.
void Connection::begin_stream(Response response, bool on_pool) {
  Lock lock(mutex_);
  outbox_.write(write_head(response, true, 0));
  if (current_.request.method == "HEAD" || is_bodiless(response.status)) {
    const bool more = settle();
    lock.unlock();
    response.stream = nullptr;
    if (more) dispatch();
    return;
  }
  if (outbox_.unsent() > 0) wait_for_socket();
  lock.unlock();
  source_ = std::move(response.stream);
  if (!on_pool) return core_.pool.resume(shared_from_this());
  pump();
}

void Connection::pump() {
  std::size_t turn = 0;
  for (;;) {
    {
      const Lock lock(mutex_);
      if (outbox_.gone()) break;
      if (outbox_.unsent() > kStreamAhead) {
        stream_parked_ = true;
        return;
      }
    }
    std::string piece;
    try {
      piece = source_();
    } catch (const std::exception& error) {
      // The head has gone: the only honest sign left is an answer without its end.
      core_.report(std::string("a stream broke off: ") + error.what(), current_.request.request_id);
      const Lock lock(mutex_);
      kill();
      break;
    }
    if (piece.empty()) return end_stream();
    turn += piece.size();
    {
      const Lock lock(mutex_);
      if (chunked_) {
        head_.clear();
        append_chunk(head_, piece);
        outbox_.write(head_);
      } else {
        outbox_.write({}, piece);
      }
      if (outbox_.unsent() > 0) wait_for_socket();
    }
    if (turn >= kStreamTurn) return core_.pool.resume(shared_from_this());
  }
  end_stream();
}

// Ends the stream, whole or broken off, and goes on with the next request.
void Connection::end_stream() {
  source_ = nullptr;  // outside of the lock: it may own whatever it reads from
  Lock lock(mutex_);
  if (chunked_) outbox_.write(kLastChunk);
  if (!settle()) return;
  lock.unlock();
  dispatch();
}

}  // namespace carillon::http
