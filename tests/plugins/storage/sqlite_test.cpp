#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "temp_store.h"

namespace carillon::conformance {
namespace {

CollectionSpec customers() {
  return {.name = "customers",
          .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY},
                     {"external_id", CRL_T_TEXT, CRL_FIELD_REQUIRED, 64},
                     {"city", CRL_T_TEXT, CRL_FIELD_FOLDED, 100},
                     {"spend", CRL_T_DECIMAL}},
          .indexes = {{{"external_id"}, true}, {{"city"}, false}, {{"spend"}, false}}};
}

Row customer(std::int64_t id, const std::string& city, std::int64_t spend) {
  const std::string external = "c" + std::to_string(id);
  return {OwnedCell(cell::of_int(id)), OwnedCell(cell::text(external)), OwnedCell(cell::text(city)),
          OwnedCell(cell::decimal({spend}))};
}

MutationSpec insert(std::vector<Row> rows) {
  return {
      .collection = "customers", .columns = {"id", "external_id", "city", "spend"}, .rows = std::move(rows)};
}

class Sqlite : public ::testing::Test {
 protected:
  void open(const Settings& settings = {}) {
    auto opened = open_sqlite(folder_.file("t.db"), settings);
    ASSERT_TRUE(succeeded(opened));
    store_ = std::move(opened).value();
    auto c = customers();
    const crl_collection* all[] = {c.raw()};
    ASSERT_TRUE(succeeded(store_->ensure(all)));
  }
  SessionHandle session() { return std::move(store_->session()).value(); }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(Sqlite, keeps_rows_and_finds_them_ignoring_case) {
  open();
  auto s = session();
  auto changed = s.mutate(insert({customer(1, "MÜNCHEN", 100), customer(2, "Pune", 200)}).raw());
  ASSERT_TRUE(succeeded(changed));
  EXPECT_EQ(*changed, 2u);
  QuerySpec q{.collection = "customers", .columns = {"id", "city"}};
  Expr e;
  e.compare(CRL_X_EQ_CI, "city", cell::text("münchen"));
  q.where = e;
  auto rows = s.query(q.raw());
  ASSERT_TRUE(succeeded(rows));
  ASSERT_EQ(rows->rows.size(), 1u);
  EXPECT_EQ(rows->rows[0][1].print(), "\"MÜNCHEN\"");
}

QuerySpec everyone() { return {.collection = "customers", .columns = {"id"}}; }

std::int64_t count(SessionHandle& s) {
  auto q = everyone();
  const auto rows = s.query(q.raw());
  return rows ? static_cast<std::int64_t>(rows->rows.size()) : -1;
}

TEST_F(Sqlite, pages_neither_repeat_nor_lose_a_row_while_rows_are_inserted) {
  open();
  auto reader = session();
  auto writer = session();
  std::vector<Row> rows;
  for (int i = 0; i < 100; ++i) {
    rows.push_back(customer(10 * i, "x", i % 7));
    if (i % 9 == 0) rows.back()[3] = OwnedCell(cell::null(CRL_T_DECIMAL));
  }
  ASSERT_TRUE(succeeded(writer.mutate(insert(rows).raw())));
  for (const std::uint32_t descending : {0u, 1u}) {
    auto q = everyone();
    q.order = {"spend"};
    q.order_desc = {descending};
    q.columns = {"id", "spend"};
    auto whole = reader.query(q.raw());
    ASSERT_TRUE(succeeded(whole));
    q.limit = 7;
    std::vector<std::string> seen;
    int added = 0;
    do {
      const auto page = reader.query(q.raw());
      ASSERT_TRUE(succeeded(page));
      for (const Row& r : page->rows) {
        if (r[1].print() != "99" || r[1].view().is_null != 0) seen.push_back(r[0].print());
      }
      q.cursor = page->cursor;
      ASSERT_TRUE(succeeded(
          writer.mutate(insert({customer(100'000 + descending * 1000 + added++, "new", 990'000)}).raw())));
    } while (!q.cursor.empty() && added < 100);
    std::vector<std::string> expected;
    for (const Row& r : whole->rows) {
      if (r[1].print() != "99") expected.push_back(r[0].print());
    }
    EXPECT_EQ(seen, expected) << "descending: " << descending;
  }
}

TEST_F(Sqlite, refuses_a_cursor_of_another_order) {
  open();
  auto s = session();
  ASSERT_TRUE(succeeded(s.mutate(insert({customer(1, "a", 1), customer(2, "b", 2)}).raw())));
  auto q = everyone();
  q.limit = 1;
  q.cursor = s.query(q.raw()).value().cursor;
  ASSERT_FALSE(q.cursor.empty());
  q.order = {"spend"};
  EXPECT_EQ(status_of(s.query(q.raw())), CRL_E_INVALID);
  q.cursor = "not a cursor!";
  EXPECT_EQ(status_of(s.query(q.raw())), CRL_E_INVALID);
}

TEST_F(Sqlite, a_reading_transaction_keeps_its_view_while_another_session_writes) {
  open();
  auto reader = session();
  auto writer = session();
  ASSERT_TRUE(succeeded(reader.begin(CRL_TX_READ)));
  EXPECT_EQ(count(reader), 0);
  ASSERT_TRUE(succeeded(writer.mutate(insert({customer(1, "a", 1)}).raw())));
  EXPECT_EQ(count(reader), 0);
  EXPECT_EQ(status_of(reader.mutate(insert({customer(2, "a", 1)}).raw())), CRL_E_STATE);
  ASSERT_TRUE(succeeded(reader.rollback()));
  EXPECT_EQ(count(reader), 1);
}

TEST_F(Sqlite, a_second_writer_is_told_to_come_back) {
  open({{"busy_timeout_ms", std::int64_t{1}}});
  auto a = session();
  auto b = session();
  ASSERT_TRUE(succeeded(a.begin(CRL_TX_WRITE)));
  const Status refused = b.begin(CRL_TX_WRITE);
  EXPECT_EQ(status_of(refused), CRL_E_UNAVAILABLE);
  ASSERT_TRUE(succeeded(a.commit()));
  EXPECT_TRUE(succeeded(b.begin(CRL_TX_WRITE)));
}

TEST_F(Sqlite, a_failed_write_leaves_nothing_and_its_transaction_can_only_be_rolled_back) {
  open();
  auto s = session();
  auto twice = insert({customer(1, "a", 1), customer(2, "b", 2), customer(1, "c", 3)});
  EXPECT_EQ(status_of(s.mutate(twice.raw())), CRL_E_CONFLICT);
  EXPECT_EQ(count(s), 0);
  ASSERT_TRUE(succeeded(s.begin(CRL_TX_WRITE)));
  EXPECT_EQ(status_of(s.mutate(twice.raw())), CRL_E_CONFLICT);
  EXPECT_EQ(status_of(s.commit()), CRL_E_STATE);
  ASSERT_TRUE(succeeded(s.rollback()));
  EXPECT_EQ(count(s), 0);
}

TEST_F(Sqlite, a_cancelled_query_says_so_and_the_session_goes_on) {
  open();
  auto s = session();
  std::vector<Row> rows;
  for (int i = 0; i < 2000; ++i) rows.push_back(customer(i, "x", i));
  ASSERT_TRUE(succeeded(s.mutate(insert(rows).raw())));
  auto q = everyone();
  const Status stopped = s.scan(q.raw(), [&](auto, auto) {
    std::thread([&] { s.cancel(); }).join();
    return true;
  });
  EXPECT_EQ(status_of(stopped), CRL_E_CANCELLED);
  EXPECT_EQ(count(s), 2000);
}

TEST_F(Sqlite, a_write_that_waits_for_another_writer_can_be_cancelled) {
  open({{"busy_timeout_ms", std::int64_t{60'000}}});
  auto a = session();
  auto b = session();
  ASSERT_TRUE(succeeded(a.begin(CRL_TX_WRITE)));
  std::atomic<bool> done{false};
  std::thread canceller([&] {
    while (!done) b.cancel();
  });
  const auto waited = b.mutate(insert({customer(1, "a", 1)}).raw());
  done = true;
  canceller.join();
  EXPECT_EQ(status_of(waited), CRL_E_CANCELLED);
  ASSERT_TRUE(succeeded(a.rollback()));
  EXPECT_TRUE(succeeded(b.mutate(insert({customer(1, "a", 1)}).raw())));
}

TEST_F(Sqlite, a_full_store_says_so_and_holds_nothing_half_written) {
  open({{"max_mb", std::int64_t{1}}});
  auto s = session();
  std::vector<Row> rows;
  for (int i = 0; i < 3000; ++i) rows.push_back(customer(i, std::string(100, 'x'), i));
  auto first = insert({rows.begin(), rows.begin() + 100});
  ASSERT_TRUE(succeeded(s.mutate(first.raw())));
  auto rest = insert({rows.begin() + 100, rows.end()});
  const auto full = s.mutate(rest.raw());
  EXPECT_EQ(status_of(full), CRL_E_FULL);
  EXPECT_EQ(count(s), 100);
  auto one = insert({customer(9999, "y", 1)});
  EXPECT_TRUE(succeeded(s.mutate(one.raw())));
}

TEST_F(Sqlite, refuses_a_damaged_file_by_name_with_a_remedy) {
  open();
  {
    auto s = session();
    std::vector<Row> rows;
    for (int i = 0; i < 3000; ++i) rows.push_back(customer(i, "somewhere", i));
    ASSERT_TRUE(succeeded(s.mutate(insert(rows).raw())));
  }
  store_.reset();
  const std::string path = folder_.file("t.db");
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 3);
    file << std::string(4096 * 4, 'Z');
  }
  const auto refused = open_sqlite(path);
  ASSERT_EQ(status_of(refused), CRL_E_INTERNAL);
  EXPECT_NE(refused.error().message.find(path), std::string::npos) << refused.error().message;
  EXPECT_NE(refused.error().message.find("backup"), std::string::npos) << refused.error().message;
}

TEST_F(Sqlite, refuses_a_file_that_is_no_database) {
  const std::string path = folder_.file("letter.db");
  std::ofstream(path) << std::string(5000, 'x');
  const auto refused = open_sqlite(path);
  ASSERT_EQ(status_of(refused), CRL_E_INTERNAL);
  EXPECT_NE(refused.error().message.find(path), std::string::npos);
}

// The child acknowledges each commit through a pipe and is killed in the midst of them.
TEST_F(Sqlite, a_kill_in_the_midst_of_commits_loses_nothing_acknowledged) {
  open();
  store_.reset();
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto store = open_sqlite(folder_.file("t.db"), {{"synchronous", std::string("FULL")}});
    if (!store) _exit(1);
    auto spec = customers();
    const crl_collection* all[] = {spec.raw()};
    if (!(*store)->ensure(all)) _exit(1);
    auto s = std::move((*store)->session()).value();
    for (std::int64_t i = 0;; ++i) {
      if (!s.mutate(insert({customer(2 * i, "a", i), customer(2 * i + 1, "b", i)}).raw())) _exit(1);
      if (write(pipe_ends[1], &i, sizeof i) != sizeof i) _exit(1);
    }
  }
  close(pipe_ends[1]);
  std::int64_t last = -1;
  for (std::int64_t i = 0; i < 200 && read(pipe_ends[0], &i, sizeof i) == sizeof i;) last = i;
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  for (std::int64_t i = 0; read(pipe_ends[0], &i, sizeof i) == sizeof i;) last = i;
  close(pipe_ends[0]);
  ASSERT_GE(last, 0) << "the child did not get to work";
  open();
  auto s = session();
  const std::int64_t kept = count(s);
  EXPECT_GE(kept, 2 * (last + 1));
  EXPECT_EQ(kept % 2, 0) << "half a commit is there";
}

TEST_F(Sqlite, ensure_adds_what_is_missing_and_keeps_what_is_there) {
  open();
  auto s = session();
  ASSERT_TRUE(succeeded(s.mutate(insert({customer(1, "ÄPFEL", 1)}).raw())));
  auto wider = customers();
  wider.version = 2;
  wider.fields.push_back({"name", CRL_T_TEXT, CRL_FIELD_REQUIRED | CRL_FIELD_FOLDED, 100});
  wider.fields.push_back({"tags", CRL_T_SET, CRL_FIELD_REQUIRED});
  wider.fields[1].flags |= CRL_FIELD_FOLDED;
  wider.indexes.push_back({{"name"}, false});
  const crl_collection* all[] = {wider.raw()};
  ASSERT_TRUE(succeeded(store_->ensure(all)));
  ASSERT_TRUE(succeeded(store_->ensure(all)));
  auto q = everyone();
  q.columns = {"id", "name", "tags"};
  Expr e;
  e.compare(CRL_X_EQ_CI, "external_id", cell::text("C1"));
  q.where = e;
  const auto rows = s.query(q.raw());
  ASSERT_TRUE(succeeded(rows));
  ASSERT_EQ(rows->rows.size(), 1u);
  EXPECT_EQ(rows->rows[0][1].print() + rows->rows[0][2].print(), "\"\"\"\"");
}

TEST_F(Sqlite, two_hosts_may_ensure_at_once) {
  const std::string path = folder_.file("two.db");
  std::vector<std::thread> hosts;
  std::vector<crl_status> answers(4, CRL_E_INTERNAL);
  for (auto& answer : answers) {
    hosts.emplace_back([&path, &answer] {
      auto store = open_sqlite(path);
      auto c = customers();
      const crl_collection* all[] = {c.raw()};
      answer = store ? status_of((*store)->ensure(all)) : store.error().status;
    });
  }
  for (auto& host : hosts) host.join();
  EXPECT_EQ(answers, std::vector<crl_status>(4, CRL_OK));
}

TEST_F(Sqlite, a_query_within_a_query_of_the_same_text_gets_its_own_statement) {
  open();
  auto s = session();
  std::vector<Row> rows;
  for (int i = 0; i < 600; ++i) rows.push_back(customer(i, "x", i));
  ASSERT_TRUE(succeeded(s.mutate(insert(rows).raw())));
  auto q = everyone();
  std::size_t outer = 0;
  ASSERT_TRUE(succeeded(s.scan(q.raw(), [&](auto cells, auto) {
    outer += cells.size();
    EXPECT_EQ(count(s), 600);
    return true;
  })));
  EXPECT_EQ(outer, 600u);
}

}  // namespace
}  // namespace carillon::conformance
