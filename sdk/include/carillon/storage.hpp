// The base of a storage plugin: collections of rows behind sessions.
//
//   CARILLON_MODULE(carillon::storage<Sqlite>({.id = "sqlite", .name = "SQLite", .version = "1.0.0"}))
//
// A session is used by one thread at a time and different sessions concurrently; only cancel() may come from
// another thread. What is borrowed (mutations, queries, sinks) is good until the call returns.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "abi/storage.h"
#include "plugin.hpp"

namespace carillon {

class StorageSession {
 public:
  StorageSession() = default;
  StorageSession(const StorageSession&) = delete;
  StorageSession& operator=(const StorageSession&) = delete;
  // [worker] Rolls back what was not committed.
  virtual ~StorageSession() = default;

  virtual Status begin(std::int32_t mode) = 0;  // [worker] CRL_TX_*
  virtual Status commit() = 0;                  // [worker] durable when it returns
  virtual Status rollback() = 0;                // [worker] fine without a transaction
  // [worker] Answers how many rows changed; atomic by itself outside a transaction.
  virtual Result<std::uint64_t> mutate(const crl_mutation& mutation) = 0;
  // [worker] Hands pages to the sink, then perhaps a cursor.
  virtual Status query(const crl_query& query, const crl_rows_sink& rows) = 0;
  // [any] A running call answers CRL_E_CANCELLED; one that starts later is not touched.
  virtual void cancel() noexcept = 0;
};

class Storage : public Component {
 public:
  static constexpr const char* kInterface = CRL_STORAGE_ID;
  static const void* table();

  // [pure] What it can do; `ops` must be static.
  virtual crl_storage_caps caps() const = 0;
  // [main] Makes the store look like this: additive, safe twice and for two hosts at once.
  virtual Status ensure(std::span<const crl_collection* const> collections) = 0;
  // [worker] The session outlives neither the plugin's stop() nor the plugin.
  virtual Result<std::unique_ptr<StorageSession>> open_session() = 0;
};

namespace detail {

inline StorageSession& session_of(void* session) { return *static_cast<StorageSession*>(session); }

// The table's functions; named, so that a backtrace shows which call it was.
struct StorageThunks {
  static Storage& object(void* self) { return Instance<Storage>::object(self); }

  static void caps(void* self, crl_storage_caps* out) noexcept {
    guarded_void("caps", [&] {
      crl_storage_caps caps = object(self).caps();
      caps.size = sizeof caps;
      CRL_FILL(out, &caps);
    });
  }
  static crl_status ensure(void* self, const crl_collection* const* collections, std::uint32_t n,
                           crl_error* error) noexcept {
    return guarded_status(error, [&] { return object(self).ensure({collections, n}); });
  }
  static crl_status open(void* self, void** session, crl_error* error) noexcept {
    return guarded_status(error, [&]() -> Status {
      auto made = object(self).open_session();
      if (!made) return made.error();
      *session = std::move(made).value().release();
      return {};
    });
  }
  static void close(void* session) noexcept {
    guarded_void("session_close", [&] { delete &session_of(session); });
  }
  static crl_status begin(void* session, std::int32_t mode, crl_error* error) noexcept {
    return guarded_status(error, [&] { return session_of(session).begin(mode); });
  }
  static crl_status commit(void* session, crl_error* error) noexcept {
    return guarded_status(error, [&] { return session_of(session).commit(); });
  }
  static crl_status rollback(void* session, crl_error* error) noexcept {
    return guarded_status(error, [&] { return session_of(session).rollback(); });
  }
  static crl_status mutate(void* session, const crl_mutation* mutation, std::uint64_t* changed,
                           crl_error* error) noexcept {
    return guarded_status(error, [&]() -> Status {
      auto count = session_of(session).mutate(*mutation);
      if (!count) return count.error();
      if (changed != nullptr) *changed = *count;
      return {};
    });
  }
  static crl_status query(void* session, const crl_query* query, const crl_rows_sink* rows,
                          crl_error* error) noexcept {
    return guarded_status(error, [&] { return session_of(session).query(*query, *rows); });
  }
  static void cancel(void* session) noexcept { session_of(session).cancel(); }
};

}  // namespace detail

inline const void* Storage::table() {
  using T = detail::StorageThunks;
  static constexpr crl_storage kTable{sizeof(crl_storage), 0,         &T::caps,   &T::ensure,   &T::open,
                                      &T::close,           &T::begin, &T::commit, &T::rollback, &T::mutate,
                                      &T::query,           &T::cancel};
  return &kTable;
}

// An entry of CARILLON_MODULE: T derives from Storage and is made from `const Config&` or from nothing.
template <class T>
constexpr Entry storage(const Info& info) {
  return make_entry(CRL_STORAGE_ID, info,
                    [](const crl_doc* config, const void*, const crl_instance** out, crl_error* error) {
                      return guarded_status(error, [&]() -> Status {
                        auto made = construct<T>(config);
                        if (!made) return made.error();
                        *out = Instance<Storage>::give(std::move(made).value());
                        return {};
                      });
                    });
}

}  // namespace carillon
