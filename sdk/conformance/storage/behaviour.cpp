#include "behaviour.h"

#include <limits>
#include <set>
#include <thread>

#include "report.h"
#include "spec.h"

namespace carillon::conformance {

namespace {

CollectionSpec items() {
  return {.name = "items",
          .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY},
                     {"rank", CRL_T_I64},
                     {"price", CRL_T_DECIMAL},
                     {"label", CRL_T_TEXT, CRL_FIELD_FOLDED, 100}},
          .indexes = {{{"rank"}, false}}};
}

Row item(std::int64_t id, std::int64_t rank) {
  return {OwnedCell(cell::of_int(id)), OwnedCell(cell::of_int(rank)),
          OwnedCell(cell::decimal({rank * 5'000})), OwnedCell(cell::text("Item " + std::to_string(id)))};
}

MutationSpec insert(std::vector<Row> rows) {
  return {.collection = "items", .columns = {"id", "rank", "price", "label"}, .rows = std::move(rows)};
}

QuerySpec ids() { return {.collection = "items", .columns = {"id"}}; }

std::int64_t count(SessionHandle& s) {
  auto q = ids();
  const auto rows = s.query(q.raw());
  return rows ? static_cast<std::int64_t>(rows->rows.size()) : -1;
}

// A store with a collection, and a first session.
struct Stage {
  Stage(Store& opened, CollectionSpec spec) : store(opened), collection(std::move(spec)) {
    const crl_collection* all[] = {collection.raw()};
    ready = report.done(store.ensure(all), "declaring the collection");
  }
  SessionHandle session() {
    auto opened = store.session();
    if (!opened) throw std::runtime_error("a session does not open: " + opened.error().message);
    return std::move(opened).value();
  }

  Store& store;
  CollectionSpec collection;
  Report report{};
  bool ready = false;
};

void insert_range(Stage& stage, SessionHandle& s, std::int64_t from, std::int64_t to, std::int64_t step = 1) {
  constexpr std::size_t kBatch = 1000;
  std::vector<Row> rows;
  for (std::int64_t id = from; id < to; id += step) {
    rows.push_back(item(id, id % 7));
    if (rows.size() < kBatch && id + step < to) continue;
    auto m = insert(std::move(rows));
    rows = {};
    if (!stage.report.done(s.mutate(m.raw()), "inserting rows")) return;
  }
}

}  // namespace

Findings check_extremes(Store& store) {
  using Limits = std::numeric_limits<std::int64_t>;
  Stage stage(store, {.name = "odd",
                      .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY},
                                 {"whole", CRL_T_I64},
                                 {"money", CRL_T_DECIMAL},
                                 {"real", CRL_T_F64},
                                 {"at", CRL_T_TIME},
                                 {"day", CRL_T_DATE},
                                 {"yes", CRL_T_BOOL},
                                 {"words", CRL_T_TEXT},
                                 {"raw", CRL_T_BYTES},
                                 {"tags", CRL_T_SET},
                                 {"doc", CRL_T_JSON}}});
  if (!stage.ready) return stage.report.take();
  const std::string zeros("\0a\0\0", 4);
  std::string all_bytes;
  for (int b = 0; b < 256; ++b) all_bytes += static_cast<char>(b);
  const std::string large(4 * 1024 * 1024, 'x');
  const std::string wide = "Ä\u0301 \U0010FFFF \U0001F600 ẞ\t\n\r'\"\\%_";
  const auto row = [](std::int64_t id, std::int64_t n, double f, const std::string& text,
                      const std::string& raw, std::int64_t day) {
    return Row{OwnedCell(cell::of_int(id)),
               OwnedCell(cell::of_int(n)),
               OwnedCell(cell::decimal({n})),
               OwnedCell(cell::real(f)),
               OwnedCell(cell::time(n)),
               OwnedCell(cell::date(day)),
               OwnedCell(cell::boolean(id % 2 == 0)),
               OwnedCell(cell::text(text)),
               OwnedCell(cell::text(raw, CRL_T_BYTES)),
               OwnedCell(cell::text(text.substr(0, 100) + kSetEnd, CRL_T_SET)),
               OwnedCell(cell::text("{\"a\":[1,null,\"\\u0000\"]}", CRL_T_JSON))};
  };
  using Reals = std::numeric_limits<double>;
  std::vector<Row> rows = {row(1, Limits::max(), Reals::max(), wide, zeros, 2'932'896),
                           row(2, Limits::min(), Reals::lowest(), "", all_bytes, -719'162),
                           row(3, 0, Reals::min(), zeros, "", 0), row(4, -1, 0.1, large, large, -1),
                           row(5, 1, -0.0, std::string(1, '\x7f'), std::string(1, '\0'), 1)};
  MutationSpec m{.collection = "odd", .rows = rows};
  QuerySpec q{.collection = "odd"};
  for (const FieldSpec& f : stage.collection.fields) m.columns.push_back(f.name);
  q.columns = m.columns;
  auto s = stage.session();
  if (!stage.report.done(s.mutate(m.raw()), "inserting")) return stage.report.take();
  const auto got = s.query(q.raw());
  if (!stage.report.done(got, "reading")) return stage.report.take();
  stage.report.equal(got->rows.size(), rows.size(), "rows");
  for (std::size_t r = 0; r < std::min(got->rows.size(), rows.size()); ++r) {
    for (std::size_t c = 0; c < q.columns.size(); ++c) {
      if (!(got->rows[r][c] == rows[r][c])) {
        stage.report.equal(got->rows[r][c].print(), rows[r][c].print(),
                           q.columns[c] + " of row " + std::to_string(r + 1));
      }
    }
  }
  return stage.report.take();
}

Findings check_transactions(Store& store) {
  Stage stage(store, items());
  if (!stage.ready) return stage.report.take();
  Report& report = stage.report;
  auto reader = stage.session();
  auto writer = stage.session();
  auto first = insert({item(1, 1)});
  auto second = insert({item(2, 2), item(3, 3)});
  auto twice = insert({item(4, 4), item(1, 1)});
  report.done(reader.begin(CRL_TX_READ), "beginning to read");
  report.equal(count(reader), std::int64_t{0}, "rows before a write");
  report.done(writer.mutate(first.raw()), "writing beside a reader");
  report.equal(count(reader), std::int64_t{0}, "rows of a reader whose view is older than the write");
  report.refused(reader.mutate(second.raw()), CRL_E_STATE, "writing in a reading transaction");
  report.done(reader.rollback(), "ending the view");
  report.equal(count(reader), std::int64_t{1}, "rows after the view ended");

  report.done(writer.begin(CRL_TX_WRITE), "beginning to write");
  report.done(writer.mutate(second.raw()), "writing in a transaction");
  report.equal(count(writer), std::int64_t{3}, "rows that the writer sees of its own");
  report.equal(count(reader), std::int64_t{1}, "rows that others see before the commit");
  report.done(writer.rollback(), "rolling back");
  report.equal(count(reader), std::int64_t{1}, "rows after a rollback");

  report.refused(writer.mutate(twice.raw()), CRL_E_CONFLICT, "a key that is taken");
  report.equal(count(reader), std::int64_t{1}, "rows after a call that failed");
  report.done(writer.begin(CRL_TX_WRITE), "beginning again");
  report.done(writer.mutate(second.raw()), "writing before a failure");
  report.refused(writer.mutate(twice.raw()), CRL_E_CONFLICT, "a key that is taken, in a transaction");
  report.refused(writer.commit(), CRL_E_STATE, "committing after a failure");
  report.done(writer.rollback(), "rolling back after a failure");
  report.equal(count(reader), std::int64_t{1}, "rows after a failed transaction");
  report.done(writer.begin(CRL_TX_WRITE), "beginning once more");
  report.done(writer.mutate(second.raw()), "writing after a failed transaction");
  report.done(writer.commit(), "committing");
  report.equal(count(reader), std::int64_t{3}, "rows after the commit");
  report.refused(reader.commit(), CRL_E_STATE, "committing without a transaction");
  return report.take();
}

Findings check_cursors(Store& store) {
  Stage stage(store, items());
  if (!stage.ready) return stage.report.take();
  auto reader = stage.session();
  auto writer = stage.session();
  constexpr std::int64_t kLast = 2000;
  insert_range(stage, writer, 0, kLast, 10);
  for (const std::uint32_t descending : {0u, 1u}) {
    QuerySpec q = ids();
    q.order = {"rank"};
    q.order_desc = {descending};
    const auto whole = reader.query(q.raw());
    if (!stage.report.done(whole, "reading all")) break;
    q.limit = 17;
    std::vector<std::string> seen;
    std::int64_t added = 0;
    do {
      auto page = reader.query(q.raw());
      if (!stage.report.done(page, "reading a page")) return stage.report.take();
      for (const Row& r : page->rows) {
        if (r[0].view().v.i % 10 == 0) seen.push_back(r[0].print());
      }
      q.cursor = std::move(page->cursor);
      const std::int64_t id = 1 + descending + 10 * added++;
      auto more = insert({item(id, id % 7)});
      stage.report.done(writer.mutate(more.raw()), "inserting between pages");
      // The row behind the cursor may go: the next page begins after where it was.
      MutationSpec gone{.verb = CRL_MUT_DELETE, .collection = "items"};
      Expr e;
      e.compare(CRL_X_EQ, "id", cell::of_int(id));
      gone.where = e;
      if (added % 3 == 0) stage.report.done(writer.mutate(gone.raw()), "removing between pages");
    } while (!q.cursor.empty() && added < kLast / 10);
    std::string found;
    std::string expected;
    for (const auto& id : seen) found += id + " ";
    for (const Row& r : whole->rows) {
      if (r[0].view().v.i % 10 == 0) expected += r[0].print() + " ";
    }
    stage.report.equal(found, expected, descending != 0 ? "descending pages" : "ascending pages");
  }
  return stage.report.take();
}

Findings check_cancel(Store& store) {
  Stage stage(store, items());
  if (!stage.ready) return stage.report.take();
  auto s = stage.session();
  constexpr std::int64_t kRows = 5000;
  insert_range(stage, s, 0, kRows);
  QuerySpec q = ids();
  const Status stopped = s.scan(q.raw(), [&](auto, auto) {
    std::thread([&] { s.cancel(); }).join();
    return true;
  });
  stage.report.refused(stopped, CRL_E_CANCELLED, "a query that was cancelled at its first page");
  stage.report.equal(count(s), kRows, "rows read afterwards");
  std::size_t rows = 0;
  stage.report.done(s.scan(q.raw(),
                           [&](auto cells, auto) {
                             rows += cells.size();
                             return false;
                           }),
                    "a query whose reader wants no more");
  if (rows == 0 || rows >= static_cast<std::size_t>(kRows))
    stage.report.note("a reader that wanted one page got " + std::to_string(rows) + " rows");
  return stage.report.take();
}

Findings check_many(Store& store) {
  Stage stage(store, items());
  if (!stage.ready) return stage.report.take();
  constexpr std::int64_t kRows = 100'000;
  auto s = stage.session();
  if (!stage.report.done(s.begin(CRL_TX_WRITE), "beginning")) return stage.report.take();
  insert_range(stage, s, 0, kRows);
  if (!stage.report.done(s.commit(), "committing")) return stage.report.take();

  QuerySpec q{.collection = "items"};
  Expr counts;
  counts.over(CRL_X_COUNT, CRL_T_I64, "", {});
  Expr sums;
  const auto price = sums.field("price", CRL_T_DECIMAL);
  sums.over(CRL_X_SUM, CRL_T_DECIMAL, "", {price});
  q.outputs = {counts, sums};
  const auto totals = s.query(q.raw());
  if (stage.report.done(totals, "counting") && !totals->rows.empty()) {
    std::int64_t sum = 0;
    for (std::int64_t id = 0; id < kRows; ++id) sum += id % 7 * 5'000;
    stage.report.equal(totals->rows[0][0].print(), std::to_string(kRows), "count");
    stage.report.equal(totals->rows[0][1].print(), to_text(Decimal{sum}), "sum of the prices");
  }
  QuerySpec pages = ids();
  pages.limit = 10'000;
  std::int64_t next = 0;
  do {
    auto page = s.query(pages.raw());
    if (!stage.report.done(page, "reading a page")) break;
    for (const Row& r : page->rows) {
      if (r[0].view().v.i != next++) stage.report.note("page out of order at row " + std::to_string(next));
    }
    pages.cursor = std::move(page->cursor);
  } while (!pages.cursor.empty() && stage.report.good());
  stage.report.equal(next, kRows, "rows in all pages");
  return stage.report.take();
}

}  // namespace carillon::conformance
