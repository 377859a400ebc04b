#include "store/database.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "store/schema.h"
#include "store/session_pool.h"

namespace carillon::store {

namespace {

crl_storage_caps caps_of(const crl_storage& storage, void* self) {
  crl_storage_caps caps{};
  caps.size = sizeof caps;
  storage.caps(self, &caps);
  return caps;
}

// Doubles from a millisecond, with jitter, so that two hosts that collided do not collide again.
void back_off(int attempt) {
  thread_local std::minstd_rand random(std::random_device{}());
  const auto most = static_cast<unsigned>(1'000 << std::min(attempt, 8));
  std::this_thread::sleep_for(std::chrono::microseconds(most / 2 + random() % most));
}

}  // namespace

struct Database::Impl {
  Impl(const crl_storage& s, void* object, const DatabaseOptions& o)
      : storage(s),
        self(object),
        options(o),
        readers(s, object, o.read_sessions, std::chrono::milliseconds(o.acquire_timeout_ms)),
        writers(s, object, (caps_of(s, object).flags & CRL_STORAGE_SINGLE_WRITER) != 0 ? 1 : o.write_sessions,
                std::chrono::milliseconds(o.acquire_timeout_ms)) {}

  // One attempt at a whole transaction; a session that failed is dropped when its state is in doubt.
  Status attempt(SessionPool& pool, std::int32_t mode, const Body& body) {
    auto loan = pool.take();
    if (!loan) return loan.error();
    Session& session = **loan;
    if (auto begun = session.begin(mode); !begun) {
      loan->drop();
      return begun;
    }
    Status done;
    try {
      done = body(session);
    } catch (...) {
      loan->drop();  // closing it rolls back
      throw;
    }
    if (done) {
      done = session.commit();
      if (done) return done;
    }
    if (auto undone = session.rollback(); !undone) loan->drop();
    return done;
  }

  const crl_storage& storage;
  void* self;
  const DatabaseOptions options;
  SessionPool readers, writers;
  std::atomic<std::uint64_t> reads{0}, writes{0}, repeats{0}, failures{0};
};

Database::Database(const crl_storage& storage, void* self, DatabaseOptions options)
    : impl_(std::make_unique<Impl>(storage, self, options)) {}
Database::~Database() = default;

Status Database::ensure_schema() {
  const auto& all = collections();
  crl_error error = empty_error();
  const crl_status status =
      impl_->storage.ensure(impl_->self, all.data(), static_cast<std::uint32_t>(all.size()), &error);
  return status == CRL_OK ? Status{} : read_error(status, error);
}

Status Database::read(const Body& body) {
  ++impl_->reads;
  Status done = impl_->attempt(impl_->readers, CRL_TX_READ, body);
  if (!done) ++impl_->failures;
  return done;
}

Status Database::write(const Body& body) {
  ++impl_->writes;
  for (int attempt = 1;; ++attempt) {
    Status done = impl_->attempt(impl_->writers, CRL_TX_WRITE, body);
    if (done) return done;
    if (done.error().status != CRL_E_UNAVAILABLE || attempt >= impl_->options.write_attempts) {
      ++impl_->failures;
      return done;
    }
    ++impl_->repeats;
    back_off(attempt);
  }
}

DatabaseCounters Database::counters() const {
  return {impl_->reads.load(), impl_->writes.load(), impl_->repeats.load(), impl_->failures.load()};
}

}  // namespace carillon::store
