#include "store/database.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <thread>
#include <utility>

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

// For how long a call is repeated: a server that restarts is back before callers need to know.
class Patience {
 public:
  explicit Patience(std::int64_t ms)
      : until_(std::chrono::steady_clock::now() + std::chrono::milliseconds(ms)) {}
  bool is_over() const { return std::chrono::steady_clock::now() >= until_; }

 private:
  const std::chrono::steady_clock::time_point until_;
};

// What stood in the way of the repetition may be what the first attempt wrote.
Error unknown_outcome(const Error& error) {
  return {CRL_E_UNKNOWN,
          "storage was lost during a commit, so this may have happened or not; see before it is repeated (" +
              error.message + ")",
          1'000,
          {}};
}

// What one attempt at a transaction changes, and who is told; undone unless it is settled otherwise.
class Watched {
 public:
  explicit Watched(ChangeListener* listener) : listener_(listener) {}
  ~Watched() { settle(Outcome::kUndone); }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  Status run(const Database::Body& body, Session& session) {
    if (listener_ == nullptr) return body(session);
    {
      const Telling telling(session, changes_);
      if (auto done = body(session); !done) return done;
    }
    return record(session);
  }
  void settle(Outcome outcome) {
    if (std::exchange(recorded_, false)) listener_->settled(token_, changes_, outcome);
  }

 private:
  struct Telling {
    Telling(Session& s, Changes& changes) : session(s) { session.tell_changes(&changes); }
    ~Telling() { session.tell_changes(nullptr); }
    Telling(const Telling&) = delete;
    Telling& operator=(const Telling&) = delete;
    Session& session;
  };

  Status record(Session& session) {
    if (changes_.empty()) return {};
    changes_.close();
    const auto token = listener_->record(session, changes_);
    if (!token) return token.error();
    token_ = *token;
    recorded_ = true;
    return {};
  }

  ChangeListener* listener_;
  Changes changes_;
  std::uint64_t token_ = 0;
  bool recorded_ = false;
};

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
  Status attempt(SessionPool& pool, std::int32_t mode, const Body& body, bool& began) {
    auto loan = pool.take();
    if (!loan) return loan.error();
    Session& session = **loan;
    if (auto begun = session.begin(mode); !begun) {
      loan->drop();
      return begun;
    }
    began = true;
    Status done;
    Watched watched(mode == CRL_TX_WRITE ? listener.load() : nullptr);
    try {
      done = watched.run(body, session);
    } catch (...) {
      loan->drop();  // closing it rolls back
      throw;
    }
    if (done) {
      done = session.commit();
      if (done || done.error().status == CRL_E_UNKNOWN) {
        watched.settle(done ? Outcome::kCommitted : Outcome::kUnknown);
      }
      if (done) return done;
    }
    if (auto undone = session.rollback(); !undone) loan->drop();
    return done;
  }

  const crl_storage& storage;
  void* self;
  const DatabaseOptions options;
  SessionPool readers, writers;
  std::atomic<ChangeListener*> listener{nullptr};
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
  const Patience patience(impl_->options.patience_ms);
  for (int attempt = 1;; ++attempt) {
    bool began = false;
    Status done = impl_->attempt(impl_->readers, CRL_TX_READ, body, began);
    if (done) return done;
    if (began || done.error().status != CRL_E_UNAVAILABLE || patience.is_over()) {
      ++impl_->failures;
      return done;
    }
    back_off(attempt);
  }
}

Status Database::write(const Body& body) {
  ++impl_->writes;
  const Patience patience(impl_->options.patience_ms);
  bool in_doubt = false;  // an earlier attempt may have been committed
  for (int attempt = 1;; ++attempt) {
    bool began = false;
    Status done = impl_->attempt(impl_->writers, CRL_TX_WRITE, body, began);
    if (done) return done;
    const crl_status status = done.error().status;
    in_doubt = in_doubt || status == CRL_E_UNKNOWN;
    const bool repeat = status == CRL_E_UNAVAILABLE || status == CRL_E_UNKNOWN;
    if (!repeat || patience.is_over()) {
      ++impl_->failures;
      return in_doubt ? Status(unknown_outcome(done.error())) : done;
    }
    ++impl_->repeats;
    back_off(attempt);
  }
}

Status Database::ping() {
  bool began = false;
  return impl_->attempt(
      impl_->readers, CRL_TX_READ, [](Session&) { return Status{}; }, began);
}

void Database::listen(ChangeListener* listener) { impl_->listener = listener; }

DatabaseCounters Database::counters() const {
  return {impl_->reads.load(), impl_->writes.load(), impl_->repeats.load(), impl_->failures.load()};
}

}  // namespace carillon::store
