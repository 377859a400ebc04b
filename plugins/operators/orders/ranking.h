// Where a customer stands among the others: the top and the bottom of a field, and the quintiles of RFM.
#pragma once

#include <string>
#include <string_view>

#include <carillon/segop.hpp>

#include "language/compare.h"

namespace carillon::orders {

inline constexpr std::uint32_t kRankable[] = {CRL_T_I64, CRL_T_DECIMAL, CRL_T_TIME, 0};
inline constexpr const char* kRankArgs =
    R"({"type":"object","properties":{)"
    R"("count":{"title":"How many","type":"integer","minimum":1,"maximum":1000000000},)"
    R"("percent":{"title":"or what percentage","description":"of those who have the field","type":"number",)"
    R"("minimum":0.0001,"maximum":100}}})";

Result<Lowered> lower_rank(const Leaf& leaf, Lowering& to, bool descending);
// "10 by total spend", "10% by total spend"
std::string rank_words(const Leaf& leaf, std::string_view title);

struct Top {
  static constexpr const char* kExamples[] = {R"({"field":"total_spend","op":"top","percent":10})",
                                              "is among the top 10% by total spend",
                                              R"({"field":"order_count","op":"top","count":100})",
                                              "is among the top 100 by number of orders", nullptr};
  static constexpr OperatorInfo info{
      .name = "top",
      .title = "is among the top",
      .summary =
          "The customers with the highest values, exactly as many as asked for; of equals the older "
          "customer comes first.",
      .args_schema = kRankArgs,
      .examples = kExamples,
      .field_types = kRankable};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) { return lower_rank(leaf, to, true); }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return "is among the top " + rank_words(leaf, title);
  }
};

struct Bottom {
  static constexpr const char* kExamples[] = {R"({"field":"last_order_at","op":"bottom","percent":25})",
                                              "is among the bottom 25% by last order", nullptr};
  static constexpr OperatorInfo info{
      .name = "bottom",
      .title = "is among the bottom",
      .summary =
          "The customers with the lowest values, exactly as many as asked for; of equals the older "
          "customer comes first.",
      .args_schema = kRankArgs,
      .examples = kExamples,
      .field_types = kRankable};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) { return lower_rank(leaf, to, false); }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return "is among the bottom " + rank_words(leaf, title);
  }
};

struct Rfm {
  static constexpr const char* kArgs =
      R"({"type":"object","required":["score","is"],"properties":{)"
      R"("score":{"title":"Score","enum":["recency","frequency","monetary"]},"is":{"title":"Is",)"
      R"("description":"1 to 5, 5 is best",)" CARILLON_COMPARE_SCHEMA "}}}";
  static constexpr const char* kExamples[] = {
      R"({"op":"rfm","score":"recency","is":{"gte":4}})", "the RFM recency score is at least 4",
      R"({"op":"rfm","score":"monetary","is":{"eq":5}})", "the RFM monetary score is exactly 5", nullptr};
  static constexpr OperatorInfo info{
      .name = "rfm",
      .title = "RFM score",
      .summary =
          "The quintile, 5 is best, of the last order, the number of orders or the total spend among "
          "the customers with an order; missing without one.",
      .args_schema = kArgs,
      .examples = kExamples};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to);
  static std::string describe(const Leaf& leaf, std::string_view);
};

}  // namespace carillon::orders
