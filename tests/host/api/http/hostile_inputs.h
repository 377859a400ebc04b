// What clients that are broken, or that mean harm, send; and what a strict server says to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace carillon::http::testing {

struct HostileInput {
  std::string name, bytes;
  int status;   // of the first answer
  bool closes;  // whether the connection ends after the answers
};

// Bodies are accepted up to this size by the servers and readers the inputs are fed to.
constexpr std::size_t kBodyLimit = 1000;
constexpr std::size_t kHeadLimit = 2048;

inline std::vector<HostileInput> hostile_inputs() {
  const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  const auto target = [](std::string_view text) {
    return "GET " + std::string(text) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  };
  const auto field = [&get](std::string_view text) { return get + std::string(text) + "\r\n\r\n"; };
  const auto length = [&post](std::string_view text) {
    return post + "Content-Length: " + std::string(text) + "\r\n\r\nhello";
  };
  using namespace std::string_literals;
  return {
      // The request line.
      {"no version", "GET /\r\n\r\n", 400, true},
      {"no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", 400, true},
      {"empty target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n", 400, true},
      {"nothing but a word", "GARBAGE\r\n\r\n", 400, true},
      {"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400, true},
      {"trailing space", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400, true},
      {"leading space", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400, true},
      {"tab for space", "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n", 400, true},
      {"lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n", 400, true},
      {"version of two digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400, true},
      {"version 2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, true},
      {"version 1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505, true},
      {"version 0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505, true},
      {"preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, true},
      {"method with a bracket", "G[T / HTTP/1.1\r\nHost: a\r\n\r\n", 400, true},
      {"tunnel", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501, true},
      {"trace", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501, true},
      {"greeting of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400, true},
      {"two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400, true},
      // Targets.
      {"relative target", target("index.html"), 400, true},
      {"fragment", target("/a#b"), 400, true},
      {"raw quote", target("/a\"b"), 400, true},
      {"backslash", target("/a\\b"), 400, true},
      {"byte above ASCII", target("/a\xc3\xa9"), 400, true},
      {"broken percent", target("/a%4"), 400, true},
      {"percent without digits", target("/a%zz"), 400, true},
      {"star without OPTIONS", target("*"), 400, true},
      {"unknown scheme", target("gopher://a/"), 400, true},
      {"user in the authority", target("http://me@a/"), 400, true},
      {"NUL in the target", target("/a\0b"s), 400, true},
      // Line ends.
      {"line feeds alone", "GET / HTTP/1.1\nHost: a\n\n", 400, true},
      {"line feed in the middle", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400, true},
      {"carriage return alone", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400, true},
      {"carriage returns doubled", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400, true},
      // Header fields.
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400, true},
      {"two Hosts", field("Host: b"), 400, true},
      {"two equal Hosts", field("Host: a"), 400, true},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, true},
      {"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, true},
      {"Host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, true},
      {"Host with a bad port", "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", 400, true},
      {"folded line", get + "X: a\r\n b\r\n\r\n", 400, true},
      {"folded first line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400, true},
      {"blank before the colon", field("X : a"), 400, true},
      {"no colon", field("nonsense"), 400, true},
      {"no name", field(": a"), 400, true},
      {"control character in a value", field("X: a\x01z"), 400, true},
      {"NUL in a value", field("X: a\0z"s), 400, true},
      {"DEL in a value", field("X: a\x7fz"), 400, true},
      {"control character in a name", field("X\x02: a"), 400, true},
      {"head too large", field("X: " + std::string(kHeadLimit, 'x')), 431, true},
      {"request line too long", target("/" + std::string(kHeadLimit, 'x')), 414, true},
      {"too many fields",
       "GET / HTTP/1.1\r\nHost: a\r\n" +
           [] {
             std::string fields;
             for (int i = 0; i < 200; ++i) fields += "X: y\r\n";
             return fields;
           }() +
           "\r\n",
       431, true},
      {"unknown expectation", post + "Expect: tea\r\nContent-Length: 1\r\n\r\n", 417, true},
      // Lengths of bodies.
      {"negative length", length("-1"), 400, true},
      {"signed length", length("+5"), 400, true},
      {"list of equal lengths", length("5, 5"), 400, true},
      {"list of lengths", length("5, 6"), 400, true},
      {"length in hexadecimal", length("0x5"), 400, true},
      {"length with a unit", length("5b"), 400, true},
      {"length with a point", length("5.0"), 400, true},
      {"no length in the field", length(""), 400, true},
      {"length that is a word", length("five"), 400, true},
      {"two different lengths", length("5\r\nContent-Length: 6"), 400, true},
      {"two equal lengths", length("5\r\nContent-Length: 5"), 400, true},
      {"length of 2^63", length("9223372036854775808"), 413, true},
      {"length of 2^64", length("18446744073709551616"), 400, true},
      {"length of 10 GB", length("10737418240"), 413, true},
      {"one byte too much", length("1001"), 413, true},
      {"length and chunked", length("5\r\nTransfer-Encoding: chunked"), 400, true},
      {"chunked and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400,
       true},
      // Transfer codings.
      {"gzip", post + "Transfer-Encoding: gzip\r\n\r\n", 501, true},
      {"identity", post + "Transfer-Encoding: identity\r\n\r\n", 501, true},
      {"almost chunked", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501, true},
      {"gzip and chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400, true},
      {"chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400, true},
      {"chunked in two fields",
       post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, true},
      {"gzip then a length", post + "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", 501, true},
      {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, true},
      {"chunk size of no digits", chunked + "zz\r\nhello\r\n0\r\n\r\n", 400, true},
      {"chunk size with a sign", chunked + "+5\r\nhello\r\n0\r\n\r\n", 400, true},
      {"chunk size with 0x", chunked + "0x5\r\nhello\r\n0\r\n\r\n", 400, true},
      {"chunk size above 64 bits", chunked + "10000000000000005\r\nhello\r\n0\r\n\r\n", 400, true},
      {"chunk size with a line feed", chunked + "5\nhello\r\n0\r\n\r\n", 400, true},
      {"chunk longer than it says", chunked + "4\r\nhello\r\n0\r\n\r\n", 400, true},
      {"chunk above the limit", chunked + "3e9\r\n", 413, true},
      {"chunks above the limit", chunked + "3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\n", 413, true},
      {"endless chunk extension", chunked + "5;a=" + std::string(2 * kHeadLimit, 'x'), 431, true},
      {"endless trailer", chunked + "0\r\nX: " + std::string(2 * kHeadLimit, 'x'), 431, true},
      {"length in the trailer", chunked + "0\r\nContent-Length: 5\r\n\r\n", 400, true},
      // What looks odd and is right.
      {"one empty line first", "\r\n" + get + "\r\n", 200, false},
      {"absolute target", target("http://a:80/x?y=1"), 200, false},
      {"octets above ASCII in a value", field("X: caf\xc3\xa9"), 200, false},
      {"tab in a value", field("X: a\tb"), 200, false},
      {"odd dates, cookies and types",
       field("Date: x\r\nCookie: ;;\r\nCache-Control: ,\r\nAccept: ?\r\nContent-Type: ;"), 200, false},
      {"unusual method", "PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n", 200, false},
      {"OPTIONS for the server", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 200, false},
      {"IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200, false},
      {"body of the limit's size", length("5"), 200, false},
      {"close", field("Connection: close"), 200, true},
      {"close among others", field("Connection: x, Close"), 200, true},
      {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 200, true},
      {"HTTP/1.0 that stays", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, false},
      {"chunk extensions", chunked + "5;a=b;c=\"d e\"\r\nhello\r\n0;z\r\nX: y\r\n\r\n", 200, false},
      {"empty chunked body", chunked + "0\r\n\r\n", 200, false},
  };
}

}  // namespace carillon::http::testing
