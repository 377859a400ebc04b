// Rows from outside become customers and orders: validated rows -> one transaction of many requests ->
// an answer to each when it is committed.
//
// A customer's totals are kept in the same transaction as the orders: a repeated or corrected order (same
// external_id) changes them by the difference, so they always equal a fresh sum over its counted orders.
//
// Thread safety: all calls from any thread. write_*() block until the rows are durable, or tell it later.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "base/issue.h"
#include "store/database.h"
#include "store/records.h"

namespace carillon::ingest {

// A member of a partial write: absent (the stored value stays), null (cleared) or a value.
template <class T>
struct Patch {
  bool given = false;
  std::optional<T> value;
};

struct CustomerInput {
  std::string external_id;
  Patch<std::string> name, email, phone, city, country, gender, timezone;
  Patch<std::int64_t> birth_date;
  Patch<std::vector<std::string>> tags;
  Patch<bool> consent_email, consent_sms;
  Patch<std::string> attributes;  // a JSON object, as text; replaces the stored one
  std::optional<std::int64_t> created_at;
  // The updated_at that the stored customer must still have, judged in the transaction of the write; another
  // one, or none stored, rejects the row as "changed".
  std::optional<std::int64_t> unless_changed_since;
  bool answered = false;  // the outcome carries the customer
};

struct OrderInput {
  std::string external_id;
  std::string customer_external_id;       // empty when `customer` is given
  std::optional<CustomerInput> customer;  // created or updated with the order
  Decimal amount;
  Patch<std::string> currency;
  std::optional<store::OrderStatus> status;  // absent: completed for a new order, unchanged for a known one
  std::int64_t ordered_at = 0;
  Patch<std::vector<store::OrderItem>> items;
  std::optional<std::int64_t> unless_changed_since;  // as of a customer
  bool answered = false;                             // the outcome carries the order
};

struct StoredOrder {
  store::Order order;
  std::string customer_external_id;
};

enum class Verdict { kCreated, kUpdated, kUnchanged, kRejected };

struct Outcome {
  Verdict verdict = Verdict::kRejected;
  Id id = 0;      // of the customer or order, unless rejected
  Issues issues;  // why it was rejected
  // As it is stored after the row, where the row asked for it (`answered`): who answers with it need not
  // read.
  std::shared_ptr<const store::Customer> customer;
  std::shared_ptr<const StoredOrder> order;
};

// Runs in the transaction of a call's rows, behind them, and can write what must be true together with them.
// `outcomes` are those of the rows from `first` on. Called once for each transaction that the rows need
// (several, when storage refuses one of the rows), in order, and again when a transaction is repeated. Its
// error undoes the transaction and is the answer of the call.
using Companion =
    std::function<Status(store::Session&, std::size_t first, std::span<const Outcome> outcomes)>;

struct Options {
  std::int64_t max_delay_us = 0;        // how long a commit waits for company; 0: only while one is running
  std::size_t max_rows = 10'000;        // rows of one transaction, unless one call has more
  std::size_t max_bytes = 32U << 20;    // likewise
  std::size_t queue_bytes = 64U << 20;  // waiting input; past it write_*() answers CRL_E_UNAVAILABLE
  // A large call without a companion becomes two transactions side by side. Only for a storage with several
  // writers.
  bool side_by_side = false;
};

struct Counters {
  std::uint64_t rows = 0, rejected = 0, transactions = 0, overloads = 0, queued_rows = 0, queued_bytes = 0;
  std::int64_t oldest_us = 0;  // how long the oldest waiting call has waited
};

class Ingest {
 public:
  Ingest(store::Database& database, IdSource& ids, const Clock& clock, Options options);
  ~Ingest();  // commits what was accepted, then stops

  // One outcome a row, in order. An Error means that no row of this call was stored; where only some were,
  // the others' issue is "not_stored".
  using Done = std::function<void(Result<std::vector<Outcome>>)>;
  // Calls `done` once when the rows are durable, on a thread that many calls share and that must not be kept
  // waiting; or at once, on this thread, when they are refused.
  void write_customers(std::vector<CustomerInput> rows, Companion with, Done done);
  void write_orders(std::vector<OrderInput> rows, Companion with, Done done);
  Result<std::vector<Outcome>> write_customers(std::vector<CustomerInput> rows, Companion with = {});
  Result<std::vector<Outcome>> write_orders(std::vector<OrderInput> rows, Companion with = {});

  // What would become of the rows, judged against what is stored; nothing is written.
  Result<std::vector<Outcome>> judge_customers(const std::vector<CustomerInput>& rows);
  Result<std::vector<Outcome>> judge_orders(const std::vector<OrderInput>& rows);

  Counters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::ingest
