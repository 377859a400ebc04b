// Overload, time-outs, streams, slow readers and the end of the server.
#include <atomic>
#include <memory>

#include <gtest/gtest.h>

#include "server_fixture.h"

namespace carillon::http {
namespace {

using testing::Answer;
using testing::echo;
using testing::eventually;
using testing::Gate;
using testing::get;
using testing::RawClient;
using testing::RunningServer;
using namespace std::chrono_literals;

TEST(Server, answers_503_with_retry_after_when_its_queue_is_full) {
  Gate gate;
  auto options = testing::small_options();
  options.work_threads = 1;
  options.queue_limit = 2;
  RunningServer server(
      [&](const Request& request) {
        gate.pass();
        return echo(request);
      },
      options);
  RawClient running = server.client();
  running.send(get("/running"));
  ASSERT_TRUE(gate.wait_for_held(1));
  RawClient waiting1 = server.client();
  RawClient waiting2 = server.client();
  waiting1.send(get("/w1"));
  waiting2.send(get("/w2"));
  ASSERT_TRUE(eventually([&] { return server->counters().queue_depth == 2; }));
  RawClient refused = server.client();
  refused.send(get("/refused"));
  const auto answer = refused.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->header("Retry-After"), "1");
  EXPECT_EQ(server->counters().rejected_overload, 1U);
  gate.open();
  EXPECT_EQ(running.read_answer().value_or(Answer{}).body, "GET /running? ");
  EXPECT_EQ(waiting1.read_answer().value_or(Answer{}).body, "GET /w1? ");
  EXPECT_EQ(waiting2.read_answer().value_or(Answer{}).body, "GET /w2? ");
  refused.send(get("/again"));
  EXPECT_EQ(refused.read_answer().value_or(Answer{}).body, "GET /again? ")
      << "overload must not cost the connection";
}

TEST(Server, refuses_clients_above_its_number_of_connections) {
  auto options = testing::small_options();
  options.max_connections = 3;
  RunningServer server(echo, options);
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(server.client());
    clients.back().send(get("/"));
    ASSERT_TRUE(clients.back().read_answer());
  }
  EXPECT_EQ(server->counters().connections_open, 3U);
  RawClient refused = server.client();
  refused.send(get("/"));
  const auto answer = refused.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(refused.sees_end());
}

TEST(Server, closes_a_client_that_dribbles_its_head) {
  auto options = testing::small_options();
  options.header_timeout = 150ms;
  RunningServer server(echo, options);
  RawClient client = server.client();
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  std::atomic<bool> done{false};
  std::thread dribble([&] {
    while (!done && client.send("x")) std::this_thread::sleep_for(20ms);
  });
  const auto answer = client.read_answer();
  const bool ended = client.sees_end();
  done = true;
  dribble.join();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_TRUE(ended);
}

TEST(Server, closes_a_client_whose_body_does_not_come) {
  auto options = testing::small_options();
  options.body_timeout = 100ms;
  RunningServer server(echo, options);
  RawClient client = server.client();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_EQ(client.read_answer().value_or(Answer{}).status, 408);
  EXPECT_TRUE(client.sees_end());
}

TEST(Server, ends_idle_connections_without_a_word) {
  auto options = testing::small_options();
  options.header_timeout = 100ms;
  options.keep_alive_timeout = 100ms;
  RunningServer server(echo, options);
  RawClient silent = server.client();
  EXPECT_TRUE(silent.sees_end());
  RawClient used = server.client();
  used.send(get("/"));
  EXPECT_TRUE(used.read_answer());
  EXPECT_TRUE(used.sees_end());
  EXPECT_TRUE(eventually([&] { return server->counters().connections_open <= 2; }));
}

TEST(Server, does_not_time_out_an_answer_that_takes_long) {
  Gate gate;
  auto options = testing::small_options();
  options.header_timeout = options.keep_alive_timeout = options.body_timeout = 40ms;
  RunningServer server(
      [&](const Request& request) {
        if (request.path == "/slow") gate.pass();
        return echo(request);
      },
      options);
  RawClient slow = server.client();
  slow.send(get("/slow"));
  ASSERT_TRUE(gate.wait_for_held(1));
  RawClient idle = server.client();
  ASSERT_TRUE(idle.sees_end());  // so much time has passed
  gate.open();
  EXPECT_EQ(slow.read_answer().value_or(Answer{}).body, "GET /slow? ");
}

// A stream of numbered lines that counts what was pulled and notes its own end.
struct Numbers {
  std::atomic<std::size_t> pulled{0};
  std::atomic<int> alive{0};
  Response stream(std::size_t pieces, std::size_t piece_size) {
    ++alive;
    auto guard = std::shared_ptr<void>(nullptr, [this](void*) { --alive; });
    Response response;
    response.content_type = "text/csv";
    response.stream = [this, pieces, piece_size, guard, next = std::size_t{0}]() mutable -> std::string {
      if (next == pieces) return {};
      ++pulled;
      std::string piece = std::to_string(next++) + "\n";
      piece.resize(std::max(piece.size(), piece_size), '.');
      return piece;
    };
    return response;
  }
};

TEST(Server, streams_in_chunks_and_keeps_the_connection) {
  Numbers numbers;
  RunningServer server([&](const Request&) { return numbers.stream(3, 0); });
  RawClient client = server.client();
  client.send(get("/") + get("/"));
  for (int i = 0; i < 2; ++i) {
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->header("Transfer-Encoding"), "chunked");
    EXPECT_EQ(answer->body, "0\n1\n2\n");
  }
}

TEST(Server, streams_to_an_old_client_until_the_end) {
  Numbers numbers;
  RunningServer server([&](const Request&) { return numbers.stream(3, 0); });
  RawClient client = server.client();
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Transfer-Encoding"), "");
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_EQ(answer->body, "0\n1\n2\n");
}

TEST(Server, does_not_pull_a_stream_for_head) {
  Numbers numbers;
  RunningServer server([&](const Request&) { return numbers.stream(3, 0); });
  RawClient client = server.client();
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(client.read_answer(true));
  client.send(get("/"));
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "0\n1\n2\n");
  EXPECT_EQ(numbers.pulled, 3U) << "HEAD pulled as well";
}

TEST(Server, pulls_a_stream_no_faster_than_its_reader_and_gives_the_thread_to_others) {
  Numbers numbers;
  auto options = testing::small_options();
  options.work_threads = 1;
  RunningServer server(
      [&](const Request& request) {
        return request.path == "/stream" ? numbers.stream(2000, 16 * 1024) : echo(request);
      },
      options);
  RawClient slow = server.client(8 * 1024);
  slow.send(get("/stream"));
  ASSERT_TRUE(eventually([&] { return numbers.pulled > 0; }));
  // The only work thread answers others while the reader of the stream takes nothing.
  std::size_t before = 0;
  ASSERT_TRUE(eventually([&] {
    RawClient other = server.client();
    other.send(get("/other"));
    EXPECT_TRUE(other.read_answer());
    return std::exchange(before, numbers.pulled.load()) == numbers.pulled.load();
  }));
  EXPECT_LT(numbers.pulled, 1000U) << "the stream ran ahead of its reader";
  const auto answer = slow.read_answer(false, 60s);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body.size(), 2000U * 16 * 1024);
  for (std::size_t i = 0; i < 2000; ++i)
    ASSERT_EQ(answer->body.compare(i * 16 * 1024, 4, (std::to_string(i) + "\n....").substr(0, 4)), 0);
  EXPECT_EQ(numbers.alive, 0);
}

TEST(Server, lets_go_of_a_stream_when_its_client_has_gone) {
  Numbers numbers;
  RunningServer server([&](const Request&) { return numbers.stream(1'000'000, 16 * 1024); });
  RawClient parked = server.client(8 * 1024);
  parked.send(get("/"));
  RawClient reading = server.client();
  reading.send(get("/"));
  EXPECT_EQ(reading.read_some(200'000).size(), 200'000U);
  parked.reset();
  reading.reset();
  EXPECT_TRUE(eventually([&] { return numbers.alive == 0; }));
  EXPECT_TRUE(eventually([&] { return server->counters().connections_open == 0; }));
}

TEST(Server, ends_the_answer_short_when_a_stream_throws) {
  RunningServer server([](const Request&) {
    Response response;
    response.stream = [left = 2]() mutable -> std::string {
      if (left-- == 0) throw std::runtime_error("broken");
      return "piece";
    };
    return response;
  });
  RawClient client = server.client();
  client.send(get("/"));
  EXPECT_FALSE(client.read_answer()) << "a broken stream looked whole";
}

TEST(Server, drops_a_reader_that_takes_nothing) {
  auto options = testing::small_options();
  options.write_timeout = 100ms;
  RunningServer server([](const Request&) { return testing::text(std::string(7'000'000, 'x')); }, options);
  RawClient client = server.client(8 * 1024);
  client.send(get("/"));
  EXPECT_TRUE(eventually([&] { return server->counters().requests == 1; }));
  EXPECT_TRUE(eventually([&] { return server->counters().connections_open == 0; }));
}

TEST(Server, finishes_a_large_answer_for_a_reader_that_is_only_slow) {
  RunningServer server([](const Request& request) {
    return request.path == "/big" ? testing::text(std::string(7'000'000, 'x')) : echo(request);
  });
  RawClient client = server.client(16 * 1024);
  client.send(get("/big") + get("/next"));
  EXPECT_EQ(client.read_answer(false, 60s).value_or(Answer{}).body.size(), 7'000'000U);
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "GET /next? ");
}

TEST(Server, does_not_send_an_answer_above_its_write_buffer) {
  auto options = testing::small_options();
  options.write_buffer_limit = 1000;
  RunningServer server(
      [](const Request& request) {
        return testing::text(std::string(request.path == "/big" ? 1001 : 1000, 'x'));
      },
      options);
  RawClient client = server.client();
  client.send(get("/big") + get("/fits"));
  EXPECT_EQ(client.read_answer().value_or(Answer{}).status, 500);
  EXPECT_EQ(client.read_answer().value_or(Answer{}).status, 200);
}

TEST(Server, lets_answers_under_way_finish_before_it_stops) {
  Gate gate;
  RunningServer server([&](const Request& request) {
    gate.pass();
    return echo(request);
  });
  const auto port = server->port();
  RawClient busy = server.client();
  RawClient idle = server.client();
  busy.send(get("/busy"));
  ASSERT_TRUE(gate.wait_for_held(1));
  std::thread stopping([&] { server->stop(10s); });
  EXPECT_TRUE(idle.sees_end());
  EXPECT_TRUE(eventually([&] { return !RawClient(port).connected(); })) << "the port still takes clients";
  gate.open();
  const auto answer = busy.read_answer();
  stopping.join();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "GET /busy? ");
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(busy.sees_end());
  server->stop(10s);
}

TEST(Server, stops_without_those_who_take_longer_than_the_grace) {
  Numbers numbers;
  RunningServer server([&](const Request&) { return numbers.stream(1'000'000, 16 * 1024); });
  RawClient client = server.client(8 * 1024);
  client.send(get("/"));
  ASSERT_TRUE(eventually([&] { return numbers.pulled > 0; }));
  const auto begun = std::chrono::steady_clock::now();
  server->stop(50ms);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
}

TEST(Server, can_start_again_on_the_port_it_left) {
  std::uint16_t port = 0;
  for (int round = 0; round < 3; ++round) {
    auto options = testing::small_options();
    options.port = port;
    RunningServer server(echo, options);
    port = server->port();
    RawClient client = server.client();
    client.send(get("/"));
    EXPECT_TRUE(client.read_answer());
    server->stop(1s);
  }
}

}  // namespace
}  // namespace carillon::http
