#include "history.h"

#include <functional>
#include <numeric>

#include "language/duration.h"
#include "which.h"

namespace carillon::orders {

namespace {

// What must hold of a quotient that there may not be: all of `is`, each bound by `bound`, which holds only
// where there is a quotient. `ne` negates, so it holds where there is none.
Id of_quotient(Lowering& to, const Compare& is,
               const std::function<Id(std::uint32_t op, std::int64_t units)>& bound) {
  std::vector<Id> parts;
  for (const Compare::Bound& b : is.bounds()) {
    parts.push_back(b.op == CRL_X_NE ? to.negate(bound(CRL_X_EQ, b.value.v.i)) : bound(b.op, b.value.v.i));
  }
  return parts.size() == 1 ? parts.front() : to.node(CRL_X_AND, parts);
}

Result<Compare> read_is(const Leaf& leaf) {
  auto is = Compare::read(leaf, "is");
  if (!is) return is.error();
  if (const Status exact = is->need_decimals(); !exact) return exact.error();
  return is;
}

// The sum of the counted orders from (included) to (excluded).
Id spent(Lowering& to, std::int64_t from, std::int64_t end) {
  if (!to.enter("orders")) return 0;
  const Id at = to.field("ordered_at");
  const Id condition =
      to.all_of({to.node(CRL_X_GE, {at, to.time(from)}), to.node(CRL_X_LT, {at, to.time(end)}),
                 to.node(CRL_X_IN, {to.field("status"), to.integer(1), to.integer(2)})});
  return to.over(CRL_X_SUM, condition, to.field("amount"));
}

struct Windows {
  std::int64_t before = 0, last = 0, end = 0;
};

Result<Windows> read_windows(const Leaf& leaf, const Lowering& to) {
  const auto within = language::read_duration(leaf, "/within");
  if (!within) return within.error();
  const auto before = language::read_duration(leaf, "/before_that");
  if (!before) return before.error();
  const auto last = language::instant_before(to, to.now_us(), *within);
  if (!last) return Leaf::refuse("/within", last.error().message);
  const auto start = language::instant_before(to, *last, *before);
  if (!start) return Leaf::refuse("/before_that", start.error().message);
  return Windows{*start, *last, to.now_us() + 1};
}

std::string length_words(const Leaf& leaf, const char* path) {
  const auto length = language::read_duration(leaf, path);
  return length ? language::words(*length) : std::string("while");
}

}  // namespace

Result<Lowered> SpendRatio::lower(const Leaf& leaf, Lowering& to) {
  const auto windows = read_windows(leaf, to);
  if (!windows) return windows.error();
  const auto is = read_is(leaf);
  if (!is) return is.error();
  // last / before op n / d, without dividing: last * d op before * n, which is exact.
  const Id root = of_quotient(to, *is, [&](std::uint32_t op, std::int64_t units) {
    const std::int64_t common = std::gcd(units, Decimal::kScale);
    const Id last = spent(to, windows->last, windows->end);
    const Id before = spent(to, windows->before, windows->last);
    const Id compared = to.node(op, {to.node(CRL_X_MUL, {last, to.integer(Decimal::kScale / common)}),
                                     to.node(CRL_X_MUL, {before, to.integer(units / common)})});
    return to.all_of({to.node(CRL_X_GT, {before, to.decimal({})}), compared});
  });
  return Lowered{root};
}

std::string SpendRatio::describe(const Leaf& leaf, std::string_view) {
  const auto is = Compare::read(leaf, "is");
  return "the spend of the last " + length_words(leaf, "/within") + " over that of the " +
         length_words(leaf, "/before_that") + " before is " + (is ? is->words() : "something");
}

Result<Lowered> DaysBetweenOrders::lower(const Leaf& leaf, Lowering& to) {
  const auto is = read_is(leaf);
  if (!is) return is.error();
  constexpr std::int64_t kMicrosInUnit = 86'400'000'000 / Decimal::kScale;
  constexpr std::int64_t kMostDays = 1'000'000;
  for (const Compare::Bound& bound : is->bounds()) {
    if (bound.value.v.i > kMostDays * Decimal::kScale || bound.value.v.i < -kMostDays * Decimal::kScale)
      return Leaf::refuse("/is", "must be compared with at most a million days");
  }
  // (last - first) / (count - 1) op days, without dividing.
  const Id root = of_quotient(to, *is, [&](std::uint32_t op, std::int64_t units) {
    const Id count = to.field("order_count");
    const Id elapsed = to.node(CRL_X_SUB, {to.field("last_order_at"), to.field("first_order_at")});
    const Id gaps = to.node(CRL_X_SUB, {count, to.integer(1)});
    const Id compared = to.node(op, {elapsed, to.node(CRL_X_MUL, {gaps, to.integer(units * kMicrosInUnit)})});
    return to.all_of({to.node(CRL_X_GE, {count, to.integer(2)}), compared});
  });
  return Lowered{root};
}

std::string DaysBetweenOrders::describe(const Leaf& leaf, std::string_view) {
  const auto is = Compare::read(leaf, "is");
  return "the mean number of days between orders is " + (is ? is->words() : std::string("something"));
}

}  // namespace carillon::orders
