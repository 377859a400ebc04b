// Threads that race for rows, as hosts do for the messages to send: by one UPDATE with a limit, and by
// reading under lock and updating what was read.
#include <atomic>
#include <numeric>
#include <thread>

#include "behaviour.h"
#include "report.h"
#include "spec.h"

namespace carillon::conformance {

namespace {

constexpr int kThreads = 8;
constexpr std::int64_t kJobs = 600;
constexpr int kMostRefusals = 2000;

Expr unclaimed() {
  Expr e;
  const auto owner = e.field("owner", CRL_T_I64);
  e.node(CRL_X_IS_NULL, CRL_T_BOOL, {owner});
  return e;
}

MutationSpec claim(std::int64_t me, Expr where) {
  return {.verb = CRL_MUT_UPDATE,
          .collection = "jobs",
          .columns = {"owner"},
          .rows = {{OwnedCell(cell::of_int(me))}},
          .where = std::move(where)};
}

// By one statement.
Result<std::uint64_t> claim_at_once(SessionHandle& s, std::int64_t me) {
  auto m = claim(me, unclaimed());
  m.limit = 7;
  return s.mutate(m.raw());
}

// By a transaction that reads first.
Result<std::uint64_t> claim_what_was_read(SessionHandle& s, std::int64_t me) {
  if (Status begun = s.begin(CRL_TX_WRITE); !begun) return begun.error();
  QuerySpec q{
      .collection = "jobs", .columns = {"id"}, .where = unclaimed(), .limit = 5, .flags = CRL_QUERY_LOCK};
  const auto rows = s.query(q.raw());
  if (!rows) return rows.error();
  std::uint64_t changed = 0;
  if (!rows->rows.empty()) {
    Expr e;
    std::vector<Expr::Id> args{e.field("id", CRL_T_I64)};
    for (const Row& r : rows->rows) args.push_back(e.lit(r[0].view()));
    e.node(CRL_X_IN, CRL_T_BOOL, args);
    auto m = claim(me, e);
    const auto done = s.mutate(m.raw());
    if (!done) return done.error();
    changed = *done;
  }
  if (Status committed = s.commit(); !committed) return committed.error();
  return changed;
}

struct Claimant {
  std::uint64_t claimed = 0;
  std::string problem{};
};

Claimant race(Store& store, int me) {
  Claimant out;
  auto session = store.session();
  if (!session) {
    out.problem = "a session: " + session.error().message;
    return out;
  }
  for (int refusals = 0; refusals < kMostRefusals;) {
    const auto got = me % 2 == 0 ? claim_at_once(*session, me) : claim_what_was_read(*session, me);
    if (!got) {
      (void)session->rollback();
      if (got.error().status != CRL_E_UNAVAILABLE) {
        out.problem = "status " + std::to_string(got.error().status) + ", " + got.error().message;
        return out;
      }
      ++refusals;
      std::this_thread::yield();
    } else if (*got == 0) {
      return out;
    } else {
      out.claimed += *got;
    }
  }
  out.problem = "it was refused as unavailable " + std::to_string(kMostRefusals) + " times";
  return out;
}

}  // namespace

Findings check_claims(Store& store) {
  Report report;
  CollectionSpec jobs{.name = "jobs",
                      .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY}, {"owner", CRL_T_I64}},
                      .indexes = {{{"owner"}, false}}};
  const crl_collection* all[] = {jobs.raw()};
  if (!report.done(store.ensure(all), "declaring the collection")) return report.take();
  auto session = store.session();
  if (!report.done(session, "a session")) return report.take();
  MutationSpec fill{.collection = "jobs", .columns = {"id", "owner"}};
  for (std::int64_t id = 0; id < kJobs; ++id)
    fill.rows.push_back({OwnedCell(cell::of_int(id)), OwnedCell(cell::null(CRL_T_I64))});
  if (!report.done(session->mutate(fill.raw()), "inserting")) return report.take();

  std::vector<Claimant> claimants(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] { claimants[static_cast<std::size_t>(i)] = race(store, i); });
  }
  for (auto& thread : threads) thread.join();

  QuerySpec q{.collection = "jobs", .columns = {"owner"}, .group_by = {"owner"}};
  Expr counts;
  counts.over(CRL_X_COUNT, CRL_T_I64, "", {});
  q.outputs = {counts};
  const auto owners = session->query(q.raw());
  if (!report.done(owners, "counting by owner")) return report.take();
  std::vector<std::uint64_t> owned(kThreads);
  for (const Row& r : owners->rows) {
    if (r[0].missing())
      report.note(r[1].print() + " rows have no owner");
    else
      owned.at(static_cast<std::size_t>(r[0].view().v.i)) = static_cast<std::uint64_t>(r[1].view().v.i);
  }
  for (std::size_t i = 0; i < claimants.size(); ++i) {
    const std::string who = "thread " + std::to_string(i);
    if (!claimants[i].problem.empty()) report.note(who + ": " + claimants[i].problem);
    report.equal(claimants[i].claimed, owned[i], who + ": rows that it was told it had changed");
  }
  return report.take();
}

}  // namespace carillon::conformance
