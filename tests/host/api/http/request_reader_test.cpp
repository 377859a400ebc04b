#include "api/http/request_reader.h"

#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "hostile_inputs.h"

namespace carillon::http {
namespace {

const Spooling kInMemory{};

using State = RequestReader::State;

BodyLimit limit_of(std::uint64_t bytes) {
  return [bytes](std::string_view, std::string_view) { return bytes; };
}

// Everything the reader made of some bytes, as text: comparable between ways of splitting them.
std::string read_all(std::string_view bytes, const std::function<std::size_t(std::size_t left)>& next_piece) {
  const BodyLimit limit = limit_of(testing::kBodyLimit);
  RequestReader reader(testing::kHeadLimit, limit, kInMemory);
  std::string made;
  while (!bytes.empty() && reader.state() != State::kFailed) {
    std::string_view piece = bytes.substr(0, next_piece(bytes.size()));
    bytes.remove_prefix(piece.size());
    while (!piece.empty()) {
      // A copy of exactly this size: reading past it is an error that a sanitizer sees.
      const std::vector<char> copy(piece.begin(), piece.end());
      const std::size_t taken = reader.feed({copy.data(), copy.size()});
      piece.remove_prefix(taken);
      if (reader.state() == State::kComplete) {
        const Inbound inbound = reader.take();
        made += inbound.request.method + " " + inbound.request.path + "?" + inbound.request.query + " " +
                std::to_string(inbound.keep_alive) + std::to_string(inbound.http11);
        for (const auto& [name, value] : inbound.request.headers) made += "|" + name + ":" + value;
        made += "|" + inbound.request.body + "\n";
      } else if (reader.state() == State::kFailed) {
        const Inbound inbound = reader.take();
        made += std::to_string(inbound.error.status) + " " + inbound.error.detail + "\n";
        break;
      }
    }
  }
  return made + "state " + std::to_string(static_cast<int>(reader.state()));
}

std::string read_whole(std::string_view bytes) {
  return read_all(bytes, [](std::size_t left) { return left; });
}

TEST(RequestReader, judges_each_hostile_input_as_the_table_says) {
  for (const auto& input : testing::hostile_inputs()) {
    const std::string made = read_whole(input.bytes);
    if (input.status == 200)
      EXPECT_FALSE(std::isdigit(static_cast<unsigned char>(made[0]))) << input.name << ": " << made;
    else
      EXPECT_EQ(made.substr(0, 3), std::to_string(input.status)) << input.name << ": " << made;
  }
}

TEST(RequestReader, makes_the_same_of_its_input_however_it_is_split) {
  std::mt19937 random(7);
  for (const auto& input : testing::hostile_inputs()) {
    const std::string whole = read_whole(input.bytes);
    EXPECT_EQ(whole, read_all(input.bytes, [](std::size_t) { return std::size_t{1}; })) << input.name;
    for (int round = 0; round < 20; ++round) {
      EXPECT_EQ(whole, read_all(input.bytes, [&random](std::size_t left) { return 1 + random() % left; }))
          << input.name;
    }
  }
}

TEST(RequestReader, splits_a_pipeline_at_the_same_places_however_it_is_split) {
  const std::string pipeline =
      "GET /1?a=b HTTP/1.1\r\nHost: a\r\n\r\n"
      "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
      "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: "
      "v\r\n\r\n"
      "\r\nHEAD /4 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
      "POST /5 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      "DELETE /6 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  const std::string whole = read_whole(pipeline);
  for (const char* part :
       {"GET /1?a=b 11|Host:a|\n", "POST /2? 11|Host:a|Content-Length:5|hello\n", "|abcde\n",
        "HEAD /4? 10|Connection:keep-alive|\n", "POST /5?", "DELETE /6? 01|", "state 0"})
    EXPECT_NE(whole.find(part), std::string::npos) << part << " in " << whole;
  EXPECT_EQ(whole.find("T:v"), std::string::npos) << "a trailer became a header field";
  for (std::size_t cut = 1; cut < pipeline.size(); ++cut) {
    bool first = true;
    EXPECT_EQ(whole,
              read_all(pipeline, [&](std::size_t left) { return std::exchange(first, false) ? cut : left; }))
        << cut;
  }
}

TEST(RequestReader, survives_random_damage_with_the_same_verdict_bytewise) {
  std::mt19937 random(11);
  const auto inputs = testing::hostile_inputs();
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = inputs[random() % inputs.size()].bytes + inputs[random() % inputs.size()].bytes;
    bytes.resize(std::min<std::size_t>(bytes.size(), 400));
    for (int change = 0; change < 3 && !bytes.empty(); ++change) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 3) {
        case 0:
          bytes[at] = static_cast<char>(random() % 256);
          break;
        case 1:
          bytes.erase(at, 1);
          break;
        default:
          bytes.insert(at, 1, "\r\n :;,0\t\0"[random() % 9]);
      }
    }
    EXPECT_EQ(read_whole(bytes), read_all(bytes, [](std::size_t) { return std::size_t{1}; }))
        << ::testing::PrintToString(bytes);
  }
}

TEST(RequestReader, asks_the_route_for_its_limit_before_it_takes_any_of_the_body) {
  std::string asked;
  const BodyLimit limit = [&asked](std::string_view method, std::string_view path) {
    asked = std::string(method) + " " + std::string(path);
    return std::uint64_t{10};
  };
  RequestReader reader(4096, limit, kInMemory);
  const std::string head = "PUT /big?x HTTP/1.1\r\nHost: a\r\nContent-Length: 2147483648\r\n\r\n";
  EXPECT_EQ(reader.feed(head), head.size());
  EXPECT_EQ(asked, "PUT /big");
  ASSERT_EQ(reader.state(), State::kFailed);
  EXPECT_EQ(reader.take().error.status, 413);
}

TEST(RequestReader, does_not_ask_for_a_limit_when_there_is_no_body) {
  const BodyLimit limit = [](std::string_view, std::string_view) -> std::uint64_t {
    ADD_FAILURE() << "asked";
    return 0;
  };
  RequestReader reader(4096, limit, kInMemory);
  reader.feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(reader.state(), State::kComplete);
}

TEST(RequestReader, tells_that_the_client_waits_only_until_the_body_starts) {
  const BodyLimit limit = limit_of(10);
  RequestReader reader(4096, limit, kInMemory);
  reader.feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
  EXPECT_TRUE(reader.awaits_continue());
  reader.feed("a");
  EXPECT_FALSE(reader.awaits_continue());
  reader.feed("b");
  EXPECT_EQ(reader.state(), State::kComplete);
}

TEST(RequestReader, ignores_the_expectation_of_an_old_client) {
  const BodyLimit limit = limit_of(10);
  RequestReader reader(4096, limit, kInMemory);
  reader.feed("POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(reader.state(), State::kBody);
  EXPECT_FALSE(reader.awaits_continue());
}

TEST(RequestReader, keeps_a_sane_request_id_and_replaces_others) {
  const BodyLimit limit = limit_of(10);
  const auto id_for = [&limit](const std::string& field) {
    RequestReader reader(4096, limit, kInMemory);
    reader.feed("GET / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n");
    return reader.take().request.request_id;
  };
  EXPECT_EQ(id_for("x-request-ID: order.7_A-z\r\n"), "order.7_A-z");
  for (const std::string& field :
       {std::string(), std::string("X-Request-Id: a b\r\n"), std::string("X-Request-Id:\r\n"),
        "X-Request-Id: " + std::string(65, 'a') + "\r\n"}) {
    const std::string made = id_for(field);
    EXPECT_EQ(made.size(), 16U) << field;
    EXPECT_EQ(made.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_NE(made, id_for(field));
  }
}

std::string content_of(const BodyFile& file) {
  std::string out(file.size() + 1, '\0');
  const auto n = ::pread(file.descriptor(), out.data(), out.size(), 0);
  out.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  return out;
}

TEST(RequestReader, keeps_a_large_body_in_a_file_where_its_handler_reads_one) {
  const BodyLimit limit = [](std::string_view, std::string_view) { return 1'000; };
  const Spooling spooling{[](std::string_view, std::string_view path) { return path == "/files"; },
                          std::filesystem::temp_directory_path(), 10};
  const std::string body = "0123456789abcdef";
  for (const std::string path : {"/files", "/memory"}) {
    const std::string head = "POST " + path + " HTTP/1.1\r\nHost: a\r\n";
    const std::string whole = head + "Content-Length: 16\r\n\r\n" + body;
    const std::string chunked =
        head + "Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\na\r\n6789abcdef\r\n0\r\n\r\n";
    for (const std::string& request : {whole, chunked}) {
      for (std::size_t step = 1; step <= request.size(); step += 7) {
        RequestReader reader(4096, limit, spooling);
        for (std::size_t at = 0; at < request.size(); at += step) reader.feed(request.substr(at, step));
        ASSERT_EQ(reader.state(), State::kComplete);
        const Inbound in = reader.take();
        ASSERT_EQ(in.request.body_file != nullptr, path == "/files") << step;
        EXPECT_EQ(in.request.body_file ? content_of(*in.request.body_file) : in.request.body, body);
        EXPECT_EQ(in.request.body.empty(), in.request.body_file != nullptr);
      }
    }
  }
}

TEST(BodyFile, outlives_its_request_under_a_name_that_is_free) {
  const std::string name = "carillon-body-" + std::to_string(::getpid());
  const auto here = std::filesystem::temp_directory_path();
  for (const std::filesystem::path& folder :
       {here, std::filesystem::path("/dev/shm")}) {  // often another disk
    if (!std::filesystem::is_directory(folder)) continue;
    const auto path = folder / name;
    {
      const auto file = BodyFile::create(here);
      ASSERT_NE(file, nullptr);
      ASSERT_TRUE(file->append("some ") && file->append("bytes"));
      EXPECT_TRUE(file->keep_as(path));
      EXPECT_FALSE(file->keep_as(path)) << "what lies there already stays";
    }
    std::ifstream in(path);
    std::string text;
    std::getline(in, text);
    EXPECT_EQ(text, "some bytes");
    std::filesystem::remove(path);
  }
}

TEST(RequestReader, refuses_a_large_body_that_no_file_can_be_made_for) {
  const BodyLimit limit = [](std::string_view, std::string_view) { return 1'000; };
  const Spooling spooling{[](std::string_view, std::string_view) { return true; }, "/nowhere", 10};
  RequestReader reader(4096, limit, spooling);
  reader.feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 16\r\n\r\n0123456789abcdef");
  ASSERT_EQ(reader.state(), State::kFailed);
  EXPECT_EQ(reader.take().error.status, 503);
}

}  // namespace
}  // namespace carillon::http
