#include "api/http/response_head.h"

#include <ctime>

#include <gtest/gtest.h>

#include "api/http/http_date.h"
#include "api/http/request_id.h"

namespace carillon::http {
namespace {

std::string head_of(const Response& response, const Framing& framing) {
  std::string out;
  append_head(out, response, framing, "id-1");
  return out;
}

TEST(ResponseHead, carries_the_fields_every_answer_has) {
  Response response;
  response.status = 201;
  response.content_type = "application/json";
  response.headers = {{"Location", "/x"}};
  const std::string head = head_of(response, {.length = 12});
  EXPECT_TRUE(head.starts_with("HTTP/1.1 201 Created\r\nDate: ")) << head;
  for (const char* line :
       {"\r\nX-Request-Id: id-1\r\n", "\r\nX-Content-Type-Options: nosniff\r\n", "\r\nLocation: /x\r\n",
        "\r\nContent-Type: application/json\r\n", "\r\nContent-Length: 12\r\n"})
    EXPECT_NE(head.find(line), std::string::npos) << line;
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
  EXPECT_EQ(head.find("Connection:"), std::string::npos);
}

TEST(ResponseHead, leaves_framing_to_the_connection) {
  Response response;
  response.headers = {
      {"content-length", "999"}, {"Transfer-Encoding", "gzip"}, {"connection", "upgrade"}, {"Date", "x"}};
  const std::string head = head_of(response, {.keep_alive = false, .chunked = true});
  EXPECT_EQ(head.find("999"), std::string::npos);
  EXPECT_EQ(head.find("gzip"), std::string::npos);
  EXPECT_EQ(head.find("upgrade"), std::string::npos);
  EXPECT_NE(head.find("\r\nTransfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_NE(head.find("\r\nConnection: close\r\n"), std::string::npos);
}

TEST(ResponseHead, tells_an_old_client_that_the_connection_stays) {
  EXPECT_NE(head_of({}, {.http11 = false}).find("\r\nConnection: keep-alive\r\n"), std::string::npos);
}

TEST(ResponseHead, refuses_headers_that_would_write_further_ones) {
  const auto sendable = [](const std::string& name, const std::string& value) {
    Response response;
    response.headers = {{name, value}};
    return is_sendable(response);
  };
  EXPECT_TRUE(sendable("X-A", "b c"));
  EXPECT_FALSE(sendable("X-A", "b\r\nSet-Cookie: x"));
  EXPECT_FALSE(sendable("X-A", std::string("b\0", 2)));
  EXPECT_FALSE(sendable("X A", "b"));
  EXPECT_FALSE(sendable("", "b"));
  Response response;
  response.content_type = "text/plain\r\nX: y";
  EXPECT_FALSE(is_sendable(response));
}

TEST(ResponseHead, frames_a_chunk_by_its_size_in_hexadecimal) {
  std::string out;
  append_chunk(out, std::string(26, 'x'));
  EXPECT_EQ(out, "1a\r\n" + std::string(26, 'x') + "\r\n");
}

TEST(HttpDate, agrees_with_strftime_over_the_years) {
  for (std::time_t when = 0; when < 4'000'000'000; when += 12'345'677) {
    std::tm parts{};
    gmtime_r(&when, &parts);
    char expected[64];
    std::strftime(expected, sizeof expected, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    EXPECT_EQ(format_http_date(when), expected);
  }
}

TEST(HttpDate, of_now_is_the_present_second) {
  const std::string shown(http_date_now());
  const std::time_t now = std::time(nullptr);
  EXPECT_TRUE(shown == format_http_date(now) || shown == format_http_date(now - 1)) << shown;
}

TEST(FindHeader, ignores_case_and_gives_the_first) {
  const Headers headers = {{"X-One", "1"}, {"x-two", "2"}, {"X-TWO", "3"}};
  EXPECT_EQ(find_header(headers, "x-one"), "1");
  EXPECT_EQ(find_header(headers, "X-Two"), "2");
  EXPECT_EQ(find_header(headers, "X-Thre"), "");
}

TEST(RequestId, made_ones_are_sane_and_differ) {
  const std::string a = make_request_id();
  const std::string b = make_request_id();
  EXPECT_TRUE(is_sane_request_id(a));
  EXPECT_NE(a, b);
}

}  // namespace
}  // namespace carillon::http
