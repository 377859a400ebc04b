#include <set>
#include <unordered_map>

#include "ingest/apply.h"
#include "ingest/sides.h"
#include "ingest/totals.h"
#include "store/customer_totals.h"
#include "store/orders.h"

namespace carillon::ingest {

namespace {

using store::CustomerTotals;
using store::Order;

// The customers and orders that a batch touches, as they are by now.
class Batch {
 public:
  Batch(store::Session& session, std::span<const OrderInput* const> rows, Stamp stamp)
      : session_(session), rows_(rows), stamp_(stamp) {}

  Result<std::vector<Outcome>> run() {
    if (auto loaded = load(); !loaded) return loaded.error();
    std::vector<Outcome> outcomes;
    outcomes.reserve(rows_.size());
    for (const auto* row : rows_) outcomes.push_back(apply(*row));
    if (stamp_.dry) return outcomes;
    if (auto written = write(); !written) return written.error();
    return outcomes;
  }

 private:
  struct OrderState {
    Order order;
    bool known = false, changed = false;
  };

  Status load() {
    std::vector<const CustomerInput*> embedded;
    std::set<std::string_view> people;
    std::vector<std::string_view> order_ids;
    for (const auto* row : rows_) {
      if (row->customer) embedded.push_back(&*row->customer);
      people.insert(customer_of(*row));
      if (orders_.try_emplace(row->external_id).second) order_ids.push_back(row->external_id);
    }
    if (!embedded.empty()) {
      Stamp looked = stamp_;
      looked.taken_for_new = false;  // it is said of the orders; their customers often are there
      if (auto applied = apply_customers(session_, embedded, looked); !applied) return applied.error();
    }
    std::set<Id> owners;
    if (!stamp_.taken_for_new) {
      std::sort(order_ids.begin(), order_ids.end());  // as their index is
      auto known_orders = store::orders_by_external_id(session_, order_ids, !stamp_.dry);
      if (!known_orders) return known_orders.error();
      for (Order& order : *known_orders) {
        owners.insert(order.customer_id);
        OrderState& state = orders_.at(order.external_id);
        state.known = true;
        state.order = std::move(order);
      }
    }
    const std::vector<std::string_view> external_ids(people.begin(), people.end());
    auto found = store::totals_by_external_id(session_, external_ids, !stamp_.dry);
    if (!found) return found.error();
    keep(*std::move(found), owners);
    if (stamp_.dry) imagine(embedded, owners);
    const std::vector<Id> others(owners.begin(), owners.end());
    auto owning = store::totals_by_id(session_, others, !stamp_.dry);
    if (!owning) return owning.error();
    keep(*std::move(owning), owners);
    return {};
  }

  // Customers that would have been created with their orders.
  void imagine(const std::vector<const CustomerInput*>& embedded, std::set<Id>& owners) {
    for (const auto* input : embedded) {
      if (by_external_id_.contains(input->external_id)) continue;
      CustomerTotals customer;
      customer.id = stamp_.ids.next();
      customer.external_id = input->external_id;
      std::vector<CustomerTotals> one;
      one.push_back(std::move(customer));
      keep(std::move(one), owners);
    }
  }

  void keep(std::vector<CustomerTotals> customers, std::set<Id>& owners) {
    for (CustomerTotals& c : customers) {
      owners.erase(c.id);
      const Id id = c.id;
      by_external_id_.emplace(c.external_id, id);
      customers_.emplace(id, std::move(c));
    }
  }

  static Outcome rejected(std::string pointer, std::string code, std::string detail) {
    Outcome outcome;
    outcome.issues.push_back({std::move(pointer), std::move(code), std::move(detail)});
    return outcome;
  }

  Outcome apply(const OrderInput& row) {
    const auto owner = by_external_id_.find(std::string(customer_of(row)));
    if (owner == by_external_id_.end()) {
      return rejected("/customer_external_id", "unknown_customer",
                      "there is no customer \"" + std::string(customer_of(row)) +
                          "\"; send the customer first, or embed it as \"customer\"");
    }
    OrderState& state = orders_.at(row.external_id);
    if (row.unless_changed_since && *row.unless_changed_since != state.order.updated_at) {
      Outcome outcome;
      outcome.issues.push_back(changed_meanwhile());
      return outcome;
    }
    const bool is_new = state.order.id == 0;
    Order after = state.order;
    after.external_id = row.external_id;
    after.customer_id = owner->second;
    after.amount = row.amount;
    after.ordered_at = row.ordered_at;
    if (row.status) after.status = *row.status;
    if (row.currency.given) after.currency = row.currency.value;
    if (row.items.given) after.items = row.items.value.value_or(std::vector<store::OrderItem>{});
    if (!is_new && after == state.order) return outcome_of(Verdict::kUnchanged, row, state.order);
    if (!settle(is_new ? nullptr : &state.order, after)) {
      return rejected("/amount", "out_of_range",
                      "the customer's total would be larger than money can be here");
    }
    after.updated_at = ingest::after(state.order.updated_at, stamp_);
    if (is_new) {
      after.id = stamp_.ids.next();
      after.created_at = stamp_.now_us;
    }
    state.order = std::move(after);
    state.changed = true;
    return outcome_of(is_new ? Verdict::kCreated : Verdict::kUpdated, row, state.order);
  }

  static Outcome outcome_of(Verdict verdict, const OrderInput& row, const Order& order) {
    Outcome outcome;
    outcome.verdict = verdict;
    outcome.id = order.id;
    if (row.answered) {
      outcome.order = std::make_shared<const StoredOrder>(StoredOrder{order, std::string(customer_of(row))});
    }
    return outcome;
  }

  // Both customers' totals, or neither's.
  bool settle(const Order* before, const Order& after) {
    CustomerTotals& owner = customers_.at(after.customer_id);
    bool stale = false;
    if (before == nullptr || before->customer_id == after.customer_id) {
      if (!adjust(owner, before, &after, stale)) return false;
    } else {
      const CustomerTotals owner_before = owner;
      if (!adjust(owner, nullptr, &after, stale)) return false;
      bool former_stale = false;
      CustomerTotals& former = customers_.at(before->customer_id);
      if (!adjust(former, before, nullptr, former_stale)) {
        owner = owner_before;
        return false;
      }
      touch(former, former_stale);
    }
    touch(owner, stale);
    return true;
  }

  void touch(CustomerTotals& customer, bool stale_span) {
    customer.updated_at = ingest::after(customer.updated_at, stamp_);
    touched_.insert(customer.id);
    if (stale_span) stale_.insert(customer.id);
  }

  Status write() {
    std::vector<Order> fresh;
    std::vector<Order> replaced;
    for (auto& [external_id, state] : orders_) {
      if (!state.changed) continue;
      (state.known ? replaced : fresh).push_back(std::move(state.order));
    }
    // In order of their key, where a database keeps them.
    std::sort(fresh.begin(), fresh.end(), [](const Order& a, const Order& b) { return a.id < b.id; });
    if (auto done = store::insert_orders(session_, fresh); !done) return done;
    if (auto done = store::replace_orders(session_, replaced); !done) return done;
    if (auto done = refresh_spans(); !done) return done;
    std::vector<CustomerTotals> customers;
    for (const Id id : touched_) customers.push_back(std::move(customers_.at(id)));
    return store::replace_totals(session_, customers);
  }

  Status refresh_spans() {
    const std::vector<Id> ids(stale_.begin(), stale_.end());
    for (const Id id : ids) {
      customers_.at(id).first_order_at.reset();
      customers_.at(id).last_order_at.reset();
    }
    const auto spans = store::order_totals(session_, ids);
    if (!spans) return spans.error();
    for (const auto& span : *spans) {
      customers_.at(span.customer_id).first_order_at = span.first_at;
      customers_.at(span.customer_id).last_order_at = span.last_at;
    }
    return {};
  }

  store::Session& session_;
  std::span<const OrderInput* const> rows_;
  Stamp stamp_;
  std::unordered_map<std::string_view, OrderState> orders_;
  std::unordered_map<Id, CustomerTotals> customers_;
  std::unordered_map<std::string, Id> by_external_id_;
  std::set<Id> touched_, stale_;
};

}  // namespace

Result<std::vector<Outcome>> apply_orders(store::Session& session, std::span<const OrderInput* const> rows,
                                          Stamp stamp) {
  return Batch(session, rows, stamp).run();
}

}  // namespace carillon::ingest
