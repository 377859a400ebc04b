// The http channel's own rules: what goes into a request, who may be called, how many at once, what is
// refused.
#include <atomic>
#include <random>
#include <string>

#include "http/encodings.h"
#include "http/verify.h"
#include "sdk/test_host.hpp"
#include "vendor_fixture.h"

namespace carillon::test {
namespace {

using http_channel::hmac;
using http_channel::to_base64;
using http_channel::to_hex;

class HttpChannel : public Vendor {};

// Property: whatever a message brings, the request has the shape that was configured and the values come
// back.
TEST_F(HttpChannel, lets_no_value_change_the_shape_of_a_request) {
  std::mt19937 random(3);
  const std::vector<std::string> pieces{"\"",   "\\",       "}",    "{",    "{to}", "\n", "\r\nX-Evil: 1",
                                        "&a=b", "=",        "+",    "%41",  "?",    "#",  "/../",
                                        " ",    "\xC3\xA9", "\x01", "\x7F", "</x>", "'"};
  const auto hostile = [&] {
    std::string out = "v";
    for (auto n = random() % 8; n > 0; --n) out += pieces[random() % pieces.size()];
    return out;
  };
  const auto check = [&](const std::string& body, auto&& read) {
    use(R"({"request": {"url": "VENDOR/a/{to}/b?x={key}", "headers": {"X-Text": "{text}"}, )" + body + "}}");
    for (int i = 0; i < 25; ++i) {
      const Letter letter{.key = hostile(), .to = hostile(), .text = hostile(), .subject = hostile()};
      ASSERT_EQ(send(letter).status, CRL_OK);
      const auto seen = last();
      EXPECT_EQ(seen.line, "POST /a/" + http_channel::url_encoded(letter.to) +
                               "/b?x=" + http_channel::url_encoded(letter.key) + " HTTP/1.1");
      EXPECT_FALSE(seen.headers.contains("x-evil"));
      read(seen, letter);
    }
  };
  check(R"("json": {"a": ["{text}", 1, true, null, {"s": "{subject}"}], "both": "<{to}|{text}>"})",
        [](const VendorRequest& seen, const Letter& letter) {
          const json::value expected{{"a", {letter.text, 1, true, nullptr, {{"s", letter.subject}}}},
                                     {"both", "<" + letter.to + "|" + letter.text + ">"}};
          EXPECT_EQ(seen.json(), expected);
        });
  check(R"("form": {"t": "{text}", "s&": "{subject}!"})",
        [](const VendorRequest& seen, const Letter& letter) {
          const std::map<std::string, std::string> expected{{"t", letter.text}, {"s&", letter.subject + "!"}};
          EXPECT_EQ(seen.form(), expected);
        });
  check(R"("text": "{{\"t\": \"{text}\"}}")", [](const VendorRequest& seen, const Letter& letter) {
    EXPECT_EQ(seen.json().at("t"), json::value(letter.text));
  });
}

TEST_F(HttpChannel, leaves_out_optional_members_that_are_empty_and_fills_in_what_the_operator_named) {
  use(R"({"from": "Shop", "vars": {"who": "me"}, "secrets": {"pass": "p w"}, "auth": {"type": "query", "name": "key", "value": "a&b"},
          "request": {"url": "VENDOR/x", "headers": {"X-Pass": "{pass}", "X-Maybe": "{html?}"},
                      "json": {"h": "{html?}", "f": "{from}", "w": "{who|upper}", "d": "{to|digits}", "p": "{to|plus}", "n": "{attempt}", "m": "{meta.x}"}}})");
  ASSERT_EQ(send({.key = "1", .to = "00 (45) 1", .meta = {{"x", "y"}}}).status, CRL_OK);
  EXPECT_EQ(last().json(),
            json::parse(R"({"f": "Shop", "w": "ME", "d": "00451", "p": "+00451", "n": "1", "m": "y"})"));
  EXPECT_EQ(last().line, "POST /x?key=a%26b HTTP/1.1");
  EXPECT_EQ(last().headers["x-pass"], "p w");
  EXPECT_FALSE(last().headers.contains("x-maybe"));
}

TEST_F(HttpChannel, says_that_it_takes_subjects_and_html_when_its_templates_do) {
  const auto flags = [&](const std::string& text) {
    use(R"({"request": {"url": "VENDOR/", "json": {"t": ")" + text + "\"}}}");
    crl_channel_caps caps{};
    caps.size = sizeof caps;
    table().caps(channel_->self(), &caps);
    return caps.flags;
  };
  EXPECT_EQ(flags("{text}"), 0U);
  EXPECT_EQ(flags("{subject}: {text}"), CRL_CHANNEL_SUBJECT);
  EXPECT_EQ(flags("{html?}"), CRL_CHANNEL_HTML);
}

TEST_F(HttpChannel, sends_several_messages_in_one_request_and_reads_an_answer_for_each) {
  use(R"({"request": {"url": "VENDOR/", "json": {"from": "{from}", "list": [{"n": "{to}", "t": "{text}"}]}, "batch": {"max": 3, "items": "/list"}},
          "response": {"items": "/results/*", "success_if": [{"pointer": "/ok", "equals": true}], "id": "/id", "error_code": "/why"},
          "errors": {"rate": ["slow"]}})");
  answer_next(
      {200,
       R"({"results": [{"ok": true, "id": "a"}, {"ok": false, "why": "slow"}, {"ok": true, "id": 7}]})"});
  answer_next({200, R"({"results": []})"});
  std::vector<Letter> letters;
  for (int i = 0; i < 4; ++i) letters.push_back({.key = std::to_string(i), .to = "n" + std::to_string(i)});
  ASSERT_EQ(offer(letters), 4u);
  ASSERT_TRUE(completed(4));
  ASSERT_EQ(requests().size(), 2u);
  std::size_t members = 0;
  for (const auto& request : requests()) members += request.json().at("list").as_array().size();
  EXPECT_EQ(members, 4u);
  auto done = probe_.completions();
  const bool swapped = done[1][0].status == CRL_E_UNKNOWN;  // the two requests may arrive in either order
  if (!swapped) {
    EXPECT_EQ(done[1][0].provider_id, "a");
    EXPECT_EQ(done[2][0].status, CRL_E_RATE);
    EXPECT_EQ(done[3][0].provider_id, "7");
    EXPECT_EQ(done[4][0].status, CRL_E_UNKNOWN) << "no answer for it";
  }
}

TEST_F(HttpChannel,
       marks_addresses_that_are_gone_however_long_their_code_and_by_the_vendors_word_before_the_status) {
  use(R"({"request": {"url": "VENDOR/"}, "response": {"error_code": "/why"},
          "errors": {"gone": ["THE_DEVICE_IS_NOT_REGISTERED_ANY_MORE", "404"], "rate": ["no such route"]}})");
  const auto refused_with = [&](int status, const std::string& why) {
    answer_next({status, R"({"why": ")" + why + R"("})"});
    return send({.key = "1", .to = "x"});
  };
  const auto gone = refused_with(400, "THE_DEVICE_IS_NOT_REGISTERED_ANY_MORE");
  EXPECT_EQ(gone.status, CRL_E_INVALID);
  EXPECT_EQ(gone.vendor_code, "THE_DEVICE_IS_NOT_REGISTE 5.1.1");
  EXPECT_EQ(refused_with(404, "unheard of").vendor_code, "unheard of 5.1.1");
  const auto busy = refused_with(404, "no such route");
  EXPECT_EQ(busy.status, CRL_E_RATE);
  EXPECT_EQ(busy.vendor_code, "no such route");
}

TEST_F(HttpChannel, calls_no_private_address_unless_it_is_allowed_and_spares_the_messages) {
  use(R"({"request": {"url": "VENDOR/"}})", false);
  const auto done = send({.key = "1", .to = "x"});
  EXPECT_EQ(done.status, CRL_E_AUTH) << "the operator must mend it; no message is given up for it";
  EXPECT_NE(done.message.find("loopback"), std::string::npos) << done.message;
  EXPECT_TRUE(requests().empty());
}

TEST_F(HttpChannel, follows_no_redirect_to_anywhere) {
  use(R"({"request": {"url": "VENDOR/a"}})");
  answer(VendorAnswer{307, "", {{"Location", vendor_url("/b")}}});
  const auto done = send({.key = "1", .to = "x"});
  EXPECT_EQ(done.status, CRL_E_AUTH);
  EXPECT_NE(done.message.find("redirects are not followed"), std::string::npos);
  EXPECT_EQ(requests().size(), 1u);
}

TEST_F(HttpChannel, keeps_to_its_number_of_requests_and_calls_when_there_is_room) {
  use(R"({"max_in_flight": 5, "timeout_ms": 150, "request": {"url": "VENDOR/"}})");
  answer(std::nullopt);
  Error why;
  EXPECT_EQ(offer(std::vector<Letter>(20, Letter{.key = "1", .to = "x"}), &why), 5u);
  EXPECT_EQ(why.status, CRL_E_UNAVAILABLE);
  ASSERT_TRUE(completed(5));
  for (const auto& [token, seen] : probe_.completions()) EXPECT_EQ(seen[0].status, CRL_E_TIMEOUT);
  EXPECT_TRUE(eventually([&] { return probe_.ready_calls() > 0; }));
}

TEST_F(HttpChannel, answers_each_message_once_when_it_is_stopped_in_the_middle) {
  use(R"({"request": {"url": "VENDOR/"}})");
  answer(std::nullopt);
  ASSERT_EQ(offer(std::vector<Letter>(50, Letter{.key = "1", .to = "x"})), 50u);
  channel_->stop();
  const auto done = probe_.completions();
  EXPECT_EQ(done.size(), 50u);
  for (const auto& [token, seen] : done) {
    EXPECT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].status, CRL_E_UNKNOWN) << "they may have gone out";
  }
  EXPECT_EQ(offer({{.key = "1", .to = "x"}}), 0u);
}

TEST_F(HttpChannel, refuses_receipts_that_are_old_forged_or_signed_for_another_body) {
  use(R"({"request": {"url": "VENDOR/"}, "receipts": {"items": "/*", "id": "/id", "state": "/s", "states": {"ok": "delivered"},
      "verify": {"type": "hmac", "secret": "c2VjcmV0", "secret_encoding": "base64", "header": "webhook-signature", "prefix": "v1,", "encoding": "base64",
                 "signed": "{header:webhook-id}.{timestamp}.{body}", "timestamp_header": "webhook-timestamp", "tolerance_s": 60}}})");
  const std::string body = R"([{"id": "a", "s": "ok"}])";
  const auto now = clock_.now_us() / 1'000'000;
  const auto sign = [&](std::int64_t at, const std::string& of) {
    return "v1," + to_base64(hmac(false, "secret", "m1." + std::to_string(at) + "." + of));
  };
  const auto call = [&](std::int64_t at, const std::string& signature, const std::string& sent) {
    const auto status = post(
        sent,
        {{"Webhook-Id", "m1"}, {"Webhook-Timestamp", std::to_string(at)}, {"Webhook-Signature", signature}});
    return status.ok() ? CRL_OK : status.error().status;
  };
  EXPECT_EQ(call(now, sign(now, body), body), CRL_OK);
  EXPECT_EQ(call(now, "v1,xxxx " + sign(now, body), body), CRL_OK) << "one of several, while keys change";
  EXPECT_EQ(call(now - 59, sign(now - 59, body), body), CRL_OK);
  EXPECT_EQ(probe_.receipt_count(), 3u);
  EXPECT_EQ(call(now - 61, sign(now - 61, body), body), CRL_E_AUTH) << "a replay";
  EXPECT_EQ(call(now + 61, sign(now + 61, body), body), CRL_E_AUTH);
  EXPECT_EQ(call(now, sign(now - 1, body), body), CRL_E_AUTH);
  EXPECT_EQ(call(now, sign(now, body), body + " "), CRL_E_AUTH);
  EXPECT_EQ(call(now, "", body), CRL_E_AUTH);
  EXPECT_EQ(call(now, sign(now, "no json"), "no json"), CRL_E_INVALID);
  EXPECT_EQ(probe_.receipt_count(), 3u);
}

TEST_F(HttpChannel, takes_thousands_of_receipts_in_one_call_and_tells_when_the_host_cannot) {
  use(R"({"request": {"url": "VENDOR/"}, "receipts": {"items": "/r/*", "id": "/id", "state": "/s", "states": {"ok": "delivered"}, "verify": {"type": "none"}}})");
  std::string body = R"({"r": [)";
  for (int i = 0; i < 10'000; ++i)
    body += (i > 0 ? "," : "") + (R"({"id": "m)" + std::to_string(i)) + R"(", "s": "ok"})";
  body += "]}";
  const auto started = std::chrono::steady_clock::now();
  ASSERT_TRUE(post(body, {}).ok());
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(5));
  EXPECT_EQ(probe_.receipt_count(), 10'000u);
  probe_.refuse_receipts(true);
  EXPECT_EQ(post(body, {}).error().status, CRL_E_UNAVAILABLE);
}

TEST_F(HttpChannel, refuses_settings_that_it_cannot_work_with_and_says_where) {
  const std::string receipts =
      R"(, "receipts": {"id": "/id", "state": "/s", "states": {"ok": "delivered"}, "verify": )";
  const std::map<std::string, std::string> bad{
      {R"({"request": {"url": "ftp://x"}})", "url"},
      {R"({"request": {"url": "http://{to}/x"}})", "url"},
      {R"({"request": {"url": "http://x", "json": {"a": "{nme}"}}})", "names nothing"},
      {R"({"request": {"url": "http://x", "json": {"a": "{to|big}"}}})", "no filter"},
      {R"({"request": {"url": "http://x", "json": {"a": "x {to?}"}}})", "stand alone"},
      {R"({"request": {"url": "http://x", "text": "{to"}})", "has no"},
      {R"({"request": {"url": "http://x", "json": {}, "text": "x"}})", "more than one"},
      {R"({"request": {"url": "http://x", "json": {"a": []}, "batch": {"max": 5, "items": "/a"}}})", "items"},
      {R"({"request": {"url": "http://x"}, "auth": {"type": "bearer"}})", "token"},
      {R"({"request": {"url": "http://x"}, "auth": {"type": "google", "service_account": "{}"}})",
       "service_account"},
      {R"({"request": {"url": "http://x"})" + receipts + R"({"type": "hmac", "header": "h"}}})", "secret"},
      {R"({"request": {"url": "http://x"})" + receipts + R"({"type": "twilio", "secret": "s"}}})", "url"},
      {R"({"request": {"url": "http://x"})" + receipts +
           R"({"type": "hmac", "secret": "s", "header": "h", "signed": "x"}}})",
       "signed"}};
  for (const auto& [settings, word] : bad) {
    const auto error = refusal(settings);
    EXPECT_EQ(error.status, CRL_E_INVALID) << settings;
    EXPECT_NE((error.message + error.vendor_code).find(word), std::string::npos)
        << settings << ": " << error.message;
  }
}

TEST(Encodings, give_back_every_text) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (auto n = random() % 60; n > 0; --n) text += static_cast<char>(random());
    EXPECT_EQ(http_channel::from_base64(to_base64(text)), text);
    EXPECT_EQ(http_channel::from_hex(to_hex(text)), text);
    const auto form = http_channel::read_form(http_channel::url_encoded("n" + text) + "=" +
                                              http_channel::url_encoded(text));
    ASSERT_EQ(form.size(), 1u);
    EXPECT_EQ(form[0].second, text);
  }
  EXPECT_EQ(to_hex(hmac(false, "key", "The quick brown fox jumps over the lazy dog")),
            "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
}

}  // namespace
}  // namespace carillon::test
