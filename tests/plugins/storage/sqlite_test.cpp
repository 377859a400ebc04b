#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shop.h"
#include "temp_store.h"

namespace carillon::conformance {
namespace {

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
  void fill_and_close() {
    open();
    {
      auto s = session();
      std::vector<Row> rows;
      for (int i = 0; i < 3000; ++i) rows.push_back(customer(i, "somewhere", i));
      ASSERT_TRUE(succeeded(s.mutate(insert(rows).raw())));
    }
    store_.reset();
  }

  TempFolder folder_;
  std::unique_ptr<Store> store_;
};

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

void damage(const std::string& path) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096 * 3);
  file << std::string(4096 * 4, 'Z');
}

TEST_F(Sqlite, refuses_a_damaged_file_by_name_with_a_remedy) {
  fill_and_close();
  const std::string path = folder_.file("t.db");
  damage(path);
  const auto refused = open_sqlite(path, {{"integrity_check", std::string("always")}});
  ASSERT_EQ(status_of(refused), CRL_E_INTERNAL);
  EXPECT_NE(refused.error().message.find(path), std::string::npos) << refused.error().message;
  EXPECT_NE(refused.error().message.find("backup"), std::string::npos) << refused.error().message;
}

TEST_F(Sqlite, looks_for_damage_when_the_last_host_did_not_end_in_order) {
  fill_and_close();
  // As a crash leaves it: damaged, and with a log that nobody wrote back.
  const std::string path = folder_.file("t.db");
  damage(path);
  ASSERT_TRUE(succeeded(open_sqlite(path))) << "in order: nothing is read at the start";
  std::ofstream(path + "-wal", std::ios::binary) << std::string(32, '\0');
  EXPECT_EQ(status_of(open_sqlite(path)), CRL_E_INTERNAL);
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

}  // namespace
}  // namespace carillon::conformance
