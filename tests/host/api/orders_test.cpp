#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

class Orders : public ApiTest {
 protected:
  Orders() { post("/api/v1/customers", R"({"external_id":"c1"})"); }
  Answered put(const std::string& id, const std::string& amount) {
    return post(
        "/api/v1/orders",
        R"({"external_id":")" + id + R"(","customer_external_id":"c1","amount":)" + amount +
            R"(,"ordered_at":"2025-01-02T03:04:05Z","items":[{"sku":"s","quantity":1,"price":2.5}]})");
  }
  std::string spend() { return get("/api/v1/customers/external:c1").text("/total_spend"); }
};

TEST_F(Orders, change_the_totals_of_their_customer_by_the_difference) {
  const auto created = put("o1", "12.5");
  ASSERT_EQ(created.status(), 201) << created;
  EXPECT_NE(created.response.body.find("\"amount\":12.5,"), std::string::npos) << created;
  EXPECT_EQ(created.text("/customer_external_id"), "c1");
  EXPECT_EQ(put("o1", "20").status(), 200);
  EXPECT_NE(get("/api/v1/customers/external:c1").response.body.find("\"total_spend\":20,"),
            std::string::npos);
  const auto refunded = send("PATCH", "/api/v1/orders/external:o1", R"({"status":"refunded"})");
  ASSERT_EQ(refunded.status(), 200) << refunded;
  EXPECT_EQ(refunded.text("/items/0/sku"), "s");
  EXPECT_EQ(spend(), "0");
}

TEST_F(Orders, are_refused_with_the_place_of_each_fault) {
  const auto digits = put("o1", "12.34567");
  EXPECT_EQ(digits.status(), 422);
  EXPECT_NE(digits.response.body.find("\"/amount\""), std::string::npos) << digits;
  const auto nobody = post(
      "/api/v1/orders",
      R"({"external_id":"o9","customer_external_id":"ghost","amount":1,"ordered_at":"2025-01-01T00:00:00Z"})");
  EXPECT_EQ(nobody.status(), 422);
  EXPECT_NE(nobody.response.body.find("/customer_external_id"), std::string::npos) << nobody;
}

TEST_F(Orders, are_listed_by_customer) {
  put("o1", "1");
  put("o2", "2");
  post(
      "/api/v1/orders",
      R"({"external_id":"o3","customer":{"external_id":"c2"},"amount":1,"ordered_at":"2025-01-01T00:00:00Z"})");
  EXPECT_EQ(get("/api/v1/orders?customer_external_id=c1&count=true").text("/count"), "2");
  EXPECT_EQ(get("/api/v1/orders?customer_external_id=ghost&count=true").text("/count"), "0");
  EXPECT_EQ(get("/api/v1/orders?sort=-amount&limit=1").text("/data/0/external_id"), "o2");
}

}  // namespace
}  // namespace carillon::api::testing
