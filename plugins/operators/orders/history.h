// What the whole history of a customer's counted orders shows: the trend of their spend, and their rhythm.
#pragma once

#include <string>
#include <string_view>

#include <carillon/segop.hpp>

#include "language/compare.h"

namespace carillon::orders {

struct SpendRatio {
  static constexpr const char* kArgs =
      R"({"type":"object","required":["within","before_that","is"],"properties":{)"
      R"("within":{"title":"Spend of the last","description":"30d, 12w, 6mo","type":"string","maxLength":20},)"
      R"("before_that":{"title":"over that of the ... before","description":"30d, 12w, 6mo",)"
      R"("type":"string","maxLength":20},"is":{"title":"Is",)" CARILLON_COMPARE_SCHEMA "}}}";
  static constexpr const char* kExamples[] = {
      R"({"op":"spend_ratio","within":"90d","before_that":"90d","is":{"lt":0.5}})",
      "the spend of the last 90 days over that of the 90 days before is less than 0.5", nullptr};
  static constexpr OperatorInfo info{
      .name = "spend_ratio",
      .title = "spend, now over before",
      .summary =
          "The spend of a window that ends now over that of the one before it; missing when nothing was "
          "spent before.",
      .args_schema = kArgs,
      .examples = kExamples};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to);
  static std::string describe(const Leaf& leaf, std::string_view);
};

struct DaysBetweenOrders {
  static constexpr const char* kArgs =
      R"({"type":"object","required":["is"],"properties":{"is":{"title":"Days",)" CARILLON_COMPARE_SCHEMA
      "}}}";
  static constexpr const char* kExamples[] = {R"({"op":"days_between_orders","is":{"lte":30}})",
                                              "the mean number of days between orders is at most 30",
                                              nullptr};
  static constexpr OperatorInfo info{
      .name = "days_between_orders",
      .title = "days between orders",
      .summary = "The mean number of days between the orders that count; missing with fewer than two.",
      .args_schema = kArgs,
      .examples = kExamples};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to);
  static std::string describe(const Leaf& leaf, std::string_view);
};

}  // namespace carillon::orders
