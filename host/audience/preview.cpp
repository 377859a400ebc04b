// Count, sample, reach and leaf counts of a rule, of one instant.
#include <carillon/abi/channel.h>

#include "audience/audience.h"
#include "audience/evaluator.h"

namespace carillon::audience {

namespace {

// COUNT of the rows where a condition holds; of all rows for an empty one.
Expr counting(const Expr& where) {
  Expr out;
  if (where.empty()) {
    out.over(CRL_X_COUNT, CRL_T_I64, "", {});
  } else {
    const Expr::Id condition = out.append(where.view());
    out.over(CRL_X_COUNT, CRL_T_I64, "", {condition});
  }
  return out;
}

// One query over the customers: how many of those in `where` (null: of all) hold each of the conditions.
Result<std::vector<std::int64_t>> counts(store::Session& session, const Expr* where,
                                         const std::vector<Expr>& conditions, std::int64_t now_us) {
  std::vector<Expr> outputs;
  outputs.reserve(conditions.size());
  for (const Expr& condition : conditions) outputs.push_back(counting(condition));
  store::Query query;
  query.collection = "customers";
  query.where = where;
  query.now_us = now_us;
  for (const Expr& output : outputs) query.outputs.push_back(&output);
  std::vector<std::int64_t> out(conditions.size(), 0);
  const auto done = session.query(query, [&](store::Row row) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = cell::as_int(row[i]);
    return true;
  });
  if (!done) return done.error();
  return out;
}

Status count_members(store::Session& session, const Compiled& rule, std::size_t sample,
                     const std::vector<Reach>& channels, Preview& out) {
  std::vector<Expr> conditions(1);
  for (const Reach& channel : channels) conditions.push_back(reachable(channel.address));
  if (!rule.exact) {
    return scan(session, rule, [&](const store::Customer& customer) {
      const CustomerRecord record(customer);
      ++out.count;
      if (out.sample.size() < sample) out.sample.push_back(customer);
      for (std::size_t i = 0; i < channels.size(); ++i) {
        out.reach[channels[i].channel] += holds(conditions[i + 1], record, rule.now_us) ? 1 : 0;
      }
      return true;
    });
  }
  const auto n = counts(session, &rule.where, conditions, rule.now_us);
  if (!n) return n.error();
  out.count = n->front();
  for (std::size_t i = 0; i < channels.size(); ++i) out.reach[channels[i].channel] = (*n)[i + 1];
  if (sample == 0) return {};
  auto first = page(session, rule, {}, sample);
  if (!first) return first.error();
  out.sample = std::move(first->customers);
  return {};
}

// The total and, if asked for, each leaf alone: one pass over all customers.
Status count_leaves(store::Session& session, const Compiled& rule, bool leaves, Preview& out) {
  std::vector<Expr> conditions(1);
  if (leaves) {
    for (const Leaf& leaf : rule.leaves) conditions.push_back(leaf.where);
  }
  const auto n = counts(session, nullptr, conditions, rule.now_us);
  if (!n) return n.error();
  out.total = n->front();
  for (std::size_t i = 1; i < n->size(); ++i) out.leaves.emplace_back(rule.leaves[i - 1].pointer, (*n)[i]);
  return {};
}

}  // namespace

Expr reachable(std::uint32_t address) {
  Expr out;
  const bool is_email = address == CRL_ADDRESS_EMAIL;
  const Expr::Id field = out.field(is_email ? "email" : "phone", CRL_T_TEXT);
  const Expr::Id missing = out.node(CRL_X_IS_NULL, CRL_T_BOOL, {field});
  const Expr::Id has_address = out.node(CRL_X_NOT, CRL_T_BOOL, {missing});
  const Expr::Id consents =
      out.compare(CRL_X_EQ, is_email ? "consent_email" : "consent_sms", cell::boolean(true));
  out.node(CRL_X_AND, CRL_T_BOOL, {has_address, consents});
  return out;
}

Result<Preview> preview(store::Database& database, const Compiled& rule, std::size_t sample, bool leaves,
                        const std::vector<Reach>& channels) {
  Preview out;
  const Status read = database.read([&](store::Session& session) -> Status {
    out = {};
    for (const Reach& channel : channels) out.reach[channel.channel] = 0;
    if (Status counted = count_members(session, rule, sample, channels, out); !counted) return counted;
    return count_leaves(session, rule, leaves, out);
  });
  if (!read) return read.error();
  return out;
}

}  // namespace carillon::audience
