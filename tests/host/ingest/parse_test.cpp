#include "ingest/parse.h"

#include <set>

#include <gtest/gtest.h>

#include "base/json.h"
#include "ingest/checks.h"

namespace carillon::ingest {
namespace {

constexpr std::int64_t kNow = 1'763'712'000'000'000;  // 2025-11-21T08:00:00Z

using Faults = std::set<std::pair<std::string, std::string>>;  // pointer, code

Faults faults_of(const Issues& issues) {
  Faults out;
  for (const auto& issue : issues) {
    EXPECT_FALSE(issue.detail.empty());
    out.emplace(issue.pointer, issue.code);
  }
  return out;
}

Faults customer_faults(std::string_view text) {
  Issues issues;
  parse_customer(*parse_json(text), kNow, issues);
  return faults_of(issues);
}
Faults order_faults(std::string_view text) {
  Issues issues;
  parse_order(*parse_json(text), kNow, issues);
  return faults_of(issues);
}

TEST(ParseCustomer, reads_every_member_in_its_stored_form) {
  Issues issues;
  const auto c = parse_customer(*parse_json(R"({"external_id":"A 1","name":"Zoë","email":"zoe@example.com",
      "phone":"+91 (98123) 456-78","city":"Pune","country":"in","gender":"f","timezone":"Asia/Kolkata",
      "birth_date":"1970-01-02","tags":["VIP","new","VIP"],"consent_email":true,"consent_sms":false,
      "attributes":{"plan":"gold","deep":{"n":1}},"created_at":"1970-01-01T00:00:01Z"})"),
                                kNow, issues);
  EXPECT_EQ(faults_of(issues), Faults{});
  EXPECT_EQ(c.external_id, "A 1");
  EXPECT_EQ(c.name.value, "Zoë");
  EXPECT_EQ(c.phone.value, "+919812345678");
  EXPECT_EQ(c.country.value, "IN");
  EXPECT_EQ(c.birth_date.value, 1);
  EXPECT_EQ(c.tags.value, (std::vector<std::string>{"VIP", "new"}));
  EXPECT_EQ(c.consent_email.value, true);
  EXPECT_EQ(c.consent_sms.value, false);
  EXPECT_EQ(c.attributes.value, R"({"plan":"gold","deep":{"n":1}})");
  EXPECT_EQ(c.created_at, 1'000'000);
}

TEST(ParseCustomer, tells_absent_null_and_empty_apart_from_values) {
  Issues issues;
  const auto c = parse_customer(*parse_json(R"({"external_id":"a","name":null,"city":""})"), kNow, issues);
  EXPECT_TRUE(issues.empty());
  EXPECT_TRUE(c.name.given && !c.name.value);
  EXPECT_TRUE(c.city.given && !c.city.value);
  EXPECT_FALSE(c.email.given);
}

TEST(ParseCustomer, tells_all_faults_of_a_row_with_their_places) {
  EXPECT_EQ(customer_faults(R"({"name":7,"email":"no","phone":"12","country":"India","timezone":"Mars/Base",
      "birth_date":"1849-12-31","tags":["ok",3],"consent_sms":"yes","attributes":[],"created_at":"soon","foo/bar":1})"),
            (Faults{{"/external_id", "required"},
                    {"/name", "type"},
                    {"/email", "format"},
                    {"/phone", "format"},
                    {"/country", "format"},
                    {"/timezone", "format"},
                    {"/birth_date", "out_of_range"},
                    {"/tags", "type"},
                    {"/consent_sms", "type"},
                    {"/attributes", "type"},
                    {"/created_at", "format"},
                    {"/foo~1bar", "unknown_field"}}));
}

TEST(ParseCustomer, holds_texts_to_their_limits) {
  const auto with = [](const std::string& member, const std::string& value) {
    return customer_faults(R"({"external_id":"a",")" + member + "\":" + value + "}");
  };
  EXPECT_EQ(customer_faults(R"({"external_id":")" + std::string(200, 'x') + "\"}"), Faults{});
  EXPECT_EQ(customer_faults(R"({"external_id":")" + std::string(201, 'x') + "\"}"),
            (Faults{{"/external_id", "too_long"}}));
  EXPECT_EQ(with("name", "\"a\\u0000b\""), (Faults{{"/name", "format"}}));
  EXPECT_EQ(with("name", "\"" + std::string(401, 'x') + "\""), (Faults{{"/name", "too_long"}}));
  EXPECT_EQ(with("attributes", R"({"a":{"b":{"c":{"d":1}}}})"), Faults{});
  EXPECT_EQ(with("attributes", R"({"a":{"b":{"c":{"d":{"e":1}}}}})"), (Faults{{"/attributes", "type"}}));
  EXPECT_EQ(with("attributes", R"({"a":[1]})"), (Faults{{"/attributes", "type"}}));
  EXPECT_EQ(with("attributes", R"({"a":")" + std::string(16'384, 'x') + "\"}"),
            (Faults{{"/attributes", "too_long"}}));
  EXPECT_EQ(with("birth_date", R"("2031-01-01")"), (Faults{{"/birth_date", "out_of_range"}}));
  EXPECT_EQ(with("birth_date", R"("2025-02-29")"), (Faults{{"/birth_date", "format"}}));
}

TEST(ParseOrder, reads_amounts_exactly_from_numbers_and_texts) {
  for (const auto* amount : {"12.5", "\"12.5\"", "12.5000", "\"12.50000\""}) {
    Issues issues;
    const auto o = parse_order(
        *parse_json(R"({"external_id":"1","customer_external_id":"a","ordered_at":"2025-01-01","amount":)" +
                    std::string(amount) + "}"),
        kNow, issues);
    EXPECT_TRUE(issues.empty()) << amount;
    EXPECT_EQ(o.amount, Decimal{125'000}) << amount;
    EXPECT_FALSE(o.status.has_value());
  }
}

TEST(ParseOrder, tells_what_is_wrong_with_an_amount) {
  const auto amount = [](const std::string& value) {
    const auto faults = order_faults(
        R"({"external_id":"1","customer_external_id":"a","ordered_at":"2025-01-01","amount":)" + value + "}");
    return faults.size() == 1 && faults.begin()->first == "/amount" ? faults.begin()->second : "other";
  };
  EXPECT_EQ(amount("1.00001"), "decimal_places");
  EXPECT_EQ(amount("\"1.00001\""), "decimal_places");
  EXPECT_EQ(amount("-1"), "out_of_range");
  EXPECT_EQ(amount("1e15"), "out_of_range");
  EXPECT_EQ(amount("18446744073709551615"), "out_of_range");
  EXPECT_EQ(amount("\"99999999999999999999\""), "out_of_range");
  EXPECT_EQ(amount("\"12,50\""), "format");
  EXPECT_EQ(amount("true"), "type");
  EXPECT_EQ(amount("null"), "required");
}

TEST(ParseOrder, tells_faults_within_items_and_an_embedded_customer) {
  EXPECT_EQ(order_faults(R"({"external_id":"1","customer":{"email":"x"},"amount":1,"ordered_at":"2101-01-01",
      "status":"lost","currency":"EURO","items":[{"sku":"a","quantity":1,"price":0},{"quantity":0,"price":-1,"size":2}]})"),
            (Faults{{"/customer/external_id", "required"},
                    {"/customer/email", "format"},
                    {"/ordered_at", "out_of_range"},
                    {"/status", "format"},
                    {"/currency", "format"},
                    {"/items/1/sku", "required"},
                    {"/items/1/quantity", "out_of_range"},
                    {"/items/1/price", "out_of_range"},
                    {"/items/1/size", "unknown_field"}}));
  EXPECT_EQ(order_faults(R"({"external_id":"1","amount":1})"),
            (Faults{{"/customer_external_id", "required"}, {"/ordered_at", "required"}}));
}

TEST(Checks, map_the_words_of_other_shops_to_four_statuses) {
  using store::OrderStatus;
  EXPECT_EQ(status_of("Shipped"), OrderStatus::kCompleted);
  EXPECT_EQ(status_of("PLACED"), OrderStatus::kPending);
  EXPECT_EQ(status_of("canceled"), OrderStatus::kCancelled);
  EXPECT_EQ(status_of("refunded"), OrderStatus::kRefunded);
  EXPECT_EQ(status_of("complete"), std::nullopt);
}

TEST(Checks, know_the_shape_of_an_email_address) {
  for (const auto* good : {"a@b.co", "first.last+tag@sub.example.com", "ü@bücher.de"})
    EXPECT_TRUE(email_shape(good)) << good;
  for (const auto* bad : {"", "a", "a@b", "@b.co", "a@", "a b@c.de", "a@b..de", "a@.de", "a@b.de.", "a@@b.de",
                          ".a@b.de", "a@-b.de"}) {
    EXPECT_FALSE(email_shape(bad)) << bad;
  }
}

}  // namespace
}  // namespace carillon::ingest
