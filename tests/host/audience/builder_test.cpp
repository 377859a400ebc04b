// The builder makes what is well typed and refuses everything else, with a reason.
#include "audience/builder.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <carillon/segop.hpp>

#include "audience/evaluator.h"

namespace carillon::audience {
namespace {

// A row of an order or an item, with the rows below it.
class Row final : public Record {
 public:
  explicit Row(std::int64_t units, std::string category = {})
      : units_(units), category_(std::move(category)) {}
  Row& add(const Row& child) {
    children_.push_back(&child);
    return *this;
  }
  crl_value get(std::string_view column) const override {
    if (column == "category") return category_.empty() ? cell::null(CRL_T_TEXT) : cell::text(category_);
    return cell::decimal(Decimal{units_});
  }
  std::vector<const Record*> related(std::string_view) const override { return children_; }

 private:
  std::int64_t units_;
  std::string category_;
  std::vector<const Record*> children_;
};

TEST(Builder, nests_relations_and_their_aggregates) {
  Builder builder("UTC", 0);
  Lowering to(builder.table());
  // The amounts of orders with a shoe in them come to more than 5.
  ASSERT_TRUE(to.enter("orders"));
  const auto amount = to.field("amount");
  ASSERT_TRUE(to.enter("items"));
  const auto shoes = to.over(CRL_X_EXISTS, to.node(CRL_X_EQ_CI, {to.field("category"), to.text("shoes")}));
  const auto sum = to.over(CRL_X_SUM, shoes, amount);
  EXPECT_EQ(to.type_of(sum), std::uint32_t{CRL_T_DECIMAL});
  const auto root = to.node(CRL_X_GT, {sum, to.integer(5)});
  ASSERT_FALSE(to.refusal()) << *to.refusal();
  auto where = builder.finish(root);
  ASSERT_TRUE(where.ok()) << where.error().message;

  const Row shoe(1, "Shoes"), hat(1, "hats");
  Row first(30'000), second(20'001), third(900'000), customer(0);
  first.add(shoe);
  second.add(hat).add(shoe);
  third.add(hat);
  EXPECT_FALSE(holds(*where, customer.add(first).add(third), 0));
  EXPECT_TRUE(holds(*where, customer.add(second), 0));
}

TEST(Builder, drops_what_the_root_does_not_need) {
  Builder builder("UTC", 0);
  Lowering to(builder.table());
  to.text("unused");
  const auto root = to.node(CRL_X_EQ_CI, {to.field("city"), to.text("Pune")});
  to.boolean(true);
  const auto where = builder.finish(root);
  ASSERT_TRUE(where.ok());
  EXPECT_EQ(where->nodes().size(), 3U);
  EXPECT_EQ(where->nodes().back().op, CRL_X_EQ_CI);
}

using Misuse = std::uint32_t (*)(Lowering&);

TEST(Builder, refuses_what_has_no_meaning_and_says_why) {
  const std::vector<std::pair<Misuse, std::string>> misuses = {
      {[](Lowering& to) { return to.field("income"); }, "income"},
      {[](Lowering& to) {
         return to.node(CRL_X_EQ, {to.field("city"), to.integer(1)});
       },
       "one type"},
      {[](Lowering& to) {
         return to.node(CRL_X_GT, {to.field("consent_email"), to.boolean(true)});
       },
       "order"},
      {[](Lowering& to) { return to.node(CRL_X_AND, {to.field("city")}); }, "conditions"},
      {[](Lowering& to) { return to.node(CRL_X_IS_NULL, {to.field("attributes.plan")}); }, "json()"},
      {[](Lowering& to) { return to.json("city", CRL_T_TEXT); }, "attributes"},
      {[](Lowering& to) { return to.json("attributes.plan", CRL_T_DATE); }, "a text, a number"},
      {[](Lowering& to) {
         return to.node(CRL_X_IN, {to.field("city"), to.field("name")});
       },
       "literals"},
      {[](Lowering& to) {
         return to.node(CRL_X_HAS, {to.field("city"), to.text("x")});
       },
       "a set"},
      {[](Lowering& to) {
         return to.node(CRL_X_DATE_PART, {to.field("created_at"), to.integer(1)});
       },
       "a date"},
      {[](Lowering& to) { return to.node(CRL_X_EXISTS, {to.boolean(true)}); }, "does not know"},
      {[](Lowering& to) { return to.node(999, {to.boolean(true)}); }, "999"},
      {[](Lowering& to) { return to.real(1.0 / 0.0); }, "finite"},
      {[](Lowering& to) { return to.node(CRL_X_NOT, {4711}); }, "never built"},
      {[](Lowering& to) { return to.over(CRL_X_EXISTS, to.boolean(true)); }, "entered"},
      {[](Lowering& to) { return to.enter("friends") ? 1U : 0U; }, "friends"},
      {[](Lowering& to) {
         const auto city = to.field("city");
         to.enter("orders");
         return to.over(CRL_X_EXISTS, to.node(CRL_X_IS_NULL, {city}));
       },
       "outside"},
      {[](Lowering& to) {
         to.enter("orders");
         const auto amount = to.field("amount");
         to.over(CRL_X_EXISTS, to.boolean(true));
         return to.node(CRL_X_IS_NULL, {amount});
       },
       "outside"},
      {[](Lowering& to) {
         to.enter("orders");
         return to.over(CRL_X_SUM, to.boolean(true), to.field("currency"));
       },
       "a number"},
  };
  for (std::size_t i = 0; i < misuses.size(); ++i) {
    Builder builder("UTC", 0);
    Lowering to(builder.table());
    EXPECT_EQ(misuses[i].first(to), 0U) << i;
    ASSERT_TRUE(to.refusal()) << i;
    EXPECT_NE(to.refusal()->find(misuses[i].second), std::string::npos) << i << ": " << *to.refusal();
  }
}

TEST(Builder, finishes_only_a_condition_on_the_customer) {
  Builder builder("UTC", 0);
  Lowering to(builder.table());
  const auto city = to.field("city");
  EXPECT_FALSE(builder.finish(city).ok());
  EXPECT_FALSE(builder.finish(0).ok());
  EXPECT_FALSE(builder.finish(4711).ok());
  const auto known = to.node(CRL_X_IS_NULL, {city});
  EXPECT_TRUE(builder.finish(known).ok());
  to.enter("orders");
  EXPECT_FALSE(builder.finish(known).ok()) << "a relation was not left";
  const auto inner = to.node(CRL_X_IS_NULL, {to.field("currency")});
  to.over(CRL_X_EXISTS, inner);
  EXPECT_FALSE(builder.finish(inner).ok()) << "a condition on orders";
}

}  // namespace
}  // namespace carillon::audience
