// A storage plugin's session in C++: queries and mutations as values, rows through a callback.
//
// Thread safety: one thread at a time. Results carry the plugin's status, so that callers can tell a
// conflict from an unavailable store. Rows handed to a callback are borrowed until it returns.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/abi/storage.h>
#include <carillon/expr.hpp>
#include <carillon/result.hpp>

namespace carillon::store {

struct Changes;

using Row = std::span<const crl_value>;
// Returns false to stop the scan.
using RowFn = std::function<bool(Row)>;

struct Query {
  std::string_view collection;
  std::vector<std::string_view> columns;
  const Expr* where = nullptr;
  std::vector<std::string_view> order;
  std::vector<bool> descending;  // one for each of order, or empty
  std::string_view cursor;
  std::uint64_t limit = 0;
  std::vector<std::string_view> group_by;
  std::vector<const Expr*> outputs;
  std::int64_t now_us = 0;
  bool lock = false;
};

struct Mutation {
  std::int32_t verb = CRL_MUT_INSERT;
  std::string_view collection;
  std::vector<std::string_view> columns;
  std::span<const crl_value> cells;  // row-major
  std::vector<std::int32_t> merge;
  std::vector<std::string_view> conflict;
  const Expr* where = nullptr;
  std::uint64_t limit = 0;
  bool must_change = false;
  const Query* from = nullptr;
};

class Session {
 public:
  // `table` and `session` come from the plugin; the session is closed with this object.
  Session(const crl_storage& table, void* session);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Status begin(std::int32_t mode);
  Status commit();
  Status rollback();

  // Rows changed; see abi/storage.h for what counts.
  Result<std::uint64_t> mutate(const Mutation& mutation);

  // The cursor for what follows; empty when nothing does.
  Result<std::string> query(const Query& query, const RowFn& row);

  // Mutations that succeed are told to it, until nullptr is given. It outlives that.
  void tell_changes(Changes* changes) { changes_ = changes; }

  // Makes a running call of this session answer CRL_E_CANCELLED. Any thread.
  void cancel();

 private:
  const crl_storage& table_;
  void* session_;
  Changes* changes_ = nullptr;
};

}  // namespace carillon::store
