// Count, sample, reach and leaf counts of a rule, of one instant.
#include <algorithm>
#include <memory>
#include <optional>

#include <carillon/abi/channel.h>

#include "audience/audience.h"
#include "audience/binding.h"
#include "audience/evaluator.h"
#include "audience/indexed_preview.h"
#include "audience/plan.h"
#include "store/customers.h"

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
  const auto groups = leaves ? rule.plan->groups() : std::vector<Leaf>{};
  for (const Leaf& group : groups) conditions.push_back(group.where);
  if (leaves) {
    for (const Leaf& leaf : rule.leaves) conditions.push_back(leaf.where);
  }
  const auto n = counts(session, nullptr, conditions, rule.now_us);
  if (!n) return n.error();
  auto count = n->begin();
  out.total = *count++;
  for (const Leaf& group : groups) out.groups.emplace_back(group.pointer, *count++);
  if (leaves) {
    for (const Leaf& leaf : rule.leaves) out.leaves.emplace_back(leaf.pointer, *count++);
  }
  return {};
}

Status read_sample(store::Session& session, const std::vector<Id>& ids, Preview& out) {
  auto read = store::customers_by_id(session, ids, false);
  if (!read) return read.error();
  out.sample = *std::move(read);
  std::ranges::sort(out.sample, {}, &store::Customer::id);
  return {};
}

// Ends of rankings are found in storage; sessions are given back before the index is asked, which may need
// one itself.
Result<std::optional<Preview>> from_index(store::Database& database, const Compiled& rule, std::size_t sample,
                                          bool leaves, const std::vector<Reach>& channels,
                                          index::Index& index) {
  std::shared_ptr<const Compiled> bound(std::shared_ptr<const Compiled>(), &rule);
  if (is_ranked(rule.where)) {
    const Status read = database.read([&](store::Session& session) -> Status {
      auto made = bind(session, rule);
      if (!made) return made.error();
      bound = *std::move(made);
      return {};
    });
    if (!read) return read.error();
  }
  auto made = indexed_preview(index, *bound, sample, leaves, channels);
  if (!made) return std::optional<Preview>{};
  if (!made->sample.empty()) {
    const Status read = database.read(
        [&](store::Session& session) { return read_sample(session, made->sample, made->preview); });
    if (!read) return read.error();
  }
  return std::optional<Preview>(std::move(made->preview));
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
                        const std::vector<Reach>& channels, index::Index* index) {
  if (index != nullptr && rule.exact) {
    auto made = from_index(database, rule, sample, leaves, channels, *index);
    if (!made) return made.error();
    if (*made) return **std::move(made);
  }
  Preview out;
  const Status read = database.read([&](store::Session& session) -> Status {
    out = {};
    for (const Reach& channel : channels) out.reach[channel.channel] = 0;
    const auto bound = bind(session, rule);
    if (!bound) return bound.error();
    if (Status counted = count_members(session, **bound, sample, channels, out); !counted) return counted;
    return count_leaves(session, **bound, leaves, out);
  });
  if (!read) return read.error();
  return out;
}

}  // namespace carillon::audience
