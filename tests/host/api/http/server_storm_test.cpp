// Clients that leave at the worst moments: no answer may reach another client, and nothing may fall over.
#include <atomic>
#include <deque>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "server_fixture.h"

namespace carillon::http {
namespace {

using testing::eventually;
using testing::get;
using testing::RawClient;
using testing::RunningServer;
using namespace std::chrono_literals;

// Lets each request wait until some later ones have arrived, so that answers are late and out of step
// with the clients that asked.
class Stagger {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    const unsigned mine = ++arrived_;
    changed_.notify_all();
    changed_.wait_for(lock, 5ms, [&] { return arrived_ >= mine + 6; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  unsigned arrived_ = 0;
};

Response tagged(const Request& request, std::size_t size) {
  Response response = testing::text(request.path + " " + std::string(request.header("X-Request-Id")));
  response.body.resize(std::max(response.body.size(), size), '.');
  response.headers.emplace_back("X-Path", request.path);
  return response;
}

void storm(RunningServer& server, int clients_each, std::atomic<int>& answered, std::atomic<int>& crossed) {
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 4; ++seed) {
    threads.emplace_back([&, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < clients_each; ++i) {
        RawClient client = server.client();
        const int requests = 1 + static_cast<int>(random() % 3);
        std::vector<std::string> ids;
        for (int r = 0; r < requests; ++r) {
          ids.push_back("t" + std::to_string(seed) + "-" + std::to_string(i) + "-" + std::to_string(r));
          client.send(get("/" + ids.back(), "X-Request-Id: " + ids.back() + "\r\n"));
        }
        if (random() % 3 == 0) {
          client.reset();
          continue;
        }
        for (const std::string& id : ids) {
          if (random() % 4 == 0) {
            client.reset();
            break;
          }
          const auto answer = client.read_answer();
          if (!answer) {
            ++crossed;  // a patient client must be answered
            break;
          }
          if (answer->status == 503) continue;
          ++answered;
          if (answer->header("X-Request-Id") != id || answer->header("X-Path") != "/" + id ||
              !answer->body.starts_with("/" + id + " " + id))
            ++crossed;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST(ServerStorm, every_answer_carries_its_own_request_while_others_reset) {
  Stagger stagger;
  auto options = testing::small_options();
  options.work_threads = 8;
  RunningServer server(
      [&](const Request& request) {
        stagger.pass();
        return tagged(request, 0);
      },
      options);
  std::atomic<int> answered{0};
  std::atomic<int> crossed{0};
  storm(server, 250, answered, crossed);
  EXPECT_EQ(crossed, 0);
  EXPECT_GT(answered, 300);
  EXPECT_TRUE(eventually([&] { return server->counters().connections_open == 0; }));
  RawClient after = server.client();
  after.send(get("/after"));
  EXPECT_TRUE(after.read_answer()) << "the server did not survive";
}

TEST(ServerStorm, large_answers_that_nobody_reads_are_dropped_on_reset) {
  RunningServer server([](const Request& request) { return tagged(request, 6'000'000); });
  for (int round = 0; round < 5; ++round) {
    std::deque<RawClient> clients;
    for (int i = 0; i < 8; ++i) {
      clients.push_back(server.client(8 * 1024));
      clients.back().send(get("/x"));
    }
    for (auto& client : clients) EXPECT_EQ(client.read_some(9).size(), 9U);
    for (auto& client : clients) client.reset();
    EXPECT_TRUE(eventually([&] { return server->counters().connections_open == 0; }));
  }
  RawClient after = server.client();
  after.send(get("/after", "X-Request-Id: after\r\n"));
  EXPECT_EQ(after.read_answer().value_or(testing::Answer{}).body.size(), 6'000'000U);
}

TEST(ServerStorm, stops_under_load_with_large_answers_unread) {
  for (int round = 0; round < 2; ++round) {
    RunningServer server(
        [](const Request& request) { return tagged(request, request.path == "/big" ? 6'000'000 : 0); });
    const auto port = server->port();
    std::atomic<bool> done{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&, i] {
        std::mt19937 random(static_cast<unsigned>(i));
        std::deque<RawClient> unread;
        while (!done) {
          unread.emplace_back(port, 8 * 1024);
          if (!unread.back().connected()) break;
          unread.back().send(get(random() % 2 == 0 ? "/big" : "/small"));
          if (random() % 3 == 0) unread.front().reset();
          if (unread.size() > 20 || random() % 3 == 0) unread.pop_front();
        }
      });
    }
    EXPECT_TRUE(eventually([&] { return server->counters().requests > 20; }));
    server->stop(round % 2 == 0 ? 0ms : 50ms);
    done = true;
    for (auto& thread : threads) thread.join();
  }
}

TEST(ServerStorm, bodies_cut_off_midway_leave_nothing_behind) {
  RunningServer server;
  std::mt19937 random(3);
  const std::string whole =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  for (int i = 0; i < 300; ++i) {
    RawClient client = server.client();
    client.send(std::string_view(whole).substr(0, random() % whole.size()));
    if (i % 2 == 0) client.reset();
  }
  EXPECT_TRUE(eventually([&] { return server->counters().connections_open == 0; }));
  EXPECT_EQ(server->counters().requests, 0U);
}

}  // namespace
}  // namespace carillon::http
