#include "api/idempotency.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <iterator>
#include <mutex>
#include <set>
#include <string_view>

#include "api/http/body_file.h"
#include "api/problem.h"
#include "api/services.h"
#include "ingest/byte_source.h"
#include "store/database.h"

namespace carillon::api {

namespace {

constexpr std::int64_t kKeptUs = 24LL * 3'600 * 1'000'000;
constexpr std::int64_t kSweepEveryUs = 60LL * 1'000'000;
constexpr std::size_t kSweptAtOnce = 1'000;
constexpr std::size_t kMaxKey = 200;
constexpr std::size_t kMaxKept = 1U << 20;
constexpr std::chrono::seconds kWait{30};

// 128 bits of FNV-1a: equal requests of one client are told from others, nothing is proved to a stranger.
class Fingerprint {
 public:
  void add(std::string_view text) {
    for (const char c : text) mix(static_cast<unsigned char>(c));
  }
  void part(std::string_view text) {
    add(text);
    mix(0x100);  // no byte: ("ab", "c") is not ("a", "bc")
  }
  std::string text() const {
    std::array<char, 40> out;
    const int n =
        std::snprintf(out.data(), out.size(), "%016llx%016llx", static_cast<unsigned long long>(high_),
                      static_cast<unsigned long long>(low_));
    return {out.data(), static_cast<std::size_t>(n)};
  }

 private:
  // Two lanes with bases and multipliers of their own.
  void mix(std::uint64_t unit) {
    low_ = (low_ ^ unit) * 0x0100'0000'01B3U;
    high_ = (high_ ^ (unit + 0x9E37)) * 0xD6E8'FEB8'6659'FD93U;
    high_ ^= high_ >> 32U;
  }
  std::uint64_t low_ = 0xCBF2'9CE4'8422'2325U, high_ = 0x8422'2325'CBF2'9CE4U;
};

Result<std::string> fingerprint_of(const http::Request& request) {
  Fingerprint out;
  for (const std::string_view text :
       {std::string_view(request.method), std::string_view(request.path), std::string_view(request.query),
        request.header("Content-Type"), request.header("Content-Encoding")}) {
    out.part(text);
  }
  const auto bytes = request.body_file ? ingest::read_descriptor(request.body_file->descriptor())
                                       : ingest::read_text(request.body);
  for (;;) {
    const auto piece = bytes->next();
    if (!piece) return piece.error();
    if (piece->empty()) return out.text();
    out.add(*piece);
  }
}

bool is_key(std::string_view text) {
  return text.size() <= kMaxKey &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

http::Response response_of(const store::KeptAnswer& kept) {
  http::Response response;
  response.status = static_cast<int>(kept.status);
  response.content_type = kept.content_type;
  response.body = kept.body;
  if (const auto headers = parse_json(kept.headers); headers && headers->is_object()) {
    for (const auto& header : headers->get_object()) {
      if (header.value().is_string())
        response.headers.emplace_back(header.key(), header.value().get_string());
    }
  }
  response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

bool is_worth_keeping(const http::Response& response) {
  return response.status >= 200 && response.status < 300 && !response.stream &&
         response.body.size() <= kMaxKept;
}

Result<std::optional<store::KeptAnswer>> kept_answer(const Services& services, const std::string& key) {
  std::optional<store::KeptAnswer> kept;
  const Status done = services.database.read([&](store::Session& session) -> Status {
    auto found = store::find_answer(session, key);
    if (!found) return found.error();
    kept = *std::move(found);
    return {};
  });
  if (!done) return done.error();
  if (kept && kept->expires_at <= services.clock.now_us()) kept.reset();
  return kept;
}

http::Response replay(const Context& context, const store::KeptAnswer& kept, const std::string& fingerprint) {
  if (kept.fingerprint == fingerprint) return response_of(kept);
  return problem(
      context.request, 422, "idempotency_key_reused",
      "this Idempotency-Key was sent before with another request; use a new key for a new request");
}

}  // namespace

struct Idempotency::InFlight {
  std::mutex mutex;
  std::condition_variable changed;
  std::set<std::string> keys;  // guarded by mutex
  std::atomic<std::int64_t> swept_at{0};

  // False when the first request did not end in time.
  bool enter(const std::string& key) {
    std::unique_lock lock(mutex);
    if (!changed.wait_for(lock, kWait, [&] { return !keys.contains(key); })) return false;
    keys.insert(key);
    return true;
  }
  void leave(const std::string& key) {
    {
      const std::scoped_lock lock(mutex);
      keys.erase(key);
    }
    changed.notify_all();
  }
};

bool takes_key(const Route& route) {
  constexpr std::string_view kChanging[] = {":write", ":launch", ":approve", ":send"};
  return route.method == "POST" &&
         std::any_of(std::begin(kChanging), std::end(kChanging),
                     [&](std::string_view verb) { return route.scope.ends_with(verb); });
}

Status AnswerKeeper::keep(store::Session& session, const http::Response& response) {
  if (!is_worth_keeping(response)) return {};
  called_ = true;
  json::object headers;
  for (const auto& [name, value] : response.headers) headers[name] = value;
  const store::KeptAnswer answer{
      key_,          fingerprint_,     response.status, response.content_type, json::serialize(headers),
      response.body, now_us_ + kKeptUs};
  if (auto dropped = store::drop_answer_if_expired(session, key_, now_us_); !dropped) return dropped;
  return store::keep_answer(session, answer);
}

Status Context::keep(store::Session& session, const http::Response& response) const {
  return keeper == nullptr ? Status{} : keeper->keep(session, response);
}

Idempotency::Idempotency() : in_flight_(std::make_unique<InFlight>()) {}
Idempotency::~Idempotency() = default;

http::Response Idempotency::answer(Context& context, const Handler& handler) {
  const std::string key(context.request.header("Idempotency-Key"));
  if (key.empty()) return handler(context);
  if (!is_key(key)) {
    return problem(context.request, 400, "malformed",
                   "the Idempotency-Key must be 1 to 200 visible ASCII characters without blanks");
  }
  if (!in_flight_->enter(key)) {
    return failure(context.request,
                   unavailable("an equal request is still being answered; ask again in a moment", 5'000));
  }
  const std::shared_ptr<void> guard(nullptr, [&](void*) { in_flight_->leave(key); });
  sweep(context.services);
  return answer_first(context, key, handler);
}

http::Response Idempotency::answer_first(Context& context, const std::string& key, const Handler& handler) {
  const Services& services = context.services;
  auto fingerprint = fingerprint_of(context.request);
  if (!fingerprint) return failure(context.request, fingerprint.error());
  const auto before = kept_answer(services, key);
  if (!before) return failure(context.request, before.error());
  if (*before) return replay(context, **before, *fingerprint);

  AnswerKeeper keeper(key, *fingerprint, services.clock.now_us());
  context.keeper = &keeper;
  http::Response response = http::awaited(handler(context));
  context.keeper = nullptr;
  const bool success = response.status >= 200 && response.status < 300;
  if (success && (keeper.called() || !is_worth_keeping(response))) return response;
  if (success) {
    const Status kept =
        services.database.write([&](store::Session& session) { return keeper.keep(session, response); });
    if (kept || kept.error().status != CRL_E_CONFLICT) return response;
  } else if (!keeper.called()) {
    return response;
  }
  // Another host was first with the key: what it answered is the answer.
  const auto winner = kept_answer(services, key);
  return winner && *winner ? replay(context, **winner, *fingerprint) : std::move(response);
}

void Idempotency::sweep(const Services& services) {
  const std::int64_t now = services.clock.now_us();
  std::int64_t last = in_flight_->swept_at;
  if (now - last < kSweepEveryUs || !in_flight_->swept_at.compare_exchange_strong(last, now)) return;
  // What is not removed now is removed by a later sweep, so a failure needs no answer here.
  const Status swept = services.database.write([&](store::Session& session) -> Status {
    const auto dropped = store::drop_expired_answers(session, now, kSweptAtOnce);
    return dropped ? Status{} : dropped.error();
  });
  if (!swept) in_flight_->swept_at = 0;
}

}  // namespace carillon::api
