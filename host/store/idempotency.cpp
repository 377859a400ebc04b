#include "store/idempotency.h"

#include <vector>

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/filter.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"key",     "fingerprint", "status",    "content_type",
                                             "headers", "body",        "expires_at"};

}  // namespace

Result<std::optional<KeptAnswer>> find_answer(Session& session, std::string_view key) {
  Filter filter;
  filter.equals("key", cell::text(key));
  Query query;
  query.collection = "idempotency";
  query.columns = kColumns;
  query.where = filter.expr();
  std::optional<KeptAnswer> out;
  const auto done = session.query(query, [&](Row row) {
    out = KeptAnswer{string_of(row[0]), string_of(row[1]), row[2].v.i, string_of(row[3]),
                     string_of(row[4]), string_of(row[5]), row[6].v.i};
    return false;
  });
  if (!done) return done.error();
  return out;
}

Status keep_answer(Session& session, const KeptAnswer& answer) {
  const std::vector<crl_value> cells{cell::text(answer.key),       cell::text(answer.fingerprint),
                                     cell::of_int(answer.status),  cell::text(answer.content_type),
                                     json_cell(answer.headers),    cell::text(answer.body),
                                     cell::time(answer.expires_at)};
  Mutation m;
  m.collection = "idempotency";
  m.columns = kColumns;
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Status drop_answer_if_expired(Session& session, std::string_view key, std::int64_t now_us) {
  Filter filter;
  filter.equals("key", cell::text(key)).where(CRL_X_LE, "expires_at", cell::time(now_us));
  Mutation m;
  m.verb = CRL_MUT_DELETE;
  m.collection = "idempotency";
  m.where = filter.expr();
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<std::uint64_t> drop_expired_answers(Session& session, std::int64_t now_us, std::size_t most) {
  Filter filter;
  filter.where(CRL_X_LE, "expires_at", cell::time(now_us));
  Query query;
  query.collection = "idempotency";
  query.columns = {"key"};
  query.where = filter.expr();
  query.order = {"expires_at"};
  query.limit = most;
  std::vector<std::string> keys;
  const auto read = session.query(query, [&](Row row) {
    keys.push_back(string_of(row[0]));
    return true;
  });
  if (!read) return read.error();
  if (keys.empty()) return std::uint64_t{0};
  const std::vector<std::string_view> views(keys.begin(), keys.end());
  std::uint64_t dropped = 0;
  const Status done = in_pieces(std::span<const std::string_view>(views), [&](auto piece) -> Status {
    Filter these;
    these.in_texts("key", piece);
    Mutation m;
    m.verb = CRL_MUT_DELETE;
    m.collection = "idempotency";
    m.where = these.expr();
    const auto changed = session.mutate(m);
    if (!changed) return changed.error();
    dropped += *changed;
    return {};
  });
  if (!done) return done.error();
  return dropped;
}

}  // namespace carillon::store
