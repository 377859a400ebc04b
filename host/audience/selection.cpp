// Who a rule selects: pages, counts and scans. Where storage cannot decide alone, it answers the truth of the
// leaves that it can decide beside each row, and operators are asked for the others.
#include <map>
#include <string>

#include "audience/audience.h"
#include "audience/binding.h"
#include "audience/evaluator.h"
#include "audience/fields.h"
#include "audience/plan.h"
#include "store/count.h"
#include "store/customers.h"

namespace carillon::audience {

namespace {

constexpr std::size_t kPage = 1000;

crl_status get_cell(void* ctx, crl_str path, crl_value* out) {
  const auto ref = resolve_field(view(path));
  if (!ref) return CRL_E_NOT_FOUND;
  *out = static_cast<const CustomerRecord*>(ctx)->get(ref->column);
  return CRL_OK;
}

// Asks a leaf's operator about one customer.
Result<bool> ask(const PlanLeaf& leaf, const CustomerRecord& record, std::int64_t now_us) {
  crl_row row{};
  row.size = sizeof row;
  row.ctx = const_cast<CustomerRecord*>(&record);
  row.get = get_cell;
  const DocView doc(leaf.leaf);
  crl_error error = empty_error();
  std::int32_t out = 0;
  const crl_status status = leaf.op->eval(leaf.self, doc.doc(), &row, now_us, &out, &error);
  if (status != CRL_OK) {
    Error failed = read_error(status, error);
    failed.message = "condition \"" + leaf.pointer + "\": " + failed.message;
    return failed;
  }
  return out != 0;
}

// The truth of the exact leaves, in their order, for each customer of a page.
using Truths = std::map<Id, std::vector<bool>>;

Result<Truths> read_truths(store::Session& session, const Compiled& rule, std::string_view cursor,
                           std::size_t limit) {
  store::Query query;
  query.collection = "customers";
  query.columns = {"id"};
  query.where = &rule.where;
  query.order = {"id"};
  query.cursor = cursor;
  query.limit = limit;
  query.now_us = rule.now_us;
  for (const PlanLeaf& leaf : rule.plan->leaves) {
    if (leaf.exact) query.outputs.push_back(&leaf.where);
  }
  Truths out;
  const auto done = session.query(query, [&](store::Row row) {
    std::vector<bool>& truths = out[cell::as_int(row[0])];
    for (const crl_value& truth : row.subspan(1)) truths.push_back(cell::as_int(truth) != 0);
    return true;
  });
  if (!done) return done.error();
  return out;
}

Result<bool> decide(const Compiled& rule, const std::vector<bool>& exact, const store::Customer& customer) {
  const CustomerRecord record(customer);
  std::vector<bool> truths;
  std::size_t at = 0;
  for (const PlanLeaf& leaf : rule.plan->leaves) {
    if (leaf.exact) {
      truths.push_back(exact[at++]);
      continue;
    }
    const auto answer = ask(leaf, record, rule.now_us);
    if (!answer) return answer.error();
    truths.push_back(*answer);
  }
  return rule.plan->holds(truths);
}

// Leaves only those whom the rule really selects.
Status sift(store::Session& session, const Compiled& rule, std::string_view cursor, std::size_t limit,
            std::vector<store::Customer>& customers) {
  const auto truths = read_truths(session, rule, cursor, limit);
  if (!truths) return truths.error();
  std::vector<store::Customer> kept;
  for (store::Customer& customer : customers) {
    const auto exact = truths->find(customer.id);
    if (exact == truths->end()) continue;  // changed between the two reads
    const auto selected = decide(rule, exact->second, customer);
    if (!selected) return selected.error();
    if (*selected) kept.push_back(std::move(customer));
  }
  customers = std::move(kept);
  return {};
}

}  // namespace

Result<Page> page(store::Session& session, const Compiled& compiled, std::string_view cursor,
                  std::size_t limit) {
  const auto bound = bind(session, compiled);
  if (!bound) return bound.error();
  const Compiled& rule = **bound;
  store::CustomerQuery query;
  query.where = &rule.where;
  query.cursor = cursor;
  query.limit = limit;
  query.now_us = rule.now_us;
  auto read = store::list_customers(session, query);
  if (!read) return read.error();
  if (!rule.exact) {
    if (const Status sifted = sift(session, rule, cursor, limit, read->customers); !sifted)
      return sifted.error();
  }
  return Page{std::move(read->customers), std::move(read->next)};
}

Status scan(store::Session& session, const Compiled& rule,
            const std::function<bool(const store::Customer&)>& each) {
  const auto bound = bind(session, rule);
  if (!bound) return bound.error();
  std::string cursor;
  do {
    auto part = page(session, **bound, cursor, kPage);
    if (!part) return part.error();
    for (const store::Customer& customer : part->customers) {
      if (!each(customer)) return {};
    }
    cursor = std::move(part->next_cursor);
  } while (!cursor.empty());
  return {};
}

Result<std::int64_t> count(store::Session& session, const Compiled& compiled) {
  const auto bound = bind(session, compiled);
  if (!bound) return bound.error();
  const Compiled& rule = **bound;
  if (rule.exact) return store::count_rows(session, "customers", &rule.where, rule.now_us);
  std::int64_t n = 0;
  const Status scanned = scan(session, rule, [&](const store::Customer&) {
    ++n;
    return true;
  });
  if (!scanned) return scanned.error();
  return n;
}

}  // namespace carillon::audience
