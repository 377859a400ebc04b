// What the server says on the wire: strictness, framing, pipelines, expectations, old clients.
#include <map>

#include <gtest/gtest.h>

#include "server_fixture.h"

namespace carillon::http {
namespace {

using testing::Answer;
using testing::echo;
using testing::get;
using testing::RawClient;
using testing::RunningServer;

void expect_verdict(RunningServer& server, const testing::HostileInput& input, bool bytewise) {
  SCOPED_TRACE(input.name + (bytewise ? ", one byte at a time" : ", at once"));
  RawClient client = server.client();
  if (bytewise)
    client.send_bytewise(input.bytes);
  else
    client.send(input.bytes);
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer) << "no answer";
  EXPECT_EQ(answer->status, input.status) << answer->body;
  EXPECT_EQ(answer->header("Connection") == "close", input.closes);
  EXPECT_FALSE(answer->header("X-Request-Id").empty());
  if (input.closes) {
    EXPECT_TRUE(client.sees_end());
  } else {
    client.send(get("/after"));
    const auto next = client.read_answer();
    ASSERT_TRUE(next) << "the connection should have stayed";
    EXPECT_EQ(next->body, "GET /after? ");
  }
}

TEST(Server, gives_each_hostile_input_its_verdict_at_once_and_byte_by_byte) {
  RunningServer server;
  for (const auto& input : testing::hostile_inputs()) {
    expect_verdict(server, input, false);
    expect_verdict(server, input, true);
  }
  EXPECT_GT(server->counters().rejected_malformed, 100U);
}

TEST(Server, answers_with_the_fields_every_answer_has) {
  RunningServer server;
  RawClient client = server.client();
  client.send(get("/a", "X-Request-Id: mine-1\r\n"));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->header("X-Request-Id"), "mine-1");
  EXPECT_EQ(answer->header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(answer->header("Content-Length"), std::to_string(answer->body.size()));
  EXPECT_EQ(answer->header("Date").size(), 29U);
  EXPECT_EQ(answer->header("Connection"), "");
}

TEST(Server, tells_the_handler_where_the_request_came_from) {
  RunningServer server([](const Request& request) { return testing::text(request.peer); });
  RawClient client = server.client();
  client.send(get("/"));
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "127.0.0.1");
}

TEST(Server, answers_a_pipeline_in_order_wherever_it_is_split) {
  RunningServer server;
  std::string pipeline;
  for (int i = 0; i < 6; ++i) {
    pipeline += get("/" + std::to_string(i));
    pipeline += "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nb0" + std::to_string(i);
    pipeline += "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nc" +
                std::to_string(i) + "\r\n0\r\n\r\n";
  }
  for (std::size_t cut = 0; cut < pipeline.size(); cut += 13) {
    RawClient client = server.client();
    client.send(std::string_view(pipeline).substr(0, cut));
    client.send(std::string_view(pipeline).substr(cut));
    for (int i = 0; i < 6; ++i) {
      const std::string number = std::to_string(i);
      EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "GET /" + number + "? ") << cut;
      EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "POST /p? b0" + number) << cut;
      EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "POST /c? c" + number) << cut;
    }
  }
}

TEST(Server, runs_one_request_of_a_connection_at_a_time) {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  RunningServer server([&](const Request& request) {
    most = std::max(most.load(), ++running);
    std::this_thread::yield();
    --running;
    return echo(request);
  });
  RawClient client = server.client();
  std::string pipeline;
  for (int i = 0; i < 200; ++i) pipeline += get("/" + std::to_string(i));
  client.send(pipeline);
  for (int i = 0; i < 200; ++i)
    ASSERT_EQ(client.read_answer().value_or(Answer{}).body, "GET /" + std::to_string(i) + "? ");
  EXPECT_EQ(most, 1);
}

TEST(Server, answers_what_precedes_an_error_in_a_pipeline_and_nothing_after_it) {
  RunningServer server;
  RawClient client = server.client();
  client.send(get("/1") + get("/2") + "BAD\r\n\r\n" + get("/3"));
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "GET /1? ");
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "GET /2? ");
  EXPECT_EQ(client.read_answer().value_or(Answer{}).status, 400);
  EXPECT_TRUE(client.sees_end());
}

TEST(Server, ends_a_connection_that_runs_too_far_ahead_after_it_answered_what_it_took) {
  testing::Gate gate;
  auto options = testing::small_options();
  options.pipeline_limit = 8 * 1024;
  RunningServer server(
      [&](const Request& request) {
        gate.pass();
        return echo(request);
      },
      options);
  RawClient client = server.client();
  client.send(get("/first"));
  ASSERT_TRUE(gate.wait_for_held(1));
  for (int i = 0; i < 200; ++i) client.send(get("/more"));
  // The server has seen all of this only when a further request is refused or read; its answer tells.
  gate.open();
  int answers = 0;
  while (const auto answer = client.read_answer()) ++answers;
  EXPECT_GE(answers, 1);
  EXPECT_LE(answers, 201);
  EXPECT_TRUE(client.sees_end() || answers == 201);
}

TEST(Server, sends_a_continue_only_when_it_will_take_the_body) {
  RunningServer server;
  RawClient client = server.client();
  const std::string head = "POST /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
  client.send(head + "5\r\n\r\n");
  EXPECT_EQ(client.read_answer().value_or(Answer{}).status, 100);
  client.send("hello");
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "POST /e? hello");
  client.send(head + "5\r\n\r\nworld");
  auto answer = client.read_answer();
  if (answer && answer->status == 100) answer = client.read_answer();  // allowed, though the body was there
  EXPECT_EQ(answer.value_or(Answer{}).body, "POST /e? world");
  client.send(head + "2147483648\r\n\r\n");
  EXPECT_EQ(client.read_answer().value_or(Answer{}).status, 413);
  EXPECT_TRUE(client.sees_end());
}

TEST(Server, holds_a_continue_back_until_the_answers_before_it_are_out) {
  testing::Gate gate;
  RunningServer server([&](const Request& request) {
    if (request.path == "/slow") gate.pass();
    return echo(request);
  });
  RawClient client = server.client();
  client.send(get("/slow") +
              "POST /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  ASSERT_TRUE(gate.wait_for_held(1));
  gate.open();
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "GET /slow? ");
  EXPECT_EQ(client.read_answer().value_or(Answer{}).status, 100);
  client.send("ab");
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "POST /e? ab");
}

TEST(Server, answers_head_like_get_without_the_body) {
  RunningServer server([](const Request& request) {
    Response response = testing::text("0123456789");
    response.headers.emplace_back("X-Method", request.method);
    return response;
  });
  RawClient client = server.client();
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/"));
  const auto head = client.read_answer(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->header("Content-Length"), "10");
  EXPECT_EQ(head->header("X-Method"), "HEAD");
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "0123456789") << "the body of HEAD was sent";
}

TEST(Server, keeps_an_old_client_only_when_it_asks) {
  RunningServer server;
  RawClient stays = server.client();
  stays.send("GET /1 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
  const auto answer = stays.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Connection"), "keep-alive");
  stays.send("GET /2 HTTP/1.0\r\n\r\n");
  const auto last = stays.read_answer();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->header("Connection"), "close");
  EXPECT_EQ(last->header("Content-Length"), "8");
  EXPECT_TRUE(stays.sees_end());
}

TEST(Server, sends_no_body_with_statuses_that_have_none) {
  RunningServer server([](const Request&) {
    Response response = testing::text("never");
    response.status = 204;
    return response;
  });
  RawClient client = server.client();
  client.send(get("/"));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Content-Length"), "");
  client.send(get("/"));
  EXPECT_EQ(client.read_answer().value_or(Answer{}).status, 204);
}

TEST(Server, answers_a_client_that_has_ended_its_own_side) {
  testing::Gate gate;
  RunningServer server([&](const Request& request) {
    gate.pass();
    return echo(request);
  });
  RawClient client = server.client();
  client.send(get("/1") + get("/2"));
  client.end_sending();
  ASSERT_TRUE(gate.wait_for_held(1));
  gate.open();
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "GET /1? ");
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, "GET /2? ");
  EXPECT_TRUE(client.sees_end());
}

TEST(Server, answers_500_without_the_words_of_a_handler_that_throws) {
  std::mutex mutex;
  std::string told;
  auto options = testing::small_options();
  options.on_incident = [&](std::string_view what, std::string_view id) {
    const std::lock_guard lock(mutex);
    told = std::string(what) + " " + std::string(id);
  };
  RunningServer server(
      [](const Request& request) -> Response {
        if (request.path == "/int") throw 7;
        throw std::runtime_error("secret of the house");
      },
      options);
  RawClient client = server.client();
  client.send(get("/", "X-Request-Id: r1\r\n"));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->body.find("secret"), std::string::npos);
  {
    const std::lock_guard lock(mutex);
    EXPECT_NE(told.find("secret of the house"), std::string::npos);
    EXPECT_NE(told.find("r1"), std::string::npos);
  }
  client.send(get("/int"));
  EXPECT_EQ(client.read_answer().value_or(Answer{}).status, 500);
}

TEST(Server, does_not_send_headers_that_would_split_the_answer) {
  RunningServer server([](const Request&) {
    Response response = testing::text("x");
    response.headers = {{"Location", "/\r\nSet-Cookie: a=b"}};
    return response;
  });
  RawClient client = server.client();
  client.send(get("/"));
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->header("Set-Cookie"), "");
}

TEST(Server, refuses_a_huge_body_at_its_head_without_room_for_it) {
  RunningServer server;
  RawClient client = server.client();
  client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2147483648\r\n\r\n");
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413);
  client.send(std::string(64 * 1024, 'x'));  // a client that goes on still gets its regular end
  EXPECT_TRUE(client.sees_end());
}

TEST(Server, takes_a_body_of_many_segments_whole) {
  RunningServer server([](const Request& request) { return testing::text(request.body); },
                       testing::small_options(), std::uint64_t{1} << 22);
  std::string body;
  for (int i = 0; body.size() < 3'000'000; ++i) body += std::to_string(i) + ",";
  RawClient client = server.client();
  std::thread sender([&] {
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                body);
  });
  sender.join();
  EXPECT_EQ(client.read_answer().value_or(Answer{}).body, body);
}

TEST(Server, names_address_and_port_when_it_cannot_listen) {
  RunningServer first;
  auto options = testing::small_options();
  options.port = first->port();
  Server second(
      options, echo, [](std::string_view, std::string_view) { return std::uint64_t{0}; },
      testing::plain_error);
  try {
    second.start();
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("127.0.0.1:" + std::to_string(options.port)), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace carillon::http
