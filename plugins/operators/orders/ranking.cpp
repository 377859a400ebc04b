#include "ranking.h"

#include <cmath>

namespace carillon::orders {

namespace {

using Id = Lowering::Id;
using language::Compare;

constexpr int kBest = 5;
constexpr std::int64_t kQuintile = 200'000;  // in millionths

// Those who may stand in a ranking, if they have the value: of what orders make, customers with an order.
Id population(Lowering& to, Id value) {
  if (to.type_of(value) == CRL_T_TIME) return to.boolean(true);
  return to.node(CRL_X_GT, {to.field("order_count"), to.integer(0)});
}

bool fulfils(const Compare::Bound& bound, int score) {
  const double number = bound.value.type == CRL_T_F64 ? bound.value.v.f
                        : bound.value.type == CRL_T_DECIMAL
                            ? static_cast<double>(bound.value.v.i) / Decimal::kScale
                            : static_cast<double>(bound.value.v.i);
  switch (bound.op) {
    case CRL_X_LT:
      return score < number;
    case CRL_X_LE:
      return score <= number;
    case CRL_X_GT:
      return score > number;
    case CRL_X_GE:
      return score >= number;
    default:
      return score == number;
  }
}

// A score of `low` to `high`, which are 1 to 5.
Id scored(Lowering& to, std::string_view field, int low, int high) {
  const auto best = [&](int scores) {
    const Id value = to.field(field);
    const Id ordered = to.node(CRL_X_GT, {to.field("order_count"), to.integer(0)});
    return to.ranked({value, ordered, true, 0, scores * kQuintile});
  };
  const Id at_least = best(kBest - low + 1);
  if (high == kBest) return at_least;
  return to.all_of({at_least, to.negate(best(kBest - high))});
}

// A score among those that a bound allows; they are one run of numbers.
Id bounded(Lowering& to, std::string_view field, const Compare::Bound& bound) {
  int low = 0;
  int high = 0;
  for (int score = 1; score <= kBest; ++score) {
    if (!fulfils(bound, score)) continue;
    if (low == 0) low = score;
    high = score;
  }
  const Id within = low == 0 ? to.any_of({}) : scored(to, field, low, high);
  return bound.op == CRL_X_NE ? to.negate(within) : within;
}

}  // namespace

Result<Lowered> lower_rank(const Leaf& leaf, Lowering& to, bool descending) {
  if (leaf.has("count") == leaf.has("percent"))
    return Leaf::refuse("", "needs exactly one of \"count\" and \"percent\"");
  const Id value = to.field(leaf.field());
  Lowering::Ranking ranking{value, population(to, value), descending, 0, 0};
  if (leaf.has("count")) {
    const auto count = leaf.integer("count");
    if (!count) return count.error();
    ranking.count = *count;
  } else {
    const auto percent = leaf.decimal("percent");
    if (!percent) return percent.error();
    ranking.share = percent->units;
  }
  return Lowered{to.ranked(ranking)};
}

std::string rank_words(const Leaf& leaf, std::string_view title) {
  const bool counts = leaf.has("count");
  const auto number = leaf.decimal(counts ? "count" : "percent");
  const std::string many = number ? language::number_words(cell::decimal(*number)) : std::string("some");
  return many + (counts ? " by " : "% by ") + std::string(title);
}

Result<Lowered> Rfm::lower(const Leaf& leaf, Lowering& to) {
  const auto score = leaf.text("score");
  if (!score) return score.error();
  const auto is = Compare::read(leaf, "is");
  if (!is) return is.error();
  const std::string_view field = *score == "recency"     ? "last_order_at"
                                 : *score == "frequency" ? "order_count"
                                                         : "total_spend";
  std::vector<Id> parts;
  for (const Compare::Bound& bound : is->bounds()) parts.push_back(bounded(to, field, bound));
  return Lowered{parts.size() == 1 ? parts.front() : to.node(CRL_X_AND, parts)};
}

std::string Rfm::describe(const Leaf& leaf, std::string_view) {
  const auto is = Compare::read(leaf, "is");
  return "the RFM " + (leaf.text("score") ? *leaf.text("score") : std::string{}) + " score is " +
         (is ? is->words() : std::string("something"));
}

}  // namespace carillon::orders
