// Rows of storage into memory: all of them, a column of them, or those of some customers.
//
// A load reads page by page, each page of one instant. What changes meanwhile is read again by whoever
// gathers the changes, from before the load on, so pages need not be of the same instant.
// For one thread at a time; it reads with two of its own.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <carillon/result.hpp>

#include "index/people.h"
#include "index/purchases.h"
#include "store/database.h"

namespace carillon::index {

inline constexpr std::size_t kPageRows = 20'000;

// What was read of some customers and is not yet in the tables.
struct Staged {
  std::vector<Source> sources;
  std::vector<Id> ids;
  std::vector<crl_value> cells;  // by id, then by source
  std::deque<std::string> kept;  // what cells point to
  // Of customers whose orders were read; without an entry there are none.
  std::map<Id, std::vector<OrderRow>> orders;
};

class Loader {
 public:
  // CRL_E_FULL when what is loaded needs more than `budget` bytes; CRL_E_CANCELLED once `stopping`. A page is
  // of `page_rows`.
  Loader(store::Database& database, std::size_t budget, const std::atomic<bool>& stopping,
         std::size_t page_rows = kPageRows)
      : database_(database), budget_(budget), page_rows_(page_rows), stopping_(stopping) {}

  using Progress = std::function<void(std::size_t rows)>;

  // All columns of `into`, which is new.
  Status customers(People& into, const Progress& progress);
  // Further columns of customers that are there.
  Status columns(const People& people, const std::vector<std::string>& names,
                 std::map<std::string, Column>& out);
  Status orders(const People& people, Run& out, const Progress& progress);

  Status some_customers(store::Session& session, std::span<const Id> ids, Staged& out) const;
  Status some_orders(store::Session& session, std::span<const Id> customers, Staged& out) const;

 private:
  Status customers_of_span(std::pair<Id, Id> span, People& into, const std::function<Status()>& between);
  Status go_on(std::size_t bytes) const;

  store::Database& database_;
  const std::size_t budget_, page_rows_;
  const std::atomic<bool>& stopping_;
};

}  // namespace carillon::index
