#include "store/messages.h"

#include <carillon/value.hpp>

#include "store/filter.h"
#include "store/rows.h"

namespace carillon::store {

namespace {

crl_value state_cell(MessageState state) { return cell::of_int(static_cast<std::int64_t>(state)); }

Result<std::uint64_t> update(Session& session, const Expr* where, const Move& move) {
  std::vector<crl_value> cells{state_cell(move.to), cell::of_int(move.reason), cell::time(move.now_us)};
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "messages";
  m.columns = {"state", "reason", "updated_at"};
  if (move.attempts != 0) {
    m.columns.push_back("attempts");
    cells.push_back(cell::of_int(move.attempts));
  }
  m.cells = cells;
  m.where = where;
  return session.mutate(m);
}

Message read_message(Row row) {
  return {row[0].v.i, row[1].v.i, row[2].v.i, static_cast<MessageState>(row[3].v.i),
          row[4].v.i, row[5].v.i, row[6].v.i};
}

const std::vector<std::string_view> kColumns{"campaign_id", "customer_id", "step",      "state",
                                             "reason",      "attempts",    "updated_at"};

}  // namespace

Result<std::uint64_t> snapshot_audience(Session& session, Id campaign, std::int64_t step, const Expr& where,
                                        std::int64_t now_us, const Stretch& stretch) {
  Expr literals[6];
  literals[0].lit(cell::of_int(campaign));
  literals[1].lit(cell::of_int(step));
  literals[2].lit(state_cell(MessageState::kQueued));
  literals[3].lit(cell::of_int(0));
  literals[4].lit(cell::of_int(0));
  literals[5].lit(cell::time(now_us));
  Query people;
  people.collection = "customers";
  people.columns = {"id"};
  people.where = where.empty() ? nullptr : &where;
  Expr further;
  if (stretch.after != 0) {
    const Expr::Id behind = further.compare(CRL_X_GT, "id", cell::of_int(stretch.after));
    if (!where.empty()) further.node(CRL_X_AND, CRL_T_BOOL, {behind, further.append(where.view())});
    people.where = &further;
  }
  if (stretch.most != 0) {
    people.order = {"id"};
    people.limit = stretch.most;
  }
  for (const Expr& literal : literals) people.outputs.push_back(&literal);
  people.now_us = now_us;
  Mutation copy;
  copy.verb = CRL_MUT_COPY;
  copy.collection = "messages";
  copy.columns = {"customer_id", "campaign_id", "step", "state", "reason", "attempts", "updated_at"};
  copy.from = &people;
  return session.mutate(copy);
}

Result<std::optional<Id>> last_recipient(Session& session, Id campaign) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign));
  Query query;
  query.collection = "messages";
  query.columns = {"customer_id"};
  query.where = filter.expr();
  // The whole key the same way, as an index is read backward: else a server may sort all of the campaign.
  query.order = {"campaign_id", "customer_id", "step"};
  query.descending = {true, true, true};
  query.limit = 1;
  return read_one(session, query, [](Row row) -> Id { return row[0].v.i; });
}

Result<std::uint64_t> move_messages(Session& session, const MessageSet& set, MessageState from,
                                    const Move& move) {
  std::uint64_t moved = 0;
  const Status done = in_pieces(set.customers, [&](std::span<const Id> customers) -> Status {
    Filter filter;
    filter.equals("campaign_id", cell::of_int(set.campaign)).in("customer_id", customers);
    filter.equals("step", cell::of_int(set.step)).equals("state", state_cell(from));
    const auto n = update(session, filter.expr(), move);
    if (!n) return n.error();
    moved += *n;
    return {};
  });
  if (!done) return done.error();
  return moved;
}

Result<std::uint64_t> move_all_messages(Session& session, Id campaign, MessageState from, const Move& move) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign)).equals("state", state_cell(from));
  return update(session, filter.expr(), move);
}

Result<std::uint64_t> requeue_messages(Session& session, Id campaign, MessageState from, std::int64_t reason,
                                       std::int64_t now_us) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign)).equals("state", state_cell(from));
  filter.equals("reason", cell::of_int(reason));
  return update(session, filter.expr(), {MessageState::kQueued, 0, 0, now_us});
}

Status each_moved(Session& session, Id campaign, const Move& move, const std::function<void(Id)>& use) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign)).equals("state", state_cell(move.to));
  filter.equals("reason", cell::of_int(move.reason)).equals("updated_at", cell::time(move.now_us));
  Query query;
  query.collection = "messages";
  query.columns = {"customer_id"};
  query.where = filter.expr();
  const auto done = session.query(query, [&](Row row) {
    use(row[0].v.i);
    return true;
  });
  return done ? Status{} : done.error();
}

Result<std::uint64_t> move_message_range(Session& session, Id campaign, Id first, Id last, MessageState from,
                                         const Move& move) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign));
  filter.where(CRL_X_GE, "customer_id", cell::of_int(first))
      .where(CRL_X_LE, "customer_id", cell::of_int(last));
  filter.equals("state", state_cell(from));
  return update(session, filter.expr(), move);
}

Result<std::vector<Id>> queued_customers(Session& session, Id campaign, Id after, std::size_t n, Id last) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign)).where(CRL_X_GT, "customer_id", cell::of_int(after));
  if (last != std::numeric_limits<Id>::max()) filter.where(CRL_X_LE, "customer_id", cell::of_int(last));
  filter.equals("state", state_cell(MessageState::kQueued));
  Query query;
  query.collection = "messages";
  query.columns = {"customer_id"};
  query.where = filter.expr();
  query.order = {"customer_id"};
  query.limit = n;
  std::vector<Id> out;
  const auto done = session.query(query, [&](Row row) {
    out.push_back(row[0].v.i);
    return true;
  });
  if (!done) return done.error();
  return out;
}

Result<std::vector<Message>> unsettled_messages(Session& session, Id campaign, Id first, Id last) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign));
  filter.where(CRL_X_GE, "customer_id", cell::of_int(first))
      .where(CRL_X_LE, "customer_id", cell::of_int(last));
  filter.equals("state", state_cell(MessageState::kSending));
  Query query;
  query.collection = "messages";
  query.columns = kColumns;
  query.where = filter.expr();
  std::vector<Message> out;
  const auto done = session.query(query, [&](Row row) {
    out.push_back(read_message(row));
    return true;
  });
  if (!done) return done.error();
  return out;
}

Result<MessagePage> list_messages(Session& session, Id campaign, std::optional<MessageState> state,
                                  std::string_view cursor, std::size_t limit) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign));
  if (state) filter.equals("state", state_cell(*state));
  Query query;
  query.collection = "messages";
  query.columns = kColumns;
  query.where = filter.expr();
  query.order = {"customer_id"};
  query.cursor = cursor;
  query.limit = limit;
  MessagePage page;
  auto next = session.query(query, [&](Row row) {
    page.messages.push_back(read_message(row));
    return true;
  });
  if (!next) return next.error();
  page.next = *std::move(next);
  return page;
}

}  // namespace carillon::store
