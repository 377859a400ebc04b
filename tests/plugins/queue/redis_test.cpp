// The plugin "redis" over a real server of the test's own.
#include "support/redis.h"

#include <chrono>
#include <functional>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "queue/suite.h"
#include "running_queue.h"

namespace carillon::queueing {
namespace {

using namespace std::chrono_literals;
using test::Redis;

bool eventually(const std::function<bool()>& done, std::chrono::seconds within = 20s) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(5ms);  // the condition is in another process
  }
  return true;
}

class RedisQueue : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Redis::is_installed()) << "redis-server is not installed; scripts/install-deps brings it";
    server_ = std::make_unique<Redis>();
    queue_ = std::make_unique<RunningQueue>("redis", settings());
    ASSERT_TRUE(queue_->started()) << queue_->started().error().message;
  }
  json::object settings(json::object more = {}) const {
    more["port"] = server_->port();
    return more;
  }
  Port port() const { return queue_->port(); }
  std::unique_ptr<PortConsumer> consumer(const std::string& name = "one", const std::string& stream = "s") {
    auto made = port().open(stream, "g", name);
    EXPECT_TRUE(made) << made.error().message;
    return *std::move(made);
  }
  Status publish(const std::vector<std::string>& bodies, const std::string& stream = "s") {
    std::vector<Entry> entries;
    for (const auto& body : bodies) entries.push_back({7, body});
    std::uint32_t kept = 0;
    Status done = port().publish(stream, entries, kept);
    EXPECT_TRUE(!done || kept == entries.size());
    return done;
  }
  crl_queue_stats stats() {
    auto read = port().stats("s", "g");
    EXPECT_TRUE(read) << read.error().message;
    return *read;
  }

  std::unique_ptr<Redis> server_;
  std::unique_ptr<RunningQueue> queue_;
};

std::vector<std::string> bodies_of(const Result<std::vector<Delivered>>& entries) {
  EXPECT_TRUE(entries) << entries.error().message;
  std::vector<std::string> out;
  if (entries) {
    for (const auto& e : *entries) out.push_back(e.body);
  }
  return out;
}

std::vector<std::string> ids_of(const std::vector<Delivered>& entries) {
  std::vector<std::string> out;
  for (const auto& e : entries) out.push_back(e.id);
  return out;
}

std::vector<std::string> numbered(int n, const std::string& word = "e") {
  std::vector<std::string> out;
  for (int i = 0; i < n; ++i) out.push_back(word + std::to_string(i));
  return out;
}

TEST_F(RedisQueue, delivers_in_order_what_was_published_whatever_its_bytes) {
  const std::vector<std::string> odd{"", std::string("\0\r\n\xFF", 4), "{\"a\":1}",
                                     std::string(300'000, 'x')};
  ASSERT_TRUE(publish(odd));
  auto one = consumer();
  const auto got = one->read(100, 0ms);
  EXPECT_EQ(bodies_of(got), odd);
  for (const auto& e : *got) {
    EXPECT_EQ(e.kind, 7U);
    EXPECT_EQ(e.deliveries, 1U);
    EXPECT_GT(e.published_us, 1'000'000'000'000'000);
  }
  EXPECT_TRUE(bodies_of(one->read(100, 1ms)).empty()) << "an entry is delivered to one consumer once";
}

TEST_F(RedisQueue, keeps_the_order_of_many_entries_across_chunks) {
  const auto all = numbered(7'300);
  ASSERT_TRUE(publish(all));
  auto one = consumer();
  std::vector<std::string> got;
  while (got.size() < all.size()) {
    auto part = one->read(999, 0ms);
    ASSERT_TRUE(part);
    ASSERT_FALSE(part->empty());
    for (auto& e : *part) got.push_back(std::move(e.body));
  }
  EXPECT_EQ(got, all);
}

TEST_F(RedisQueue, counts_what_waits_what_is_pending_and_what_is_done) {
  ASSERT_TRUE(publish(numbered(10)));
  EXPECT_EQ(stats().waiting, 10U);
  auto one = consumer();
  const auto got = one->read(4, 0ms);
  ASSERT_TRUE(got);
  EXPECT_EQ(stats().waiting, 6U);
  EXPECT_EQ(stats().pending, 4U);
  EXPECT_GT(stats().oldest_us, 0);
  ASSERT_TRUE(one->ack(ids_of(*got)));
  EXPECT_EQ(stats().pending, 0U);
  EXPECT_EQ(stats().waiting, 6U);
  EXPECT_TRUE(one->ack(ids_of(*got))) << "what is not pending is passed over";
}

TEST_F(RedisQueue, waits_for_entries_and_wakes_when_one_comes) {
  auto one = consumer();
  std::vector<std::string> got;
  std::jthread reader([&] { got = bodies_of(one->read(10, 20'000ms)); });
  const auto blocked = [&] {
    return server_->ask({"INFO", "clients"}).find("blocked_clients:1") != std::string::npos;
  };
  ASSERT_TRUE(eventually(blocked));
  ASSERT_TRUE(publish({"late"}));
  reader.join();
  EXPECT_EQ(got, std::vector<std::string>{"late"});
}

TEST_F(RedisQueue, gives_the_entries_of_a_dead_consumer_to_another_in_order_and_counts_deliveries) {
  ASSERT_TRUE(publish(numbered(250)));
  ASSERT_EQ(bodies_of(consumer("dead")->read(200, 0ms)).size(), 200U);
  auto heir = consumer("heir");
  std::vector<std::string> got;
  for (std::string after;;) {
    auto part = heir->claim_all(after, 30);
    ASSERT_TRUE(part) << part.error().message;
    if (part->empty()) break;
    after = part->back().id;
    for (auto& e : *part) {
      EXPECT_EQ(e.deliveries, 2U);
      got.push_back(std::move(e.body));
    }
  }
  EXPECT_EQ(got, numbered(200));
  EXPECT_EQ(bodies_of(heir->read(100, 0ms)).front(), "e200");
}

TEST_F(RedisQueue, lends_a_stream_to_one_owner_at_a_time) {
  ASSERT_TRUE(port().hold("s", "a", 60'000ms));
  ASSERT_TRUE(port().hold("s", "a", 60'000ms)) << "its owner may renew it";
  const Status refused = port().hold("s", "b", 60'000ms);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, CRL_E_CONFLICT);
  EXPECT_GT(refused.error().retry_after_ms, 50'000U);
  EXPECT_TRUE(port().release("s", "b")) << "what is not his stays with its owner";
  EXPECT_FALSE(port().hold("s", "b", 60'000ms));
  ASSERT_TRUE(port().release("s", "a"));
  EXPECT_TRUE(port().hold("s", "b", 30ms));
  EXPECT_TRUE(eventually([&] { return port().hold("s", "a", 60'000ms).ok(); })) << "a lease ends by itself";
}

TEST_F(RedisQueue, keeps_dead_letters_with_their_reason_until_they_are_retried_or_removed) {
  ASSERT_TRUE(publish(numbered(5)));
  auto one = consumer();
  const auto got = one->read(5, 0ms);
  ASSERT_TRUE(got);
  std::vector<Buried> burials;
  for (const auto& e : *got) burials.push_back({e.id, "because of " + e.body, 3});
  ASSERT_TRUE(one->bury(burials));
  ASSERT_TRUE(one->bury(burials)) << "what is not pending is passed over";
  EXPECT_EQ(stats().dead, 5U);
  EXPECT_EQ(stats().pending, 0U);
  std::vector<DeadLetter> letters;
  std::string cursor;
  do {
    auto page = port().dead_letters(cursor, 2);
    ASSERT_TRUE(page) << page.error().message;
    ASSERT_LE(page->letters.size(), 2U);
    for (auto& letter : page->letters) letters.push_back(std::move(letter));
    cursor = page->next;
  } while (!cursor.empty());
  ASSERT_EQ(letters.size(), 5U);
  EXPECT_EQ(letters[0].body, "e4") << "the newest first";
  EXPECT_EQ(letters[0].reason, "because of e4");
  EXPECT_EQ(letters[0].stream, "s");
  EXPECT_EQ(letters[0].kind, 7U);
  EXPECT_EQ(letters[0].deliveries, 3U);
  ASSERT_TRUE(port().dead_retry(letters[4].id));
  EXPECT_EQ(bodies_of(one->read(5, 0ms)), std::vector<std::string>{"e0"});
  ASSERT_TRUE(port().dead_remove(letters[3].id));
  EXPECT_EQ(stats().dead, 3U);
  for (const std::string& id : {letters[3].id, letters[4].id, std::string("+"), std::string("nonsense")}) {
    const Status again = port().dead_retry(id), gone = port().dead_remove(id);
    ASSERT_FALSE(again || gone) << id;
    EXPECT_EQ(again.error().status, CRL_E_NOT_FOUND);
    EXPECT_EQ(gone.error().status, CRL_E_NOT_FOUND);
  }
}

TEST_F(RedisQueue, answers_full_when_the_stream_has_its_most_entries_and_keeps_none_of_the_chunk) {
  queue_ = std::make_unique<RunningQueue>("redis", settings({{"max_entries", 5}}));
  ASSERT_TRUE(publish(numbered(4)));
  const Status refused = publish(numbered(2));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, CRL_E_FULL);
  EXPECT_GT(refused.error().retry_after_ms, 0U);
  EXPECT_EQ(stats().waiting, 4U);
  EXPECT_TRUE(publish({"fits"}));
}

TEST_F(RedisQueue, answers_full_at_maxmemory_and_can_still_be_emptied) {
  ASSERT_TRUE(publish(numbered(50)));
  auto one = consumer();
  server_->ask({"CONFIG", "SET", "maxmemory", "1"});
  const Status refused = publish({"more"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, CRL_E_FULL) << refused.error().message;
  EXPECT_TRUE(port().hold("s", "a", 60'000ms)) << "else nobody could make room";
  const auto got = one->read(50, 0ms);
  ASSERT_EQ(bodies_of(got).size(), 50U);
  auto ids = ids_of(*got);
  ASSERT_TRUE(one->bury(std::vector<Buried>{{ids.back(), "r", 1}}));
  ids.pop_back();
  const Status done = one->ack(ids);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(stats().waiting + stats().pending, 0U);
  server_->ask({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_TRUE(publish({"more"}));
}

TEST_F(RedisQueue, a_killed_server_is_unavailable_at_once_and_loses_nothing_that_it_took) {
  auto one = consumer();
  ASSERT_TRUE(publish(numbered(20)));
  const auto first = one->read(5, 0ms);
  ASSERT_TRUE(first);
  ASSERT_TRUE(one->ack(ids_of(*first)));
  ASSERT_TRUE(one->read(5, 0ms));
  server_->kill();
  const Status refused = publish({"lost"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, CRL_E_UNAVAILABLE) << refused.error().message;
  EXPECT_GT(refused.error().retry_after_ms, 0U);
  const auto health = queue_->instance().health();
  ASSERT_FALSE(health);
  EXPECT_NE(health.error().message.find("127.0.0.1:" + std::to_string(server_->port())), std::string::npos);
  EXPECT_FALSE(one->read(5, 0ms));
  server_->start();
  ASSERT_TRUE(eventually([&] { return publish({"after"}).ok(); }));
  const auto pending = one->claim_all("", 100);
  EXPECT_EQ(bodies_of(pending), (std::vector<std::string>{"e5", "e6", "e7", "e8", "e9"}));
  auto rest = numbered(20);
  rest.erase(rest.begin(), rest.begin() + 10);
  rest.emplace_back("after");
  EXPECT_EQ(bodies_of(one->read(100, 0ms)), rest);
}

TEST_F(RedisQueue, what_was_acknowledged_while_the_server_died_again_and_again_is_there) {
  std::set<std::string> acknowledged;
  int n = 0;
  for (int round = 0; round < 3; ++round) {
    std::atomic<bool> stop{false};
    std::jthread writer([&] {
      while (!stop) {
        const std::string body = std::to_string(n++);
        if (publish({body})) acknowledged.insert(body);
      }
    });
    const auto before = server_->ask({"XLEN", "carillon:s"});
    const auto grew = [&] {
      return std::stoi(server_->ask({"XLEN", "carillon:s"})) > std::stoi(before) + 50;
    };
    ASSERT_TRUE(eventually(grew));
    server_->kill();
    stop = true;
    writer.join();
    server_->start();
    ASSERT_TRUE(eventually([&] { return queue_->instance().health().ok(); }));
  }
  auto one = consumer();
  auto got = bodies_of(one->read(1'000'000, 0ms));
  for (const auto& body : got) acknowledged.erase(body);
  EXPECT_TRUE(acknowledged.empty()) << acknowledged.size() << " lost";
}

TEST_F(RedisQueue, a_server_that_does_not_answer_leaves_the_outcome_unknown) {
  queue_ = std::make_unique<RunningQueue>("redis", settings({{"timeout_ms", 100}}));
  ASSERT_TRUE(publish({"warm"}));
  server_->hang();
  const Status refused = publish({"perhaps"});
  server_->wake();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, CRL_E_UNKNOWN) << refused.error().message;
}

TEST_F(RedisQueue, a_wrong_password_is_told_without_the_password) {
  const Redis guarded({"--requirepass", "right"});
  const RunningQueue wrong("redis", {{"port", guarded.port()}, {"password", "wrong-secret"}});
  ASSERT_FALSE(wrong.started());
  EXPECT_EQ(wrong.started().error().status, CRL_E_AUTH);
  EXPECT_EQ(wrong.started().error().message.find("wrong-secret"), std::string::npos);
  const RunningQueue none("redis", {{"port", guarded.port()}});
  ASSERT_FALSE(none.started());
  EXPECT_EQ(none.started().error().status, CRL_E_AUTH);
  const RunningQueue right("redis", {{"port", guarded.port()}, {"password", "right"}});
  EXPECT_TRUE(right.started());
}

TEST_F(RedisQueue, passes_the_suite_that_authors_of_queues_run) {
  for (const auto& check : conformance::queue_checks()) {
    for (const auto& finding : check.run(queue_->table(), queue_->self()))
      ADD_FAILURE() << check.name << ": " << finding;
  }
}

TEST_F(RedisQueue, starts_without_its_server_and_works_when_that_comes) {
  server_->kill();
  const RunningQueue early("redis", settings());
  ASSERT_TRUE(early.started()) << early.started().error().message;
  server_->start();
  EXPECT_TRUE(eventually([&] { return early.instance().health().ok(); }));
}

}  // namespace
}  // namespace carillon::queueing
