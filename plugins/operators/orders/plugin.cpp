// What customers ordered, how often, how much, and in which order.
#include <string>

#include <carillon/segop.hpp>

#include "history.h"
#include "ranking.h"
#include "which.h"

namespace carillon::orders {
namespace {

constexpr const char* kOrderedArgs =
    R"({"type":"object","properties":{"count":{"title":"How many orders",)" CARILLON_COMPARE_SCHEMA
    "}," CARILLON_ORDERS_SCHEMA "}}";
constexpr const char* kWhichArgs = R"({"type":"object","properties":{)" CARILLON_ORDERS_SCHEMA "}}";
constexpr const char* kAmountArgs =
    R"({"type":"object","required":["is"],"properties":{"is":{"title":"Is",)" CARILLON_COMPARE_SCHEMA
    "}," CARILLON_ORDERS_SCHEMA "}}";
constexpr const char* kThenArgs =
    R"({"type":"object","required":["first","later"],"properties":{)"
    R"("first":{"title":"First","description":"an order like this","type":"object","properties":{)" CARILLON_ORDERS_SCHEMA
    R"(}},"later":{"title":"Later","description":"and after it one like this","type":"object","properties":{)" CARILLON_ORDERS_SCHEMA
    "}}}}";

// " at least 2 times"
std::string times(const Compare& count) {
  const std::string words = count.words();
  const bool once = words.ends_with(" 1");
  return ' ' + words + (once ? " time" : " times");
}

struct Ordered {
  static constexpr const char* kExamples[] = {R"({"op":"ordered","within":"90d","category":"shoes"})",
                                              "ordered in the last 90 days an item of category \"shoes\"",
                                              R"({"op":"ordered","count":{"gte":2},"period":"this_year"})",
                                              "ordered at least 2 times this year",
                                              R"({"op":"ordered","amount":{"gt":1000},"status":"cancelled"})",
                                              "ordered, in a cancelled order of more than 1,000",
                                              nullptr};
  static constexpr OperatorInfo info{.name = "ordered",
                                     .title = "ordered",
                                     .summary = "There is such an order, or as many of them as `count` says.",
                                     .args_schema = kOrderedArgs,
                                     .examples = kExamples};

  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto which = Which::read(leaf, "", to);
    if (!which) return which.error();
    if (!leaf.has("count")) return Lowered{over_orders(to, CRL_X_EXISTS, *which)};
    const auto count = Compare::read(leaf, "count");
    if (!count) return count.error();
    if (is_one_or_more(*count)) return Lowered{over_orders(to, CRL_X_EXISTS, *which)};
    return Lowered{count->lower(to, over_orders(to, CRL_X_COUNT, *which))};
  }
  static std::string describe(const Leaf& leaf, std::string_view) {
    const auto count = leaf.has("count") ? Compare::read(leaf, "count") : Result<Compare>(Compare{});
    const bool counts = count && !count->bounds().empty();
    return "ordered" + (counts ? times(*count) : std::string{}) + Which::words(leaf, "", "");
  }

 private:
  // What an EXISTS says as well, and faster.
  static bool is_one_or_more(const Compare& count) {
    const auto& bounds = count.bounds();
    return bounds.size() == 1 && bounds.front().value.type == CRL_T_DECIMAL &&
           ((bounds.front().op == CRL_X_GE && bounds.front().value.v.i == Decimal::kScale) ||
            (bounds.front().op == CRL_X_GT && bounds.front().value.v.i == 0));
  }
};

struct NotOrdered {
  static constexpr const char* kExamples[] = {
      R"({"op":"not_ordered","within":"6mo"})", "did not order in the last 6 months",
      R"({"op":"not_ordered","category":["shoes","boots"]})",
      "did not order an item of category \"shoes\" or \"boots\"", nullptr};
  static constexpr OperatorInfo info{.name = "not_ordered",
                                     .title = "did not order",
                                     .summary = "There is no such order; those without any order are in.",
                                     .args_schema = kWhichArgs,
                                     .examples = kExamples};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto which = Which::read(leaf, "", to);
    if (!which) return which.error();
    return Lowered{to.negate(over_orders(to, CRL_X_EXISTS, *which))};
  }
  static std::string describe(const Leaf& leaf, std::string_view) {
    return "did not order" + Which::words(leaf, "", "");
  }
};

// The four aggregates of the orders' amounts; `Spec` names one of them.
template <class Spec>
struct Amount {
  static constexpr OperatorInfo info{.name = Spec::kName,
                                     .title = Spec::kTitle,
                                     .summary = Spec::kSummary,
                                     .args_schema = kAmountArgs,
                                     .examples = Spec::kExamples};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto which = Which::read(leaf, "", to);
    if (!which) return which.error();
    const auto is = Compare::read(leaf, "is");
    if (!is) return is.error();
    return Lowered{is->lower(to, over_orders(to, Spec::kOp, *which, "amount"))};
  }
  static std::string describe(const Leaf& leaf, std::string_view) {
    const auto is = Compare::read(leaf, "is");
    return Spec::kTitle + Which::words(leaf, "", "of ") + " is " + (is ? is->words() : "something");
  }
};

struct Sum {
  static constexpr std::uint32_t kOp = CRL_X_SUM;
  static constexpr const char* kName = "order_sum";
  static constexpr const char* kTitle = "the total of orders";
  static constexpr const char* kSummary = "The sum of the amounts of such orders; 0 without any.";
  static constexpr const char* kExamples[] = {R"({"op":"order_sum","is":{"gte":5000},"within":"90d"})",
                                              "the total of orders in the last 90 days is at least 5,000",
                                              nullptr};
};
struct Average {
  static constexpr std::uint32_t kOp = CRL_X_AVG;
  static constexpr const char* kName = "order_avg";
  static constexpr const char* kTitle = "the average of orders";
  static constexpr const char* kSummary = "The mean amount of such orders; missing without any.";
  static constexpr const char* kExamples[] = {R"({"op":"order_avg","is":{"gt":500},"period":"last_quarter"})",
                                              "the average of orders last quarter is more than 500", nullptr};
};
struct Largest {
  static constexpr std::uint32_t kOp = CRL_X_MAX;
  static constexpr const char* kName = "order_max";
  static constexpr const char* kTitle = "the largest of orders";
  static constexpr const char* kSummary = "The greatest amount of such orders; missing without any.";
  static constexpr const char* kExamples[] = {
      R"({"op":"order_max","is":{"gte":10000},"category":"shoes"})",
      "the largest of orders of an item of category \"shoes\" is at least 10,000", nullptr};
};
struct Smallest {
  static constexpr std::uint32_t kOp = CRL_X_MIN;
  static constexpr const char* kName = "order_min";
  static constexpr const char* kTitle = "the smallest of orders";
  static constexpr const char* kSummary = "The least amount of such orders; missing without any.";
  static constexpr const char* kExamples[] = {R"({"op":"order_min","is":{"lt":100},"within":"1y"})",
                                              "the smallest of orders in the last 1 year is less than 100",
                                              nullptr};
};

// The first or the last of the counted orders; `Spec` names one of them. Of several at one instant any will
// do.
template <class Spec>
struct Edge {
  static constexpr OperatorInfo info{.name = Spec::kName,
                                     .title = Spec::kTitle,
                                     .summary = Spec::kSummary,
                                     .args_schema = kWhichArgs,
                                     .examples = Spec::kExamples};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto which = Which::read(leaf, "", to);
    if (!which) return which.error();
    // The outermost of the matching orders is the outermost of all.
    const Id at = over_orders(to, Spec::kOp, *which, "ordered_at", true);
    return Lowered{to.node(CRL_X_EQ, {at, to.field(Spec::kField)})};
  }
  static std::string describe(const Leaf& leaf, std::string_view) {
    const std::string words = Which::words(leaf, "", "of ");
    return Spec::kTitle + (words.empty() ? " exists" : std::string(" was") + words);
  }
};

struct First {
  static constexpr std::uint32_t kOp = CRL_X_MIN;
  static constexpr const char* kField = "first_order_at";
  static constexpr const char* kName = "first_order";
  static constexpr const char* kTitle = "the first order";
  static constexpr const char* kSummary = "The first order that counts is such a one.";
  static constexpr const char* kExamples[] = {
      R"({"op":"first_order","category":"shoes"})", "the first order was of an item of category \"shoes\"",
      R"({"op":"first_order","period":"last_month"})", "the first order was last month", nullptr};
};
struct Last {
  static constexpr std::uint32_t kOp = CRL_X_MAX;
  static constexpr const char* kField = "last_order_at";
  static constexpr const char* kName = "last_order";
  static constexpr const char* kTitle = "the last order";
  static constexpr const char* kSummary = "The last order that counts is such a one.";
  static constexpr const char* kExamples[] = {
      R"({"op":"last_order","older_than":"90d","amount":{"gte":1000}})",
      "the last order was more than 90 days ago, in an order of at least 1,000", nullptr};
};

struct Then {
  static constexpr const char* kExamples[] = {
      R"({"op":"then","first":{"category":"phones"},"later":{"category":"cases","within":"30d"}})",
      "ordered an item of category \"phones\" and later ordered in the last 30 days an item of category "
      "\"cases\"",
      nullptr};
  static constexpr OperatorInfo info{
      .name = "then",
      .title = "ordered and later ordered",
      .summary = "There is an order like `first`, and after it one like `later`.",
      .args_schema = kThenArgs,
      .examples = kExamples};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto first = Which::read(leaf, "/first", to);
    if (!first) return first.error();
    const auto later = Which::read(leaf, "/later", to);
    if (!later) return later.error();
    const Id earliest = over_orders(to, CRL_X_MIN, *first, "ordered_at");
    const Id latest = over_orders(to, CRL_X_MAX, *later, "ordered_at");
    return Lowered{to.node(CRL_X_LT, {earliest, latest})};
  }
  static std::string describe(const Leaf& leaf, std::string_view) {
    return "ordered" + Which::words(leaf, "/first", "") + " and later ordered" +
           Which::words(leaf, "/later", "");
  }
};

}  // namespace
}  // namespace carillon::orders

using namespace carillon::orders;

CARILLON_MODULE(
    carillon::operators<Ordered, NotOrdered, Amount<Sum>, Amount<Average>, Amount<Largest>, Amount<Smallest>,
                        Edge<First>, Edge<Last>, Then, SpendRatio, DaysBetweenOrders, Top, Bottom, Rfm>(
        {.id = "orders",
         .name = "Orders",
         .version = "1.0.0",
         .vendor = "Carillon",
         .license = "MIT",
         .description = "What was ordered, how often, how much, when and in which order",
         .config_schema = R"({"type":"object","additionalProperties":false,"properties":{}})"}))
