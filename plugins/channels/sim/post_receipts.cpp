#include "post_receipts.h"

#include <algorithm>
#include <chrono>

#include "signature.h"

namespace carillon::sim {
namespace {

std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

bool PostReceipts::busy() const {
  const std::lock_guard lock(mutex_);
  return bodies_.size() >= kMaxBodies;
}

bool PostReceipts::idle() const {
  const std::lock_guard lock(mutex_);
  return bodies_.empty();
}

void PostReceipts::post(std::string body) {
  Body* added = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    added = bodies_.emplace_back(std::make_unique<Body>(Body{std::move(body), 0, 0, true})).get();
  }
  send(*added);
}

void PostReceipts::post_again(std::int64_t now_us) {
  std::vector<Body*> due;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    for (const auto& body : bodies_) {
      if (body->under_way || body->not_before_us > now_us) continue;
      body->under_way = true;
      due.push_back(body.get());
    }
  }
  for (Body* body : due) send(*body);
}

// The body is under way, so that it lives until answered() although the lock is free.
void PostReceipts::send(Body& body) {
  HttpRequest request{.method = "POST", .url = url_, .headers = {{"Content-Type", "application/json"}}};
  request.body = body.text;
  if (!secret_.empty()) request.headers.emplace_back(kSignatureHeader, sign(secret_, body.text));
  const auto op =
      http_start(request, [this, &body](const Result<HttpResponse>& answer) { answered(body, answer); });
  if (!op) {
    answered(body, op.error());
    return;
  }
  const std::lock_guard lock(mutex_);  // the answer may have come: look before touching the body
  const auto same = [&](const auto& each) { return each.get() == &body; };
  if (std::ranges::find_if(bodies_, same) != bodies_.end()) body.op = *op;
}

void PostReceipts::answered(Body& body, const Result<HttpResponse>& answer) {
  const bool refused = answer && answer->status >= 400 && answer->status < 500 && answer->status != 429;
  const bool taken = answer && answer->status < 400;
  if (refused) {
    host().error("the receipts endpoint refused what the simulator posted",
                 {{"url", url_}, {"status", std::to_string(answer->status)}});
  }
  const std::lock_guard lock(mutex_);
  if (taken || refused || stopping_) {
    forget(body);
  } else {
    body.under_way = false;
    body.op = 0;
    body.not_before_us = steady_us() + kPauseUs;
  }
  changed_.notify_all();
}

void PostReceipts::forget(const Body& body) {
  std::erase_if(bodies_, [&](const auto& each) { return each.get() == &body; });
}

void PostReceipts::stop() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  std::erase_if(bodies_, [](const auto& body) { return !body->under_way; });
  std::vector<std::uint64_t> ops;
  for (const auto& body : bodies_) {
    if (body->op != 0) ops.push_back(body->op);
  }
  lock.unlock();
  for (const auto op : ops) http_cancel(op);
  lock.lock();
  changed_.wait(lock, [this] { return bodies_.empty(); });
}

}  // namespace carillon::sim
