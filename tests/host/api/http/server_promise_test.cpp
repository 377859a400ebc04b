// Answers that come later than their handlers return.
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "server_fixture.h"

namespace carillon::http {
namespace {

using testing::Answer;
using testing::echo;
using testing::eventually;
using testing::get;
using testing::RawClient;
using testing::RunningServer;

// Keeps the answerers of requests until a test gives the answers.
class Desk {
 public:
  Handler handler() {
    return [this](const Request& request) {
      Response response;
      response.later = [this, path = request.path](Answerer answer) {
        const std::lock_guard lock(mutex_);
        held_.emplace_back(path, std::move(answer));
      };
      return response;
    };
  }
  bool wait_for(std::size_t count) {
    return eventually([&] {
      const std::lock_guard lock(mutex_);
      return held_.size() >= count;
    });
  }
  // Those held now; the desk forgets them.
  std::vector<std::pair<std::string, Answerer>> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(held_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::pair<std::string, Answerer>> held_;
};

TEST(PromisedAnswer, keeps_no_thread_while_it_is_awaited) {
  Desk desk;
  auto options = testing::small_options();
  options.work_threads = 1;
  RunningServer server(desk.handler(), options);
  std::vector<RawClient> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(server.client());
    clients.back().send(get("/" + std::to_string(i)));
  }
  ASSERT_TRUE(desk.wait_for(20)) << "one thread must take all requests";
  for (auto& [path, answer] : desk.take()) answer(testing::text("late " + path));
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(clients[static_cast<std::size_t>(i)].read_answer().value_or(Answer{}).body,
              "late /" + std::to_string(i));
  }
}

TEST(PromisedAnswer, lets_pipelined_requests_wait_for_their_turn) {
  Desk desk;
  RunningServer server(desk.handler());
  RawClient client = server.client();
  client.send(get("/first") + get("/second"));
  for (const char* path : {"/first", "/second"}) {
    ASSERT_TRUE(desk.wait_for(1));
    auto held = desk.take();
    ASSERT_EQ(held.size(), 1U) << "the second request must not be begun before the first is answered";
    EXPECT_EQ(held[0].first, path);
    held[0].second(testing::text(path));
    EXPECT_EQ(client.read_answer().value_or(Answer{}).body, path);
  }
}

TEST(PromisedAnswer, may_be_given_before_the_handler_returns) {
  RunningServer server([](const Request& request) {
    Response response;
    response.later = [body = echo(request).body](const Answerer& answer) { answer(testing::text(body)); };
    return response;
  });
  RawClient client = server.client();
  for (const char* path : {"/a", "/b", "/c"}) {
    client.send(get(path));
    EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "GET " + std::string(path) + "? ");
  }
}

TEST(PromisedAnswer, counts_once_however_often_it_is_given) {
  Desk desk;
  RunningServer server(desk.handler());
  RawClient client = server.client();
  client.send(get("/"));
  ASSERT_TRUE(desk.wait_for(1));
  auto held = desk.take();
  held[0].second(testing::text("one"));
  held[0].second(testing::text("two"));
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "one");
  client.send(get("/next"));
  ASSERT_TRUE(desk.wait_for(1));
  desk.take()[0].second(testing::text("three"));
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "three");
}

TEST(PromisedAnswer, is_a_500_when_it_is_forgotten) {
  Desk desk;
  RunningServer server(desk.handler());
  RawClient client = server.client();
  client.send(get("/"));
  ASSERT_TRUE(desk.wait_for(1));
  desk.take();
  EXPECT_EQ(client.read_answer().value_or(Answer{}).status, 500);
  client.send(get("/"));
  ASSERT_TRUE(desk.wait_for(1)) << "the connection must live on";
  desk.take();
}

TEST(PromisedAnswer, can_be_a_stream) {
  Desk desk;
  RunningServer server(desk.handler());
  RawClient client = server.client();
  client.send(get("/"));
  ASSERT_TRUE(desk.wait_for(1));
  Response response;
  response.stream = [left = 3]() mutable { return left-- > 0 ? std::string("piece ") : std::string{}; };
  desk.take()[0].second(std::move(response));
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "piece piece piece ");
}

TEST(PromisedAnswer, harms_nobody_when_its_client_has_left) {
  Desk desk;
  RunningServer server(desk.handler());
  {
    RawClient client = server.client();
    client.send(get("/"));
    ASSERT_TRUE(desk.wait_for(1));
    client.reset();
  }
  for (auto& [path, answer] : desk.take()) answer(testing::text("to nobody"));
  EXPECT_TRUE(eventually([&] { return server->counters().connections_open == 0; }));
}

TEST(PromisedAnswer, is_waited_for_by_a_server_that_stops) {
  Desk desk;
  RunningServer server(desk.handler());
  RawClient client = server.client();
  client.send(get("/"));
  ASSERT_TRUE(desk.wait_for(1));
  std::atomic<bool> stopped{false};
  std::thread stopping([&] {
    server->stop(RawClient::kWait);
    stopped = true;
  });
  desk.take()[0].second(testing::text("still in time"));
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "still in time");
  stopping.join();
  EXPECT_TRUE(stopped);
}

TEST(PromisedAnswer, can_be_awaited_by_those_who_need_it_first) {
  Response promised;
  promised.later = [](const Answerer& answer) {
    std::thread([answer] { answer(testing::text("given elsewhere")); }).detach();
  };
  EXPECT_EQ(awaited(std::move(promised)).body, "given elsewhere");
  EXPECT_EQ(awaited(testing::text("here")).body, "here");
}

TEST(QuickRequest, is_answered_by_the_thread_that_read_it_while_others_go_to_the_pool) {
  std::mutex mutex;
  std::map<std::string, std::set<std::thread::id>> threads;
  auto options = testing::small_options();
  options.socket_threads = 1;
  options.is_quick = [](const Request& request) { return request.path.starts_with("/quick"); };
  RunningServer server(
      [&](const Request& request) {
        const std::lock_guard lock(mutex);
        threads[request.path].insert(std::this_thread::get_id());
        return echo(request);
      },
      options);
  for (int i = 0; i < 8; ++i) {
    RawClient client = server.client();
    for (const char* path : {"/quick", "/slow"}) {
      client.send(get(path));
      EXPECT_NE(client.read_answer().value_or(Answer{}).body.find(path), std::string::npos);
    }
  }
  const std::lock_guard lock(mutex);
  ASSERT_EQ(threads["/quick"].size(), 1U);
  EXPECT_FALSE(threads["/slow"].contains(*threads["/quick"].begin()));
}

TEST(QuickRequest, keeps_its_turn_among_thousands_that_came_at_once) {
  auto options = testing::small_options();
  options.pipeline_limit = 64U << 20;
  options.is_quick = [](const Request&) { return true; };
  RunningServer server(
      [](const Request& request) {
        Response response;
        if (request.path.ends_with('0')) {
          response.later = [body = request.path](const Answerer& answer) { answer(testing::text(body)); };
          return response;
        }
        return testing::text(request.path);
      },
      options);
  constexpr int kRequests = 5'000;
  std::string all;
  for (int i = 0; i < kRequests; ++i) all += get("/" + std::to_string(i));
  RawClient client = server.client();
  std::thread sending([&] { client.send(all); });
  for (int i = 0; i < kRequests; ++i) {
    ASSERT_EQ(client.read_answer().value_or(Answer{}).body, "/" + std::to_string(i));
  }
  sending.join();
}

}  // namespace
}  // namespace carillon::http
