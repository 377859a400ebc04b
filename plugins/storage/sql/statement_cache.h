// Prepared statements of one session by their text, the least recently used ones dropped first.
//
// A lease takes its statement out, so a query within a query of the same text gets one of its own. Owned by
// one session; not thread-safe. A lease must not outlive the cache.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <carillon/result.hpp>

#include "connection.h"
#include "fragment.h"

namespace carillon::sql {

class StatementCache {
 public:
  class Lease {
   public:
    Lease(StatementCache& cache, std::string sql, std::unique_ptr<Statement> statement)
        : cache_(&cache), sql_(std::move(sql)), statement_(std::move(statement)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (statement_) cache_->give_back(std::move(sql_), std::move(statement_));
    }
    Statement* operator->() const { return statement_.get(); }
    Statement& operator*() const { return *statement_; }

   private:
    StatementCache* cache_;
    std::string sql_;
    std::unique_ptr<Statement> statement_;
  };

  explicit StatementCache(Connection& db) : db_(db) {}

  Result<Lease> take(std::string_view sql);
  // Prepared, with the fragment's values bound. The fragment must outlive the lease's use.
  Result<Lease> take(const Fragment& statement);

 private:
  static constexpr std::size_t kMost = 64;
  struct Entry {
    std::string sql;
    std::unique_ptr<Statement> statement;
  };
  void give_back(std::string sql, std::unique_ptr<Statement> statement);

  Connection& db_;
  std::list<Entry> recent_;  // the front was used last
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_text_;
};

}  // namespace carillon::sql
