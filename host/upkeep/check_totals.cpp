#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "ingest/totals.h"
#include "store/customers.h"
#include "store/orders.h"
#include "upkeep/check.h"

namespace carillon::upkeep {

namespace {

constexpr std::uint64_t kPage = 2'000;

// The customer as the orders say.
store::Customer with_totals(store::Customer customer, const store::OrderTotals* totals) {
  customer.total_spend = totals == nullptr ? Decimal{} : totals->total;
  customer.order_count = totals == nullptr ? 0 : totals->count;
  customer.avg_order_value = ingest::average(customer.total_spend, customer.order_count);
  customer.first_order_at = totals == nullptr ? store::Moment{} : store::Moment{totals->first_at};
  customer.last_order_at = totals == nullptr ? store::Moment{} : store::Moment{totals->last_at};
  return customer;
}

std::string text_of(const store::Customer& c) {
  return std::to_string(c.order_count) + " orders of " + to_text(c.total_spend) + " in all";
}

// Those whose totals are not what their orders say, as they should be; the stored ones go to `stored`.
Result<std::vector<store::Customer>> wrong_ones(store::Session& session,
                                                std::vector<store::Customer> customers,
                                                std::vector<store::Customer>& stored) {
  std::vector<Id> ids;
  for (const auto& customer : customers) ids.push_back(customer.id);
  const auto totals = store::order_totals(session, ids);
  if (!totals) return totals.error();
  std::unordered_map<Id, const store::OrderTotals*> by_customer;
  for (const auto& t : *totals) by_customer[t.customer_id] = &t;
  std::vector<store::Customer> out;
  for (auto& customer : customers) {
    const auto found = by_customer.find(customer.id);
    auto right = with_totals(customer, found == by_customer.end() ? nullptr : found->second);
    if (right == customer) continue;
    out.push_back(std::move(right));
    stored.push_back(std::move(customer));
  }
  return out;
}

Status repair(store::Database& database, std::span<const Id> ids) {
  return database.write([&](store::Session& session) -> Status {
    auto customers = store::customers_by_id(session, ids, true);
    if (!customers) return customers.error();
    std::vector<store::Customer> stored;
    const auto right = wrong_ones(session, *std::move(customers), stored);
    if (!right) return right.error();
    return store::replace_customers(session, *right);
  });
}

}  // namespace

Status check_totals(store::Database& database, const Options& options) {
  std::string cursor;
  do {
    std::vector<store::Customer> right, stored;
    std::uint64_t seen = 0;
    std::string next;
    const Status read = database.read([&](store::Session& session) -> Status {
      stored.clear();
      auto page = store::list_customers(session, {.cursor = cursor, .limit = kPage});
      if (!page) return page.error();
      seen = page->customers.size();
      next = std::move(page->next);
      auto wrong = wrong_ones(session, std::move(page->customers), stored);
      if (!wrong) return wrong.error();
      right = *std::move(wrong);
      return {};
    });
    if (!read) return read;
    cursor = std::move(next);
    if (options.repair && !right.empty()) {
      std::vector<Id> ids;
      for (const auto& customer : right) ids.push_back(customer.id);
      if (Status done = repair(database, ids); !done) return done;
    }
    for (std::size_t i = 0; i < right.size(); ++i) {
      options.on_finding({"customer \"" + right[i].external_id + "\" has totals of " + text_of(stored[i]) +
                              "; the orders make " + text_of(right[i]),
                          options.repair, false});
    }
    options.on_progress(seen);
  } while (!cursor.empty());
  return {};
}

}  // namespace carillon::upkeep
