#include "world.h"

#include <stdexcept>

#include "store/filter.h"
#include "store/session.h"

namespace carillon::index::testing {

namespace {

template <class T>
ingest::Patch<T> given(T value) {
  return {true, std::move(value)};
}

const std::vector<std::string> kAttributes = {"{}",
                                              R"({"plan":"gold","n":1})",
                                              R"({"plan":"GOLD","n":1.5})",
                                              R"({"plan":7,"n":"1"})",
                                              R"({"plan":null,"n":true})",
                                              R"({"plan":{"tier":"gold"},"n":-3})",
                                              R"({"plan":"Silber","n":0.1})"};
const std::vector<std::int64_t> kUnits = {0, 1, 9'999, 10'000, 10'001, 25'000, 100'000, 12'345'678};
constexpr std::size_t kPeople = 400, kOrders = 1'200;

}  // namespace

const std::vector<std::string>& texts() {
  static const std::vector<std::string> list = {"Pune", "PUNE", "pune ", "München", "MÜNCHEN", "Jose",
                                                "José", "100%", "a_b",   "a\\b",    "ſtraße",  "O'Hara",
                                                "Ω",    "ω",    "İzmir", "日本"};
  return list;
}
const std::vector<std::string>& tags() {
  static const std::vector<std::string> list = {"vip", "VIP", "vi", "gold", "München", "a|b"};
  return list;
}
const std::vector<std::string>& categories() {
  static const std::vector<std::string> list = {"shoes", "Shoes", "hats", "Bücher", "BÜCHER"};
  return list;
}

World::World(store::Database& database, Chance& chance, std::uint32_t node)
    : database_(database), chance_(chance), ids_(clock_, node), ingest_(database, ids_, clock_, {}) {}

ingest::CustomerInput World::customer() {
  ingest::CustomerInput c;
  c.external_id = "c" + std::to_string(chance_.below(kPeople));
  const auto maybe = [&](auto& member, auto value) {
    if (chance_.one_in(3)) return;
    member.given = true;
    if (!chance_.one_in(4)) member.value = std::move(value);
  };
  maybe(c.name, chance_.pick(texts()));
  maybe(c.email, chance_.pick(texts()) + "@example.com");
  maybe(c.phone, "+1555" + std::to_string(chance_.below(100)));
  maybe(c.city, chance_.pick(texts()));
  maybe(c.country, chance_.pick(std::vector<std::string>{"IN", "DE", "US"}));
  maybe(c.gender, chance_.pick(std::vector<std::string>{"f", "F", "m", "x"}));
  maybe(c.birth_date, static_cast<std::int64_t>(chance_.below(20'000)) - 5'000);
  maybe(c.consent_email, chance_.one_in(2));
  maybe(c.consent_sms, chance_.one_in(2));
  std::vector<std::string> some;
  for (const auto& tag : tags()) {
    if (chance_.one_in(3)) some.push_back(tag);
  }
  maybe(c.tags, some);
  maybe(c.attributes, chance_.pick(kAttributes));
  return c;
}

ingest::OrderInput World::order() {
  ingest::OrderInput o;
  o.external_id = "o" + std::to_string(chance_.below(kOrders));
  o.customer = customer();
  o.amount = {chance_.pick(kUnits)};
  o.ordered_at = now_us() - static_cast<std::int64_t>(chance_.below(400)) * 86'400'000'000;
  o.status = static_cast<store::OrderStatus>(1 + chance_.below(4));
  if (!chance_.one_in(3)) {
    std::vector<store::OrderItem> items;
    for (std::size_t n = chance_.below(4); n > 0; --n) {
      store::OrderItem item;
      item.sku = "s" + std::to_string(chance_.below(9));
      if (!chance_.one_in(4)) item.category = chance_.pick(categories());
      item.quantity = {static_cast<std::int64_t>(chance_.below(4)) * 5'000 + 5'000};
      item.price = {chance_.pick(kUnits)};
      items.push_back(std::move(item));
    }
    o.items = given(std::move(items));
  }
  return o;
}

void World::remove() {
  const auto removed = database_.write([&](store::Session& session) -> Status {
    std::vector<Id> some;
    store::Query query;
    query.collection = "customers";
    query.columns = {"id"};
    query.limit = 40;
    const auto read = session.query(query, [&](store::Row row) {
      if (chance_.one_in(8)) some.push_back(row[0].v.i);
      return true;
    });
    if (!read) return read.error();
    if (some.empty()) return {};
    for (const auto* collection : {"orders", "customers"}) {
      store::Filter filter;
      filter.in(std::string_view(collection) == "orders" ? "customer_id" : "id", std::span<const Id>(some));
      store::Mutation m;
      m.verb = CRL_MUT_DELETE;
      m.collection = collection;
      m.where = filter.expr();
      if (const auto done = session.mutate(m); !done) return done.error();
    }
    return {};
  });
  if (!removed) throw std::runtime_error(removed.error().message);
}

void World::write(std::size_t rows) {
  clock_.advance(std::chrono::milliseconds(1 + chance_.below(1'000)));
  std::vector<ingest::CustomerInput> customers;
  std::vector<ingest::OrderInput> orders;
  for (std::size_t i = 0; i < rows; ++i) {
    if (chance_.one_in(3)) {
      customers.push_back(customer());
    } else {
      orders.push_back(order());
    }
  }
  if (const auto done = ingest_.write_customers(std::move(customers)); !done) {
    throw std::runtime_error(done.error().message);
  }
  if (const auto done = ingest_.write_orders(std::move(orders)); !done) {
    throw std::runtime_error(done.error().message);
  }
  if (chance_.one_in(4)) remove();
}

}  // namespace carillon::index::testing
