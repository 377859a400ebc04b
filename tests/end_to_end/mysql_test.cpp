// The real program over a real MariaDB: two hosts on one database, and a server that goes away.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "campaign.h"
#include "support/mariadb.h"

namespace carillon::end_to_end {
namespace {

using test::MariaDb;

std::vector<std::string> settings_for(const MariaDb& server, const std::string& database,
                                      std::vector<std::string> more = {}) {
  std::vector<std::string> out{"CARILLON__STORAGE__PLUGIN=mysql",
                               "CARILLON__STORAGE__HOST=127.0.0.1",
                               "CARILLON__STORAGE__PORT=" + std::to_string(server.port()),
                               std::string("CARILLON__STORAGE__USER=") + MariaDb::kUser,
                               std::string("CARILLON__STORAGE__PASSWORD=") + MariaDb::kPassword,
                               "CARILLON__STORAGE__DATABASE=" + database};
  out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return out;
}

// Slow enough to be disturbed in the middle; leases short enough to be taken over in a test.
std::vector<std::string> slow() {
  return {"CARILLON__DELIVERY__CHUNK_SIZE=500", "CARILLON__DELIVERY__MAX_IN_FLIGHT=1000",
          "CARILLON__DELIVERY__LEASE_MS=2000", "CARILLON__CHANNELS__SMS__PLUGIN=sms_sim",
          "CARILLON__CHANNELS__SMS__LATENCY_MAX_MS=80"};
}

class OverMySql : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(MariaDb::is_installed()) << "mariadbd is not installed; scripts/install-deps brings it";
    server_ = std::make_unique<MariaDb>();
    database_ = server_->new_database();
  }
  std::filesystem::path data(const std::string& name) const { return folder_.path() / name; }
  std::vector<std::string> settings(std::vector<std::string> more = {}) const {
    return settings_for(*server_, database_, std::move(more));
  }
  // What `carillon storage ...` says and answers.
  Finished storage(std::vector<std::string> words) const {
    words.insert(words.begin(), "storage");
    words.insert(words.end(), {"--data", data("tool")});
    return run(words, settings());
  }

  TempFolder folder_;
  std::unique_ptr<MariaDb> server_;
  std::string database_;
};

TEST_F(OverMySql, two_hosts_share_a_campaign_through_the_death_of_one_and_of_the_server) {
  constexpr int kPeople = 12'000;
  Program first(data("a"), settings(slow()));
  const Program second(data("b"), settings(slow()));
  import_people(first, kPeople);
  const std::string campaign = launch_to_all(second, "sms");
  ASSERT_TRUE(eventually([&] { return books(second, campaign).by_state.at("queued") < kPeople - 1'000; }));
  first.kill();
  ASSERT_GT(books(second, campaign).open, 0);
  ASSERT_TRUE(eventually([&] { return books(second, campaign).open < kPeople / 2; }));
  server_->kill();
  EXPECT_EQ(second.get("/readyz").status, 503);
  EXPECT_EQ(second.get("/healthz").status, 200);
  server_->start();
  ASSERT_TRUE(eventually([&] { return second.get("/readyz").status == 200; }));
  ASSERT_TRUE(eventually([&] { return is_over(second, campaign); }));
  EXPECT_EQ(books(second, campaign).audience, kPeople);
  ASSERT_TRUE(eventually([&] { return books(second, campaign).by_state.at("sent") == 0; }));
  for (const char* state : kStates)
    EXPECT_EQ(rows_in(second, campaign, state), books(second, campaign).by_state.at(state)) << state;
  const Finished checked = storage({"check"});
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
}

TEST_F(OverMySql, what_was_acknowledged_survives_the_death_of_the_server_in_the_middle_of_commits) {
  const Program program(data("a"), settings());
  std::atomic<int> acknowledged{0}, other{0};
  std::atomic<bool> stop{false};
  std::vector<std::vector<std::string>> kept(4);
  {
    std::vector<std::jthread> clients;
    for (std::size_t client = 0; client < kept.size(); ++client) {
      clients.emplace_back([&, client] {
        for (int i = 0; !stop; ++i) {
          const std::string id = "w" + std::to_string(client) + "-" + std::to_string(i);
          const auto answer = program.post(
              "/api/v1/orders", R"({"external_id":")" + id + R"(","customer":{"external_id":"p)" +
                                    std::to_string(i % 5) + R"("},"amount":"1","ordered_at":"2026-01-01"})");
          // 200: the answer to its commit was lost, and the repetition found the order there.
          if (answer.status == 201 || answer.status == 200) {
            ++acknowledged;
            kept[client].push_back(id);
          } else if (answer.status != 503) {
            ++other;
          }
        }
      });
    }
    for (int round = 1; round <= 3; ++round) {
      const int before = acknowledged;
      ASSERT_TRUE(eventually([&] { return acknowledged > before + 100; }));
      server_->kill();
      server_->start();
    }
    const int before = acknowledged;
    EXPECT_TRUE(eventually([&] { return acknowledged > before + 100; }));
    stop = true;
  }
  EXPECT_EQ(other, 0) << "a server that is away is answered 503";
  int lost = 0;
  for (const auto& ids : kept) {
    for (const auto& id : ids) lost += program.get("/api/v1/orders/external:" + id).status != 200;
  }
  EXPECT_EQ(lost, 0);
  const Finished checked = storage({"check"});
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
}

TEST_F(OverMySql, a_wrong_password_is_told_at_once) {
  auto wrong = settings();
  wrong.emplace_back("CARILLON__STORAGE__PASSWORD=nonsense");
  const Finished ended = run({"serve", "--port", "0", "--data", data("a")}, wrong);
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_NE(ended.output.find("refuses the user"), std::string::npos) << ended.output;
  EXPECT_EQ(ended.output.find("nonsense"), std::string::npos);
}

TEST_F(OverMySql, everything_moves_over_from_sqlite) {
  Books before;
  std::string campaign;
  {
    Program small(data("tool"));
    import_people(small, 500);
    campaign = launch_to_all(small, "sms");
    ASSERT_TRUE(eventually(
        [&] { return is_over(small, campaign) && books(small, campaign).by_state.at("sent") == 0; }));
    before = books(small, campaign);
    EXPECT_EQ(small.terminate(), 0);
  }
  const Finished copied = storage({"copy", "--from", "sqlite", "--to", "mysql"});
  ASSERT_EQ(copied.exit_code, 0) << copied.output;
  const Program large(data("a"), settings());
  EXPECT_EQ(number(large.get("/api/v1/customers?limit=1&count=true").json(), "count"), 500);
  const Books after = books(large, campaign);
  EXPECT_EQ(after.by_state, before.by_state);
  EXPECT_EQ(after.state, before.state);
  EXPECT_EQ(storage({"copy", "--from", "sqlite", "--to", "mysql"}).exit_code, 1) << "the target is not empty";
}

}  // namespace
}  // namespace carillon::end_to_end
