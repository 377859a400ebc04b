#include "store/message_refs.h"

#include <carillon/value.hpp>

#include "base/fnv.h"
#include "store/cells.h"
#include "store/filter.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"channel", "provider_id", "campaign_id", "customer_id",
                                             "step",    "state",       "reason",      "at"};

void append(std::vector<crl_value>& cells, std::int64_t channel, const MessageRef& ref) {
  cells.insert(cells.end(), {cell::of_int(channel), cell::text(ref.provider_id),
                             cell::of_int(ref.campaign_id), cell::of_int(ref.customer_id),
                             cell::of_int(ref.step), cell::of_int(static_cast<std::int64_t>(ref.state)),
                             cell::of_int(ref.reason), cell::time(ref.at)});
}

}  // namespace

std::int64_t channel_number(std::string_view channel) {
  return static_cast<std::int64_t>(fnv1a(channel) >> 1U);
}

Result<std::vector<MessageRef>> find_refs(Session& session, std::int64_t channel,
                                          std::span<const std::string_view> provider_ids) {
  std::vector<MessageRef> out;
  const Status done = in_pieces(provider_ids, [&](std::span<const std::string_view> ids) -> Status {
    Filter filter;
    filter.equals("channel", cell::of_int(channel)).in_texts("provider_id", ids);
    Query query;
    query.collection = "message_refs";
    query.columns = kColumns;
    query.where = filter.expr();
    const auto read = session.query(query, [&](Row row) {
      out.push_back({string_of(row[1]), row[2].v.i, row[3].v.i, row[4].v.i,
                     static_cast<MessageState>(row[5].v.i), row[6].v.i, row[7].v.i});
      return true;
    });
    return read ? Status{} : Status(read.error());
  });
  if (!done) return done.error();
  return out;
}

Status insert_refs(Session& session, std::int64_t channel, std::span<const MessageRef> refs) {
  if (refs.empty()) return {};
  std::vector<crl_value> cells;
  for (const auto& ref : refs) append(cells, channel, ref);
  Mutation m;
  m.collection = "message_refs";
  m.columns = kColumns;
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Status update_ref(Session& session, std::int64_t channel, const MessageRef& ref) {
  Filter filter;
  filter.equals("channel", cell::of_int(channel)).equals("provider_id", cell::text(ref.provider_id));
  std::vector<crl_value> cells;
  append(cells, channel, ref);
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "message_refs";
  m.columns.assign(kColumns.begin() + 2, kColumns.end());
  m.cells = std::span(cells).subspan(2);
  m.where = filter.expr();
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<std::uint64_t> prune_refs(Session& session, std::int64_t until_us, std::uint64_t n) {
  Filter filter;
  filter.where(CRL_X_LT, "at", cell::time(until_us));
  Mutation m;
  m.verb = CRL_MUT_DELETE;
  m.collection = "message_refs";
  m.where = filter.expr();
  m.limit = n;
  return session.mutate(m);
}

}  // namespace carillon::store
