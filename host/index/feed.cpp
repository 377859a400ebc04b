#include "index/feed.h"

#include <algorithm>

#include <carillon/value.hpp>

#include "store/filter.h"

namespace carillon::index {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view kChanges = "changes";
const std::vector<std::string_view> kColumns{"host", "sequence", "at", "whom"};

constexpr std::size_t kIdsInRow = 2'000;   // so that a row stays small for every database
constexpr std::size_t kMostIds = 100'000;  // reading the whole is no dearer
// Transactions of a host that can be under way at once are far fewer.
constexpr std::int64_t kUnderWay = 32;
constexpr seconds kGivenUp{60};
constexpr std::size_t kMostGaps = 1'000;
constexpr std::int64_t kKept = 15 * 60'000'000LL, kKeptOfOthers = 60 * 60'000'000LL;
// Less than what is kept, by more than clocks of hosts differ.
constexpr minutes kLag{8};

std::vector<Id> piece(const std::vector<Id>& ids, std::size_t at) {
  const auto begin = std::min(at, ids.size());
  const auto end = std::min(at + kIdsInRow, ids.size());
  return {ids.begin() + static_cast<std::ptrdiff_t>(begin), ids.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::vector<std::string> rows_of(const store::Changes& changes) {
  if (changes.everything || changes.customers.size() + changes.orders_of.size() > kMostIds) {
    return {pack_changes({}, {}, true)};
  }
  std::vector<std::string> out;
  const std::size_t n = std::max(changes.customers.size(), changes.orders_of.size());
  for (std::size_t at = 0; at < n; at += kIdsInRow) {
    out.push_back(pack_changes(piece(changes.customers, at), piece(changes.orders_of, at), false));
  }
  return out;
}

}  // namespace

Result<std::uint64_t> Feed::write(store::Session& session, const store::Changes& changes) {
  const auto rows = rows_of(changes);
  std::vector<std::int64_t> numbers;
  std::uint64_t token = 0;
  {
    const std::scoped_lock lock(mutex_);
    while (numbers.size() < rows.size()) {
      if (returned_.empty()) {
        numbers.push_back(++last_number_);
      } else {
        numbers.push_back(returned_.extract(returned_.begin()).value());
      }
    }
    token = ++last_token_;
    under_way_.emplace(token, numbers);
  }
  std::vector<crl_value> cells;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    cells.insert(cells.end(), {cell::of_int(host_), cell::of_int(numbers[i]), cell::time(clock_.now_us()),
                               cell::text(rows[i], CRL_T_BYTES)});
  }
  store::Mutation m;
  m.collection = kChanges;
  m.columns = kColumns;
  m.cells = cells;
  if (const auto done = session.mutate(m); !done) {
    settled(token, store::Outcome::kUndone);
    return done.error();
  }
  return token;
}

void Feed::settled(std::uint64_t token, store::Outcome outcome) {
  const std::scoped_lock lock(mutex_);
  const auto found = under_way_.extract(token);
  if (!found.empty() && outcome == store::Outcome::kUndone) {
    returned_.insert(found.mapped().begin(), found.mapped().end());
  }
}

Status Feed::read_heads(store::Session& session, Heads& out) const {
  Expr highest;
  highest.over(CRL_X_MAX, CRL_T_I64, "", {highest.field("sequence", CRL_T_I64)});
  store::Query query;
  query.collection = kChanges;
  query.columns = {"host"};
  query.group_by = {"host"};
  query.outputs = {&highest};
  const auto read = session.query(query, [&](store::Row row) {
    if (row[0].v.i != host_) out[row[0].v.i] = cell::as_int(row[1]);
    return true;
  });
  return read ? Status{} : read.error();
}

Status Feed::open() {
  Heads heads;
  const Status read = database_.read([&](store::Session& session) { return read_heads(session, heads); });
  if (!read) return read;
  sources_.clear();
  for (const auto& [host, head] : heads) { sources_[host].top = std::max<std::int64_t>(0, head - kUnderWay); }
  polled_at_ = Steady::now();
  return {};
}

Status Feed::read_from(store::Session& session, Id host, std::int64_t head, Source& source,
                       store::Changes& out) const {
  std::set<std::int64_t> seen;
  bool intact = true;
  const auto read = [&](store::Filter& filter) -> Status {
    store::Query query;
    query.collection = kChanges;
    query.columns = {"sequence", "whom"};
    query.where = filter.expr();
    const auto done = session.query(query, [&](store::Row row) {
      seen.insert(row[0].v.i);
      intact = unpack_changes(cell::as_text(row[1]), out) && intact;
      return true;
    });
    return done ? Status{} : done.error();
  };
  if (head > source.top) {
    store::Filter fresh;
    fresh.equals("host", cell::of_int(host)).where(CRL_X_GT, "sequence", cell::of_int(source.top));
    if (Status done = read(fresh); !done) return done;
  }
  if (!source.gaps.empty()) {
    std::vector<Id> numbers;
    for (const auto& [number, since] : source.gaps) numbers.push_back(number);
    numbers.resize(std::min(numbers.size(), store::kIdsAtOnce));
    store::Filter late;
    late.equals("host", cell::of_int(host)).in("sequence", std::span<const Id>(numbers));
    if (Status done = read(late); !done) return done;
  }
  const auto now = Steady::now();
  if (!seen.empty() && *seen.rbegin() > source.top) {
    const std::int64_t top = *seen.rbegin();
    if (static_cast<std::uint64_t>(top - source.top) > seen.size() + kMostGaps) out.everything = true;
    for (std::int64_t n = source.top + 1; !out.everything && n < top; ++n) source.gaps.emplace(n, now);
    source.top = top;
  }
  for (const std::int64_t number : seen) source.gaps.erase(number);
  std::erase_if(source.gaps, [&](const auto& gap) { return now - gap.second > kGivenUp; });
  if (!intact) out.everything = true;
  return {};
}

Result<store::Changes> Feed::poll() {
  store::Changes out;
  if (Steady::now() - polled_at_ > kLag) {
    if (Status opened = open(); !opened) return opened.error();
    out.everything = true;
    return out;
  }
  auto sources = sources_;  // what is read counts when all of it is
  const auto began = Steady::now();
  const Status read = database_.read([&](store::Session& session) -> Status {
    Heads heads;
    if (Status done = read_heads(session, heads); !done) return done;
    std::erase_if(sources, [&](const auto& source) { return !heads.contains(source.first); });
    for (const auto& [host, head] : heads) {
      Source& source = sources[host];
      if (head <= source.top && source.gaps.empty()) continue;
      if (Status done = read_from(session, host, head, source, out); !done) return done;
    }
    return {};
  });
  if (!read) return read.error();
  sources_ = std::move(sources);
  polled_at_ = began;
  return out;
}

Status Feed::prune() {
  return database_.write([&](store::Session& session) -> Status {
    const std::int64_t now = clock_.now_us();
    for (const bool own : {true, false}) {
      store::Filter old;
      old.where(CRL_X_LT, "at", cell::time(now - (own ? kKept : kKeptOfOthers)));
      if (own) old.equals("host", cell::of_int(host_));
      store::Mutation m;
      m.verb = CRL_MUT_DELETE;
      m.collection = kChanges;
      m.where = old.expr();
      if (const auto done = session.mutate(m); !done) return done.error();
    }
    return {};
  });
}

}  // namespace carillon::index
