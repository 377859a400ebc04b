// Which customers a transaction concerns, for whoever keeps copies of them.
//
// Gathered by the session from its mutations: rows of customers by their id, rows of orders by their
// customer. Items are written with their orders, so they are not looked at. A mutation that does not say whom
// it concerns concerns everything.
#pragma once

#include <cstdint>
#include <vector>

#include <carillon/result.hpp>

#include "base/ids.h"

namespace carillon::store {

class Session;
struct Mutation;

struct Changes {
  std::vector<Id> customers;  // written or deleted; may repeat
  std::vector<Id> orders_of;  // customers whose orders were
  bool everything = false;
  bool orders_replaced = false;

  // An order that was replaced may have been another customer's before, whose totals were then written in the
  // same transaction: so every customer written with it may have lost one.
  void close() {
    if (orders_replaced) orders_of.insert(orders_of.end(), customers.begin(), customers.end());
    orders_replaced = false;
  }
  bool empty() const { return customers.empty() && orders_of.empty() && !everything; }
};

void gather_changes(const Mutation& mutation, Changes& out);

enum class Outcome { kCommitted, kUndone, kUnknown };

// Told of every write transaction that concerns customers. Called on the thread of the write.
class ChangeListener {
 public:
  virtual ~ChangeListener() = default;
  // Within the transaction, as its last part. The token comes back with the outcome.
  virtual Result<std::uint64_t> record(Session& session, const Changes& changes) = 0;
  // Before write() answers; for kUnknown the changes may have happened.
  virtual void settled(std::uint64_t token, const Changes& changes, Outcome outcome) = 0;
};

}  // namespace carillon::store
