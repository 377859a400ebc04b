// How much the storage costs over SQLite itself: bulk inserts and a counting query, each beside the same work
// by hand-written SQL on the same schema. Prints rates and ratios; run it with the number of rows.
#include <cstdio>
#include <cstdlib>

#include <sqlite3.h>

#include "bench_customers.h"
#include "temp_store.h"

namespace carillon::conformance {
namespace {

void bind(sqlite3_stmt* s, int at, const crl_value& v) {
  if (v.is_null != 0)
    sqlite3_bind_null(s, at);
  else if (v.type == CRL_T_TEXT || v.type == CRL_T_JSON || v.type == CRL_T_SET)
    sqlite3_bind_text(s, at, v.v.s.ptr, static_cast<int>(v.v.s.len), SQLITE_STATIC);
  else
    sqlite3_bind_int64(s, at, v.v.i);
}

// The same rows into the same table by hand; city and tags are bound twice, as what their folds would be.
class RawInsert {
 public:
  explicit RawInsert(sqlite3* db) : db_(db) {
    const char* sql =
        "INSERT INTO customers (id, external_id, name, email, phone, city, country, birth_date, created_at, "
        "total_spend, order_count, last_order_at, consent_email, tags, attributes, city_ci, tags_ci) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    check(sqlite3_prepare_v2(db, sql, -1, &s_, nullptr) == SQLITE_OK, "prepare");
  }
  ~RawInsert() { sqlite3_finalize(s_); }
  RawInsert(const RawInsert&) = delete;
  RawInsert& operator=(const RawInsert&) = delete;

  void run(const Batch& b) {
    sqlite3_exec(db_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    for (std::size_t r = 0; r < kBatch; ++r) {
      const crl_value* row = &b.cells[r * 15];
      for (int c = 0; c < 15; ++c) bind(s_, c + 1, row[c]);
      bind(s_, 16, row[5]);
      bind(s_, 17, row[13]);
      check(sqlite3_step(s_) == SQLITE_DONE, "insert");
      sqlite3_reset(s_);
    }
    check(sqlite3_exec(db_, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK, "commit");
  }

 private:
  sqlite3* db_;
  sqlite3_stmt* s_ = nullptr;
};

struct InsertTimes {
  double raw = 0, storage = 0;
};

// Batch by batch in turn, so that a noisy machine disturbs both alike.
InsertTimes insert_both(sqlite3* raw, SessionHandle& session, std::size_t rows) {
  auto spec = customers();
  MutationSpec columns{.collection = "customers"};
  for (const auto& f : spec.fields) columns.columns.push_back(f.name);
  crl_mutation m = columns.raw();
  RawInsert by_hand(raw);
  InsertTimes out;
  for (std::size_t i = 0; i < rows; i += kBatch) {
    const Batch b = batch(i + 1, kBatch);
    m.cells = b.cells.data();
    m.n_rows = static_cast<std::uint32_t>(kBatch);
    out.raw += seconds([&] { by_hand.run(b); });
    out.storage += seconds([&] { check(session.mutate(m).ok(), "mutate"); });
  }
  return out;
}

std::unique_ptr<Store> open(const std::string& path) {
  auto store = open_sqlite(path, {{"synchronous", std::string("FULL")}});
  check(store.ok(), "open");
  auto spec = customers();
  const crl_collection* all[] = {spec.raw()};
  check((*store)->ensure(all).ok(), "ensure");
  return std::move(store).value();
}

double best(int repeats, const std::function<double()>& run) {
  double least = 1e9;
  for (int i = 0; i < repeats; ++i) least = std::min(least, run());
  return least;
}

void run(std::size_t rows) {
  const TempFolder folder;
  { const auto prepared = open(folder.file("raw.db")); }
  sqlite3* raw = nullptr;
  check(sqlite3_open(folder.file("raw.db").c_str(), &raw) == SQLITE_OK, "open raw");
  sqlite3_exec(raw, "PRAGMA synchronous=FULL; PRAGMA cache_size=-8192; PRAGMA wal_autocheckpoint=4000;",
               nullptr, nullptr, nullptr);
  const auto store = open(folder.file("storage.db"));
  auto session = std::move(store->session()).value();
  const InsertTimes times = insert_both(raw, session, rows);
  const double n = static_cast<double>(rows);
  std::printf("insert: raw %.0f rows/s, storage %.0f rows/s, ratio %.2f\n", n / times.raw, n / times.storage,
              times.raw / times.storage);

  Expr e;
  const Expr::Id parts[] = {e.compare(CRL_X_GT, "total_spend", cell::decimal({100'000'000})),
                            e.compare(CRL_X_EQ_CI, "city", cell::text("pune"))};
  e.all_of(parts);
  QuerySpec q{.collection = "customers", .where = e};
  Expr count;
  count.over(CRL_X_COUNT, CRL_T_I64, "", {});
  q.outputs.push_back(count);
  std::string answer;
  const double count_storage = best(5, [&] {
    return seconds([&] { answer = std::move(session.query(q.raw())).value().rows[0][0].print(); });
  });
  sqlite3_stmt* s = nullptr;
  sqlite3_prepare_v2(raw, "SELECT count(*) FROM customers WHERE total_spend > 100000000 AND city_ci = 'Pune'",
                     -1, &s, nullptr);
  std::string expected;
  const double count_hand = best(5, [&] {
    return seconds([&] {
      sqlite3_step(s);
      expected = std::to_string(sqlite3_column_int64(s, 0));
      sqlite3_reset(s);
    });
  });
  std::printf("count: raw %.1f ms (%s), storage %.1f ms (%s), ratio %.2f\n", count_hand * 1e3,
              expected.c_str(), count_storage * 1e3, answer.c_str(), count_hand / count_storage);
  sqlite3_finalize(s);
  sqlite3_close(raw);
}

}  // namespace
}  // namespace carillon::conformance

int main(int argc, char** argv) {
  carillon::conformance::run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000);
}
