// A storage plugin as its host sees it: loaded from a file, configured, with C++ around the table's calls.
//
// Everything that can fail answers a Result. Not thread-safe beyond what abi/storage.h allows; a Store must
// outlive its sessions.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <carillon/abi/storage.h>
#include <carillon/result.hpp>
#include <carillon/value.hpp>

#include "reference/cell.h"

namespace carillon::conformance {

// A flat configuration: member to value.
using Settings = std::map<std::string, std::variant<bool, std::int64_t, double, std::string>>;

using reference::OwnedCell;
using reference::Row;

struct Rows {
  std::vector<Row> rows;
  std::string cursor;
  std::size_t pages = 0;
};

class SessionHandle {
 public:
  SessionHandle(const crl_storage* table, void* session, std::string prefix = {})
      : table_(table), session_(session), prefix_(std::move(prefix)) {}
  SessionHandle(SessionHandle&& other) noexcept
      : table_(other.table_), session_(other.session_), prefix_(std::move(other.prefix_)) {
    other.session_ = nullptr;
  }
  SessionHandle& operator=(SessionHandle&&) = delete;
  ~SessionHandle() {
    if (session_ != nullptr) table_->session_close(session_);
  }

  Status begin(std::int32_t mode);
  Status commit();
  Status rollback();
  Result<std::uint64_t> mutate(const crl_mutation& m);
  Result<Rows> query(const crl_query& q);
  // Hands out pages as they come; `page` answers false to stop.
  Status scan(const crl_query& q, const std::function<bool(std::span<const crl_value>, std::uint32_t)>& page);
  void cancel() { table_->cancel(session_); }

 private:
  const crl_storage* table_;
  void* session_;
  std::string prefix_;
};

class Store {
 public:
  // Loads the file and starts an instance of the plugin `id` in it. `prefix` goes before the name of every
  // collection, so that many tests may use one database.
  static Result<std::unique_ptr<Store>> open(const std::string& file, const std::string& id,
                                             const Settings& settings, std::string prefix = {});
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  crl_storage_caps caps() const;
  Status ensure(std::span<const crl_collection* const> collections);
  Result<SessionHandle> session();
  Status health();

 private:
  Store() = default;
  const crl_instance* instance_ = nullptr;
  const crl_storage* table_ = nullptr;
  std::string prefix_;
};

}  // namespace carillon::conformance
