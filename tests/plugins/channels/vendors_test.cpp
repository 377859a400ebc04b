// The shipped examples of vendors, each against the shapes that the vendor documents: what is asked, what
// each answer means, receipts genuine and forged.
#include <string>

#include "http/encodings.h"
#include "http/verify.h"
#include "sdk/test_host.hpp"
#include "test_key.h"
#include "vendor_fixture.h"

namespace carillon::test {
namespace {

using http_channel::hmac;
using http_channel::to_base64;
using http_channel::to_hex;

struct Meaning {
  int http;
  std::string body;
  crl_status status;
  std::string code;
  std::uint32_t retry_after_ms = 0;
  std::map<std::string, std::string> headers{};
};

class Vendors : public Vendor {
 protected:
  void expect_meanings(const std::vector<Meaning>& meanings, const Letter& letter) {
    for (const auto& m : meanings) {
      SCOPED_TRACE(std::to_string(m.http) + " " + m.body);
      answer(VendorAnswer{m.http, m.body, m.headers});
      const auto done = send(letter);
      EXPECT_EQ(done.status, m.status) << done.message;
      EXPECT_EQ(done.vendor_code, m.code);
      EXPECT_EQ(done.retry_after_ms, m.retry_after_ms);
    }
  }
  const Letter letter_{
      .key = "5-7-0", .to = "+91 98765 43210", .text = "Hi \"you\" & {me}\n\xE2\x82\xB9", .subject = "News"};
};

TEST_F(Vendors, twilio) {
  const std::string receipts = "https://crm.example.com/api/v1/channels/twilio/receipts";
  use_example("twilio", {{"TWILIO_ACCOUNT", "AC1"}, {"TWILIO_TOKEN", "12345"}, {"RECEIPTS_URL", receipts}});
  answer(VendorAnswer{201, R"({"sid": "SM9", "status": "queued", "error_code": null})"});
  const auto done = send(letter_);
  EXPECT_EQ(done.status, CRL_OK) << done.message;
  EXPECT_EQ(done.provider_id, "SM9");
  EXPECT_EQ(last().line, "POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1");
  EXPECT_EQ(last().headers["authorization"], "Basic " + to_base64("AC1:12345"));
  EXPECT_EQ(last().headers["content-type"], "application/x-www-form-urlencoded");
  const std::map<std::string, std::string> form{{"To", "+919876543210"},
                                                {"From", "+15005550006"},
                                                {"Body", letter_.text},
                                                {"StatusCallback", receipts}};
  EXPECT_EQ(last().form(), form);
  expect_meanings(
      {{400, R"({"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400})", CRL_E_INVALID,
        "21211 5.1.1"},
       {400, R"({"code": 21610, "message": "unsubscribed recipient", "status": 400})", CRL_E_INVALID,
        "21610"},
       {401, R"({"code": 20003, "message": "Authenticate", "status": 401})", CRL_E_AUTH, "20003"},
       {429, R"({"code": 20429, "message": "Too Many Requests", "status": 429})", CRL_E_RATE, "20429", 1000},
       {429, "", CRL_E_RATE, "429", 7000, {{"Retry-After", "7"}}},
       {503, "<html>busy</html>", CRL_E_UNAVAILABLE, "503"}},
      letter_);

  // The signature's example is made here by the documented rule: URL, then sorted names and values.
  const std::string body = "MessageSid=SM9&MessageStatus=undelivered&ErrorCode=30003&To=%2B919876543210";
  const std::string text = receipts + "ErrorCode30003MessageSidSM9MessageStatusundeliveredTo+919876543210";
  const std::string signature = to_base64(hmac(true, "12345", text));
  ASSERT_TRUE(post(body, {{"x-twilio-signature", signature}}).ok());
  ASSERT_EQ(probe_.receipt_count(), 1u);
  EXPECT_EQ(probe_.receipts()[0].state, CRL_RCPT_UNDELIVERED);
  EXPECT_EQ(probe_.receipts()[0].provider_id, "SM9");
  EXPECT_EQ(probe_.receipts()[0].detail_code, "30003");
  EXPECT_EQ(post(body + "&x=y", {{"X-Twilio-Signature", signature}}).error().status, CRL_E_AUTH);
  EXPECT_EQ(post(body, {{"X-Twilio-Signature", to_base64(hmac(true, "other", text))}}).error().status,
            CRL_E_AUTH);
  EXPECT_EQ(post(body, {}).error().status, CRL_E_AUTH);
  EXPECT_EQ(probe_.receipt_count(), 1u);
}

TEST_F(Vendors, msg91) {
  use_example("msg91", {{"MSG91_KEY", "k1"}, {"MSG91_TEMPLATE", "t1"}, {"MSG91_WEBHOOK_TOKEN", "w1"}});
  answer(VendorAnswer{200, R"({"message": "3763646c3058373530393938", "type": "success"})"});
  const auto done = send(letter_);
  EXPECT_EQ(done.provider_id, "3763646c3058373530393938") << done.message;
  EXPECT_EQ(last().line, "POST /api/v5/flow HTTP/1.1");
  EXPECT_EQ(last().headers["authkey"], "k1");
  EXPECT_EQ(
      last().json(),
      json::parse(
          R"({"template_id": "t1", "short_url": "0", "recipients": [{"mobiles": "919876543210", "body": "Hi \"you\" & {me}\n₹"}]})"));
  expect_meanings(
      {{200, R"({"message": "template id missing", "type": "error"})", CRL_E_INVALID, "error"},
       {401, R"({"status": "fail", "hasError": true, "errors": "Unauthorized", "code": "201"})", CRL_E_AUTH,
        "201"},
       {418, R"({"message": "IP is not whitelisted", "type": "error", "code": "418"})", CRL_E_AUTH, "418"},
       {500, "", CRL_E_UNAVAILABLE, "500"},
       {200, "not json", CRL_E_UNKNOWN, ""}},
      letter_);
  const std::string report = R"([{"senderId": "S", "requestId": "3763", "report": [
      {"date": "2026-05-01 10:00:00", "number": "91987", "status": "1", "desc": "DELIVERED"},
      {"date": "2026-05-01 10:00:01", "number": "91988", "status": "17", "desc": "BLOCKED NUMBER"},
      {"date": "2026-05-01 10:00:01", "number": "91989", "status": "8", "desc": "SUBMITTED"}]}])";
  const std::string body = "data=" + http_channel::url_encoded(report);
  EXPECT_EQ(post(body, {{"X-Webhook-Token", "other"}}).error().status, CRL_E_AUTH);
  ASSERT_TRUE(post(body, {{"X-Webhook-Token", "w1"}}).ok());
  const auto seen = probe_.receipts();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].provider_id, "3763");
  EXPECT_EQ(seen[0].state, CRL_RCPT_DELIVERED);
  EXPECT_EQ(seen[0].at_us, 1'777'629'600'000'000);
  EXPECT_EQ(seen[1].state, CRL_RCPT_UNDELIVERED);
}

TEST_F(Vendors, whatsapp_cloud) {
  use_example("whatsapp-cloud", {{"WHATSAPP_PHONE_ID", "55"},
                                 {"WHATSAPP_TOKEN", "tok"},
                                 {"WHATSAPP_TEMPLATE", "news"},
                                 {"WHATSAPP_APP_SECRET", "app"},
                                 {"WHATSAPP_VERIFY_TOKEN", "agreed"}});
  const auto ask = [&](const std::string& mode, const std::string& token, const std::string& challenge) {
    return this->ask({{"hub.mode", mode}, {"hub.verify_token", token}, {"hub.challenge", challenge}});
  };
  EXPECT_EQ(ask("subscribe", "agreed", "1158201444").value(), "1158201444");
  for (const auto* token : {"", "agree", "agreedX", "Agreed"})
    EXPECT_EQ(ask("subscribe", token, "1158201444").error().status, CRL_E_AUTH) << token;
  EXPECT_EQ(ask("unsubscribe", "agreed", "1").error().status, CRL_E_AUTH);
  EXPECT_EQ(ask("subscribe", "agreed", "<script>").error().status, CRL_E_INVALID);
  EXPECT_EQ(ask("subscribe", "agreed", "").error().status, CRL_E_INVALID);
  answer(VendorAnswer{
      200,
      R"({"messaging_product": "whatsapp", "contacts": [{"input": "+91", "wa_id": "91"}], "messages": [{"id": "wamid.X="}]})"});
  EXPECT_EQ(send(letter_).provider_id, "wamid.X=");
  EXPECT_EQ(last().line, "POST /v21.0/55/messages HTTP/1.1");
  EXPECT_EQ(last().headers["authorization"], "Bearer tok");
  const auto sent = last().json();
  EXPECT_EQ(sent.at("to"), "919876543210");
  EXPECT_EQ(sent.at("biz_opaque_callback_data"), "5-7-0");
  EXPECT_EQ(sent.at_pointer("/template/components/0/parameters/0/text"), json::value(letter_.text));
  const auto error = [](int code) {
    return R"({"error": {"message": "m", "type": "OAuthException", "code": )" + std::to_string(code) +
           R"(, "error_data": {"details": "d"}}})";
  };
  expect_meanings({{400, error(131026), CRL_E_INVALID, "131026"},
                   {400, error(130429), CRL_E_RATE, "130429", 1000},
                   {401, error(190), CRL_E_AUTH, "190"},
                   {500, error(131000), CRL_E_UNAVAILABLE, "131000"}},
                  letter_);
  const std::string body =
      R"({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": {"statuses": [
      {"id": "wamid.X=", "status": "delivered", "timestamp": "1777629600", "recipient_id": "91", "biz_opaque_callback_data": "5-7-0"},
      {"id": "wamid.Y=", "status": "failed", "timestamp": "1777629601", "errors": [{"code": 131026, "title": "Message undeliverable"}]}]}},
      {"field": "messages", "value": {"messages": [{"from": "91", "text": {"body": "STOP"}}]}}]}]})";
  const std::string signature = "sha256=" + to_hex(hmac(false, "app", body));
  ASSERT_TRUE(post(body, {{"X-Hub-Signature-256", signature}}).ok());
  const auto seen = probe_.receipts();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].key, "5-7-0");
  EXPECT_EQ(seen[0].state, CRL_RCPT_DELIVERED);
  EXPECT_EQ(seen[0].at_us, 1'777'629'600'000'000);
  EXPECT_EQ(seen[1].state, CRL_RCPT_UNDELIVERED);
  EXPECT_EQ(seen[1].detail_code, "131026");
  std::string forged = body;
  forged.replace(forged.find("delivered"), 9, "read     ");
  EXPECT_EQ(post(forged, {{"X-Hub-Signature-256", signature}}).error().status, CRL_E_AUTH);
  EXPECT_EQ(post(body, {{"X-Hub-Signature-256", "sha256="}}).error().status, CRL_E_AUTH);
  EXPECT_EQ(post(body, {{"X-Hub-Signature-256", signature.substr(0, 20)}}).error().status, CRL_E_AUTH);
}

TEST_F(Vendors, fcm) {
  json::object account{{"type", "service_account"},
                       {"client_email", "crm@p1.iam"},
                       {"private_key_id", "kid"},
                       {"private_key", make_rsa_key().private_pem},
                       {"token_uri", vendor_url("/token")}};
  use_example("fcm", {{"FCM_PROJECT", "p1"}, {"FCM_SERVICE_ACCOUNT", json::serialize(account)}});
  const Letter push{.key = "5-7-0", .to = "fXk3:APA91bHun4-MFrw_device", .text = "Hello", .subject = "News"};
  crl_channel_caps caps{};
  caps.size = sizeof caps;
  table().caps(channel_->self(), &caps);
  EXPECT_EQ(caps.address, CRL_ADDRESS_PUSH);
  answer_next({200, R"({"access_token": "ya29.1", "expires_in": 3599, "token_type": "Bearer"})"});
  Error why;
  EXPECT_EQ(offer({push}, &why), 0u);
  EXPECT_EQ(why.status, CRL_E_UNAVAILABLE) << "there is no token yet";
  ASSERT_TRUE(eventually([&] { return probe_.ready_calls() == 1; }));
  EXPECT_EQ(last().line, "POST /token HTTP/1.1");
  auto form = last().form();
  EXPECT_EQ(form["grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer");
  const auto& jwt = form["assertion"];
  const auto claims = json::parse(
      *http_channel::from_base64(jwt.substr(jwt.find('.') + 1, jwt.rfind('.') - jwt.find('.') - 1)));
  EXPECT_EQ(claims.at("iss"), "crm@p1.iam");
  EXPECT_EQ(claims.at("exp").to_number<std::int64_t>(), clock_.now_us() / 1'000'000 + 3600);

  answer(VendorAnswer{200, R"({"name": "projects/p1/messages/0:15"})"});
  EXPECT_EQ(send(push).provider_id, "projects/p1/messages/0:15");
  EXPECT_EQ(last().line, "POST /v1/projects/p1/messages:send HTTP/1.1");
  EXPECT_EQ(last().headers["authorization"], "Bearer ya29.1");
  EXPECT_EQ(
      last().json(),
      json::parse(
          R"({"message": {"token": "fXk3:APA91bHun4-MFrw_device", "notification": {"title": "News", "body": "Hello"}, "data": {"key": "5-7-0"}}})"));
  const auto error = [](int code, const std::string& status, const std::string& detail) {
    return R"({"error": {"code": )" + std::to_string(code) + R"(, "message": "m", "status": ")" + status +
           R"(", "details": [{"@type": "t", "errorCode": ")" + detail + R"("}]}})";
  };
  expect_meanings(
      {{404, error(404, "NOT_FOUND", "UNREGISTERED"), CRL_E_INVALID, "UNREGISTERED 5.1.1"},
       {429,
        error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
        CRL_E_RATE,
        "QUOTA_EXCEEDED",
        60'000,
        {{"retry-after", "60"}}},
       {503, error(503, "UNAVAILABLE", "UNAVAILABLE"), CRL_E_UNAVAILABLE, "UNAVAILABLE"},
       {403, error(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"), CRL_E_INVALID, "SENDER_ID_MISMATCH"},
       {401, R"({"error": {"code": 401, "status": "UNAUTHENTICATED"}})", CRL_E_UNAVAILABLE,
        "UNAUTHENTICATED"}},
      push);
  answer_next({200, R"({"access_token": "ya29.2", "expires_in": 3599})"});
  answer(VendorAnswer{200, R"({"name": "n"})"});
  EXPECT_EQ(offer({push}), 0u) << "the refused token is not used again";
  ASSERT_TRUE(eventually([&] { return probe_.ready_calls() == 2; }));
  EXPECT_EQ(send(push).status, CRL_OK);
  EXPECT_EQ(last().headers["authorization"], "Bearer ya29.2");
}

TEST_F(Vendors, slack) {
  use_example("slack", {{"SLACK_TOKEN", "xoxb"}, {"SLACK_CHANNEL", "C1"}});
  const Letter letter{.key = "1", .to = "ann@x.test", .text = "Hi <b>"};
  answer(VendorAnswer{200, R"({"ok": true, "channel": "C1", "ts": "1503435956.000247", "message": {}})"});
  EXPECT_EQ(ask({{"hub.mode", "subscribe"}, {"hub.verify_token", ""}, {"hub.challenge", "1"}}).error().status,
            CRL_E_UNSUPPORTED);
  EXPECT_EQ(send(letter).provider_id, "1503435956.000247");
  EXPECT_EQ(last().json(),
            json::parse(R"({"channel": "C1", "text": "ann@x.test: Hi <b>", "unfurl_links": false})"));
  expect_meanings(
      {{200, R"({"ok": false, "error": "channel_not_found"})", CRL_E_INVALID, "channel_not_found"},
       {200, R"({"ok": false, "error": "invalid_auth"})", CRL_E_AUTH, "invalid_auth"},
       {200, R"({"ok": false, "error": "fatal_error"})", CRL_E_UNAVAILABLE, "fatal_error"},
       {429,
        R"({"ok": false, "error": "ratelimited"})",
        CRL_E_RATE,
        "ratelimited",
        30'000,
        {{"Retry-After", "30"}}}},
      letter);
}

}  // namespace
}  // namespace carillon::test
