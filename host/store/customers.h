// Customers: found by id or by the caller's id, written whole, listed by page.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <carillon/expr.hpp>
#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

Result<std::optional<Customer>> get_customer(Session& session, Id id);
Result<std::optional<Customer>> find_customer(Session& session, std::string_view external_id);

// Those that exist, in no order. `lock`: they stay as they are until the transaction ends.
Result<std::vector<Customer>> customers_by_external_id(Session& session,
                                                       std::span<const std::string_view> external_ids,
                                                       bool lock);
Result<std::vector<Customer>> customers_by_id(Session& session, std::span<const Id> ids, bool lock);

// Some columns of some customers, for whoever needs no whole records.
Status read_customers(Session& session, std::span<const Id> ids, std::span<const std::string_view> columns,
                      const RowFn& row);
// The same for `ids` in ascending order that are most of those between the first and the last of them: these
// are read through, which costs far less than finding each. Where more strangers than wanted are met, the
// rest is found by id. Answers whether that was so. REQUIRES: `id` among the columns.
Result<bool> read_neighbours(Session& session, std::span<const Id> ids,
                             std::span<const std::string_view> columns, const RowFn& row);

// CRL_E_CONFLICT: an external_id is taken.
Status insert_customers(Session& session, std::span<const Customer> customers);
// Every column of customers that exist.
Status replace_customers(Session& session, std::span<const Customer> customers);

struct CustomerQuery {
  const Expr* where = nullptr;
  std::string_view sort = "id";  // a field of customers
  bool descending = false;
  std::string_view cursor;
  std::uint64_t limit = 50;
  std::int64_t now_us = 0;
};
struct CustomerPage {
  std::vector<Customer> customers;
  std::string next;  // cursor; empty at the end
};
Result<CustomerPage> list_customers(Session& session, const CustomerQuery& query);

}  // namespace carillon::store
