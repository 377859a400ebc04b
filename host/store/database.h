// The host's door to storage: who may write when, and what is repeated.
//
// read() lends a pooled session inside a read transaction, so that everything read is of one instant. It
// waits a while for a storage that is away, but runs its body once. write() runs its body in a write
// transaction; when storage answers CRL_E_UNAVAILABLE for a body or a commit the whole transaction is rolled
// back and repeated with jittered back-off, so a body must be repeatable and must keep its results to itself
// until write() returns. So it is after CRL_E_UNKNOWN, when the answer to a commit was lost: an upsert or a
// conditional change finds its own rows then; if the repetition fails too, write() answers CRL_E_UNKNOWN.
// Over a single-writer storage all writes share one session.
//
// Thread safety: all calls from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include <carillon/abi/storage.h>
#include <carillon/result.hpp>

#include "store/changes.h"
#include "store/session.h"

namespace carillon::store {

struct DatabaseOptions {
  std::size_t read_sessions = 8;
  std::size_t write_sessions = 4;            // 1 over a single-writer storage, whatever is asked
  std::int64_t acquire_timeout_ms = 10'000;  // waiting longer for a session answers CRL_E_UNAVAILABLE
  std::int64_t patience_ms = 5'000;          // for how long what storage cannot do now is repeated
};

struct DatabaseCounters {
  std::uint64_t reads = 0, writes = 0, write_repeats = 0, failures = 0;
};

class Database {
 public:
  using Body = std::function<Status(Session&)>;

  // `storage` is the running plugin instance's interface and `self` its object; both outlive this.
  Database(const crl_storage& storage, void* self, DatabaseOptions options);
  ~Database();

  // Creates or extends the collections of store/schema.h.
  Status ensure_schema();

  Status read(const Body& body);
  // Whether a transaction can begin now; tries once.
  Status ping();
  Status write(const Body& body);

  // Is told of what later write()s change; nullptr: nobody. Before the first write, or while none runs.
  void listen(ChangeListener* listener);

  DatabaseCounters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::store
