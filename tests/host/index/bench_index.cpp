// How long a rule of ten conditions takes over 1,000,000 customers with 5,000,000 orders in memory, without
// storage and HTTP. Not a test: built and run by hand.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "index/collect.h"
#include "index/count.h"

namespace carillon::index {
namespace {

constexpr std::int64_t kDay = 86'400'000'000, kNow = 1'763'712'000'000'000;
constexpr std::size_t kCustomers = 1'000'000, kOrdersEach = 5;

using Random = std::mt19937_64;

crl_value made(const Source& source, Random& random) {
  static const char* const cities[] = {"Pune", "Mumbai", "Delhi", "Oslo", "Wien", "Leeds", "Kyoto", "Rom"};
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  if (source.type == CRL_T_TEXT) return cell::text(cities[below(8)]);
  if (source.type == CRL_T_SET) return cell::text(below(3) != 0 ? "vip\x1f" : "", CRL_T_SET);
  if (source.type == CRL_T_BOOL) return cell::boolean(below(2) != 0);
  if (source.type == CRL_T_I64) return cell::of_int(below(9));
  if (source.type == CRL_T_DATE) return cell::date(below(20'000));
  if (source.type == CRL_T_TIME) return cell::time(kNow - below(700) * kDay - below(kDay));
  return cell::decimal({below(50'000'000)});
}

void fill(People& people) {
  Random random(1);
  std::vector<std::pair<Column*, Source>> columns;
  for (const Source& source : standing()) {
    columns.emplace_back(&people.table.columns.find(source.column)->second, source);
  }
  for (std::size_t i = 0; i < kCustomers; ++i) {
    people.append(static_cast<Id>((std::uint64_t{1} << 58) + i * 5));
    for (auto& [column, source] : columns) column->push(made(source, random));
  }
  for (auto& [column, source] : columns) column->settle();
  Purchases purchases;
  const char* const kinds[] = {"shoes", "hats", "books", "toys"};
  for (std::size_t i = 0; i < kCustomers * kOrdersEach; ++i) {
    const auto place =
        purchases.add(static_cast<RowId>(random() % kCustomers),
                      static_cast<std::int64_t>(random() % 10'000'000), random() % 20 != 0 ? 2 : 4,
                      kNow - static_cast<std::int64_t>(random() % 700) * kDay -
                          static_cast<std::int64_t>(random() % std::uint64_t{kDay}));
    purchases.add_item(place, {cell::text("s1"), cell::text(kinds[random() % 4]), cell::decimal({10'000}),
                               cell::decimal({static_cast<std::int64_t>(random() % 3'000'000)})});
  }
  people.table.runs.emplace(kOrders, std::move(purchases).finish(people.table.size));
}

std::vector<Expr> leaves() {
  std::vector<Expr> out;
  const auto plain = [&](std::uint16_t op, std::string_view field, const crl_value& value) {
    out.emplace_back().compare(op, field, value);
  };
  plain(CRL_X_EQ_CI, "city", cell::text("pune"));
  plain(CRL_X_EQ_CI, "city", cell::text("oslo"));
  plain(CRL_X_GT, "total_spend", cell::decimal({10'000'000}));
  plain(CRL_X_GE, "order_count", cell::of_int(2));
  plain(CRL_X_EQ, "consent_sms", cell::boolean(true));
  Expr& tags = out.emplace_back();
  tags.node(CRL_X_HAS, CRL_T_BOOL, {tags.field("tags", CRL_T_SET), tags.lit(cell::text("vip"))});
  plain(CRL_X_EQ_CI, "country", cell::text("leeds"));
  plain(CRL_X_GE, "created_at", cell::time(kNow - 700 * kDay));
  plain(CRL_X_GE, "last_order_at", cell::time(kNow - 200 * kDay));
  Expr& ordered = out.emplace_back();
  const auto when = ordered.compare(CRL_X_GE, "ordered_at", cell::time(kNow - 90 * kDay));
  const auto status = ordered.node(
      CRL_X_IN, CRL_T_BOOL,
      {ordered.field("status", CRL_T_I64), ordered.lit(cell::of_int(1)), ordered.lit(cell::of_int(2))});
  ordered.over(CRL_X_EXISTS, CRL_T_BOOL, "orders", {ordered.node(CRL_X_AND, CRL_T_BOOL, {when, status})});
  return out;
}

// Orders in a window: whether, how many, or what they come to.
Expr in_window(std::uint16_t op, std::int64_t days, std::int64_t least) {
  Expr out;
  const auto when = out.compare(CRL_X_GE, "ordered_at", cell::time(kNow - days * kDay));
  if (op == CRL_X_EXISTS) {
    out.over(op, CRL_T_BOOL, "orders", {when});
  } else if (op == CRL_X_COUNT) {
    const auto n = out.over(op, CRL_T_I64, "orders", {when});
    out.node(CRL_X_GE, CRL_T_BOOL, {n, out.lit(cell::of_int(least))});
  } else {
    const auto sum = out.over(op, CRL_T_DECIMAL, "orders", {when, out.field("amount", CRL_T_DECIMAL)});
    out.node(CRL_X_GE, CRL_T_BOOL, {sum, out.lit(cell::decimal({least * 10'000}))});
  }
  return out;
}

double ask(const People& people, const std::vector<const Expr*>& questions, Crew& crew, Recall& recall) {
  const auto began = std::chrono::steady_clock::now();
  Program program;
  Wishes wishes;
  if (!compile(questions, people.table, kNow, program, wishes)) std::puts("not answered");
  count(program, people, 10, crew, recall, std::size_t{64} << 20);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
}

// Asked for the first time, or again.
enum class Times { kFirst, kAgain };

void measure(const char* name, const People& people, const std::vector<const Expr*>& questions, Crew& crew,
             Times which = Times::kFirst) {
  Recall recall;
  std::vector<double> times;
  const std::clock_t began = std::clock();
  for (int i = 0; i < 40; ++i) {
    if (which == Times::kFirst) recall.forget();
    times.push_back(ask(people, questions, crew, recall));
  }
  const double spent = 1e3 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC / 40;
  std::sort(times.begin(), times.end());
  std::printf("%-34s median %6.2f ms, least %6.2f, of processors %6.2f\n", name, times[20], times[0], spent);
}

// Another question each time, while what is remembered stays.
template <class Make>
void measure_edited(const std::string& name, const People& people, Crew& crew, Make make) {
  Recall recall;
  const Expr first = make(0);
  ask(people, {&first}, crew, recall);
  std::vector<double> times;
  for (int i = 1; i <= 40; ++i) {
    const Expr question = make(i);
    times.push_back(ask(people, {&question}, crew, recall));
  }
  std::sort(times.begin(), times.end());
  std::printf("%-34s median %6.2f ms, least %6.2f\n", name.c_str(), times[20], times[0]);
}

void run() {
  People people;
  const auto began = std::chrono::steady_clock::now();
  fill(people);
  std::printf("filled in %.1f s\n",
              std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  const Run& orders = *people.table.run(kOrders);
  const Run& items = *orders.table->run(kItems);
  const std::size_t of_items = items.table->bytes() + items.first.bytes() + items.count.bytes();
  const std::size_t of_orders =
      orders.table->bytes() - of_items + orders.first.bytes() + orders.count.bytes();
  std::printf("%.1f bytes a customer, %.1f an order, %.1f an item\n",
              static_cast<double>(people.bytes() - of_orders - of_items) / kCustomers,
              static_cast<double>(of_orders) / (kCustomers * kOrdersEach),
              static_cast<double>(of_items) / (kCustomers * kOrdersEach));
  const auto parts = leaves();
  Expr all;
  std::vector<Expr::Id> ids;
  for (const Expr& part : parts) ids.push_back(all.append(part.view()));
  all.node(CRL_X_AND, CRL_T_BOOL, ids);
  std::vector<const Expr*> questions{&all};
  for (const Expr& part : parts) questions.push_back(&part);
  for (const std::size_t threads : {std::size_t{0}, std::size_t{1}}) {
    Crew crew(threads);
    std::printf("with %zu threads\n", threads + 1);
    measure("rule and ten leaves", people, questions, crew);
    measure("the same again", people, questions, crew, Times::kAgain);
    measure("without orders", people, {questions.begin() + 1, questions.end() - 1}, crew);
    measure("orders in a window", people, {questions.back()}, crew);
    for (const auto& [name, op] :
         {std::pair{"a window", CRL_X_EXISTS}, std::pair{"number in a window", CRL_X_COUNT},
          std::pair{"sum in a window", CRL_X_SUM}}) {
      const auto of = static_cast<std::uint16_t>(op);
      const Expr asked = in_window(of, 90, 2);
      measure(name, people, {&asked}, crew);
      measure_edited(std::string(name) + ", another", people, crew,
                     [&](int i) { return in_window(of, 30 + i, 2); });
      measure_edited(std::string(name) + ", other number", people, crew,
                     [&](int i) { return in_window(of, 90, 2 + i); });
    }
    measure("text", people, {questions[1]}, crew);
    measure("money", people, {questions[3]}, crew);
    measure("time", people, {questions[8]}, crew);
  }
}

}  // namespace
}  // namespace carillon::index

int main() { carillon::index::run(); }
