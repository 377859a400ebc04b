#include "crash.h"

#include <csignal>
#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

#include "report.h"
#include "spec.h"

namespace carillon::conformance {

namespace {

constexpr std::int64_t kRowsEach = 40;  // of a transaction, in each of two collections
constexpr int kKills = 5;

CollectionSpec half(const std::string& name) {
  return {.name = name,
          .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY}, {"batch", CRL_T_I64}, {"note", CRL_T_TEXT}},
          .indexes = {{{"batch"}, false}}};
}

Status declare(Store& store) {
  auto left = half("left_half");
  auto right = half("right_half");
  const crl_collection* all[] = {left.raw(), right.raw()};
  return store.ensure(all);
}

// One transaction: the same rows into both collections.
Status write_batch(SessionHandle& s, std::int64_t batch) {
  if (Status begun = s.begin(CRL_TX_WRITE); !begun) return begun;
  for (const char* name : {"left_half", "right_half"}) {
    MutationSpec m{.collection = name, .columns = {"id", "batch", "note"}};
    for (std::int64_t i = 0; i < kRowsEach; ++i) {
      m.rows.push_back({OwnedCell(cell::of_int(batch * kRowsEach + i)), OwnedCell(cell::of_int(batch)),
                        OwnedCell(cell::text(std::string(200, 'n')))});
    }
    if (const auto done = s.mutate(m.raw()); !done) return done.error();
  }
  return s.commit();
}

// The child: commits batch after batch from `first` on, and tells of each once it is committed.
[[noreturn]] void write_until_killed(const Bench& bench, std::int64_t first, int told) {
  auto store = bench.open();
  if (!store || !declare(**store)) _exit(10);
  auto session = (*store)->session();
  if (!session) _exit(11);
  for (std::int64_t batch = first;; ++batch) {
    if (!write_batch(*session, batch)) _exit(12);
    if (write(told, &batch, sizeof batch) != sizeof batch) _exit(13);
  }
}

// Runs a child, lets it tell of some commits, kills it a little later. Answers the last batch it told of.
Result<std::int64_t> killed(const Bench& bench, std::int64_t first, int after) {
  int ends[2];
  if (pipe(ends) != 0) return internal_error("no pipe");
  const pid_t child = fork();
  if (child < 0) return internal_error("no process");
  if (child == 0) {
    close(ends[0]);
    write_until_killed(bench, first, ends[1]);
  }
  close(ends[1]);
  std::int64_t last = first - 1;
  std::int64_t told = 0;
  for (int n = 0; n < after && read(ends[0], &told, sizeof told) == sizeof told; ++n) last = told;
  usleep(static_cast<useconds_t>(500 * after));  // somewhere within a later commit
  kill(child, SIGKILL);
  while (read(ends[0], &told, sizeof told) == sizeof told) last = told;
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFSIGNALED(status)) {
    return internal_error("the writing process gave up with code " + std::to_string(WEXITSTATUS(status)) +
                          " (10: open, 11: session, 12: write)");
  }
  return last;
}

// Batch to number of rows.
std::map<std::int64_t, std::int64_t> batches(SessionHandle& s, const char* name, Report& report) {
  QuerySpec q{.collection = name, .columns = {"batch"}, .group_by = {"batch"}};
  Expr counts;
  counts.over(CRL_X_COUNT, CRL_T_I64, "", {});
  q.outputs = {counts};
  std::map<std::int64_t, std::int64_t> out;
  const auto rows = s.query(q.raw());
  if (!report.done(rows, "reading after the kill")) return out;
  for (const Row& r : rows->rows) out[r[0].view().v.i] = r[1].view().v.i;
  return out;
}

}  // namespace

Findings check_restart(const Bench& bench) {
  Report report;
  {
    auto store = bench.open();
    if (!report.done(store, "opening")) return report.take();
    if (!report.done(declare(**store), "declaring")) return report.take();
    auto session = (*store)->session();
    if (!report.done(session, "a session")) return report.take();
    report.done(write_batch(*session, 1), "writing");
  }
  auto store = bench.open();
  if (!report.done(store, "opening again")) return report.take();
  report.done(declare(**store), "declaring again");
  auto session = (*store)->session();
  if (!report.done(session, "a session")) return report.take();
  report.equal(batches(*session, "left_half", report)[1], kRowsEach, "rows after the restart");
  return report.take();
}

Findings check_kill(const Bench& bench) {
  Report report;
  {
    auto store = bench.open();
    if (!report.done(store, "opening")) return report.take();
    if (!report.done(declare(**store), "declaring")) return report.take();
  }
  std::int64_t next = 1;
  for (int round = 1; round <= kKills && report.good(); ++round) {
    const auto last = killed(bench, next, round);
    if (!report.done(last, "round " + std::to_string(round))) break;
    auto store = bench.open();
    if (!report.done(store, "opening after the kill")) break;
    report.done(declare(**store), "declaring after the kill");
    auto session = (*store)->session();
    if (!report.done(session, "a session after the kill")) break;
    const auto left = batches(*session, "left_half", report);
    const auto right = batches(*session, "right_half", report);
    if (left != right) report.note("a transaction reached one collection and not the other");
    for (const auto& [batch, rows] : left) {
      report.equal(rows, kRowsEach, "rows of batch " + std::to_string(batch));
    }
    for (std::int64_t batch = 1; batch <= *last; ++batch) {
      if (!left.contains(batch)) report.note("batch " + std::to_string(batch) + " was committed and is gone");
    }
    next = (left.empty() ? 0 : left.rbegin()->first) + 1;
    report.done(write_batch(*session, next++), "writing after the kill");
  }
  return report.take();
}

}  // namespace carillon::conformance
