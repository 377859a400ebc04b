#include "ingest/totals.h"

#include <algorithm>

namespace carillon::ingest {

namespace {

bool counted(const store::Order* order) { return order != nullptr && store::counts(order->status); }

}  // namespace

bool adjust(store::CustomerTotals& customer, const store::Order* out, const store::Order* in,
            bool& stale_span) {
  std::int64_t units = customer.total_spend.units;
  std::int64_t count = customer.order_count;
  if (counted(out)) {
    if (__builtin_sub_overflow(units, out->amount.units, &units)) return false;
    --count;
  }
  if (counted(in)) {
    if (__builtin_add_overflow(units, in->amount.units, &units)) return false;
    ++count;
  }
  if (counted(out)) {
    const bool same_time = counted(in) && in->ordered_at == out->ordered_at;
    const bool at_an_end =
        customer.first_order_at == out->ordered_at || customer.last_order_at == out->ordered_at;
    if (!same_time && at_an_end) stale_span = true;
  }
  if (counted(in)) {
    customer.first_order_at = std::min(customer.first_order_at.value_or(in->ordered_at), in->ordered_at);
    customer.last_order_at = std::max(customer.last_order_at.value_or(in->ordered_at), in->ordered_at);
  }
  customer.total_spend.units = units;
  customer.order_count = count;
  customer.avg_order_value = average(customer.total_spend, count);
  return true;
}

std::optional<Decimal> average(Decimal total, std::int64_t count) {
  if (count <= 0) return std::nullopt;
  const std::int64_t whole = total.units / count;
  const std::int64_t rest = total.units % count;
  const std::int64_t magnitude = rest < 0 ? -rest : rest;
  if (magnitude < count - magnitude) return Decimal{whole};
  return Decimal{total.units < 0 ? whole - 1 : whole + 1};
}

}  // namespace carillon::ingest
