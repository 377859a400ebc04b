#include "agreement.h"

#include <optional>
#include <sstream>

#include "random_shop.h"

namespace carillon::conformance {

namespace {

constexpr std::size_t kRows = 60;
constexpr int kDeepest = 6;

void print(std::ostream& out, const Expr& e, Expr::Id id) {
  const crl_node& n = e.nodes()[id];
  out << "(" << n.op << ":" << n.type;
  if (n.op == CRL_X_LIT) out << " " << OwnedCell(n.lit).print();
  if (!e.name(n).empty()) out << " " << e.name(n);
  for (const auto a : e.args(n)) print(out << " ", e, a);
  out << ")";
}

std::string printed(const Expr& e) {
  std::ostringstream out;
  print(out, e, e.root());
  return out.str();
}

// The random shop in memory and in the store.
class Shop {
 public:
  Shop(Store& store, unsigned seed) : shop_(seed), world_(shop_.world(kRows)) { fill(store); }

  bool ready() const { return findings_.empty(); }
  RandomShop& random() { return shop_; }
  World& world() { return world_; }
  const std::vector<Row>& rows(const std::string& collection) { return world_.tables[collection].rows; }
  std::vector<std::string> findings() { return std::move(findings_); }

  QuerySpec ask(const std::string& collection, const std::string& column) const {
    return {.collection = collection, .columns = {column}, .now_us = world_.now_us};
  }
  std::optional<Rows> answer(QuerySpec q, const std::string& question) {
    auto got = session_->query(q.raw());
    if (got) return std::move(got).value();
    findings_.push_back("status " + std::to_string(got.error().status) + " (" + got.error().message +
                        ") for " + question);
    return std::nullopt;
  }
  void expect(const std::string& found, const std::string& expected, const std::string& question) {
    if (found != expected)
      findings_.push_back("found " + found + ", expected " + expected + ", for " + question);
  }

 private:
  void fill(Store& store) {
    std::vector<const crl_collection*> all;
    for (auto& [name, table] : world_.tables) all.push_back(table.spec.raw());
    if (!done(store.ensure(all))) return;
    auto session = store.session();
    if (!session) {
      findings_.push_back("a session: " + session.error().message);
      return;
    }
    session_.emplace(std::move(session).value());
    for (auto& [name, table] : world_.tables) {
      MutationSpec m{.collection = name, .rows = table.rows};
      for (const FieldSpec& f : table.spec.fields) m.columns.push_back(f.name);
      const auto changed = session_->mutate(m.raw());
      if (!done(changed ? Status() : Status(changed.error()))) return;
    }
  }
  bool done(const Status& s) {
    if (!s) findings_.push_back("filling the shop: " + s.error().message);
    return s.ok();
  }

  RandomShop shop_;
  World world_;
  std::optional<SessionHandle> session_;
  std::vector<std::string> findings_;
};

std::string ids_of(const std::vector<Row>& rows) {
  std::string out;
  for (const Row& r : rows) out += r[0].print() + " ";
  return out.empty() ? "no row" : "rows " + out;
}

// How many rows there are where `e` holds, asked in both ways: of those rows, and of all rows.
void check_counts(Shop& shop, const std::string& collection, const Expr& e, std::size_t expected,
                  const std::string& question) {
  Expr all;
  all.over(CRL_X_COUNT, CRL_T_I64, "", {});
  Expr filtered = e;
  filtered.over(CRL_X_COUNT, CRL_T_I64, "", {filtered.root()});
  for (const bool by_where : {true, false}) {
    QuerySpec q{.collection = collection, .now_us = shop.world().now_us};
    if (by_where) q.where = e;
    q.outputs.push_back(by_where ? all : filtered);
    const auto got = shop.answer(q, "the count of " + question);
    if (!got || got->rows.empty()) return;
    shop.expect(got->rows[0][0].print(), OwnedCell(cell::of_int(static_cast<std::int64_t>(expected))).print(),
                (by_where ? "the count where " : "the count of all that fulfil ") + question);
  }
}

}  // namespace

std::vector<std::string> check_predicates(Store& store, unsigned seed) {
  Shop shop(store, seed);
  const char* const kCollections[] = {"customers", "orders", "items"};
  for (int i = 0; i < 150 && shop.ready(); ++i) {
    const std::string collection = kCollections[i % 3];
    const Expr e = shop.random().predicate(shop.world(), collection, i % (kDeepest + 1));
    const std::string question =
        "expression " + std::to_string(i) + " over " + collection + ": " + printed(e);
    QuerySpec q = shop.ask(collection, "id");
    q.where = e;
    const auto got = shop.answer(q, question);
    if (!got) break;
    Question reference(shop.world(), e, collection);
    std::vector<Row> expected;
    for (const Row& r : shop.rows(collection)) {
      if (reference.truth(r)) expected.push_back({r[0]});
    }
    shop.expect(ids_of(got->rows), ids_of(expected), question);
    check_counts(shop, collection, e, expected.size(), question);
  }
  return shop.findings();
}

std::vector<std::string> check_values(Store& store, unsigned seed) {
  Shop shop(store, seed);
  for (int i = 0; i < 80 && shop.ready(); ++i) {
    const Expr e = shop.random().value(shop.world(), "customers", i % 4);
    QuerySpec q = shop.ask("customers", "id");
    q.outputs.push_back(e);
    const auto got = shop.answer(q, printed(e));
    if (!got) break;
    Question reference(shop.world(), e, "customers");
    std::string found;
    std::string expected;
    for (const Row& r : got->rows) found += r[0].print() + ": " + r[1].print() + " ";
    for (const Row& r : shop.rows("customers")) {
      expected += r[0].print() + ": " + reference.value(r).print() + " ";
    }
    shop.expect(found, expected, printed(e));
  }
  return shop.findings();
}

std::vector<std::string> check_aggregates(Store& store, unsigned seed) {
  Shop shop(store, seed);
  for (int i = 0; i < 40 && shop.ready(); ++i) {
    const Expr where = shop.random().predicate(shop.world(), "orders", 2);
    const Expr output = shop.random().aggregate(shop.world(), "orders");
    const std::string question = printed(output) + " by consent where " + printed(where);
    QuerySpec q = shop.ask("orders", "consent");
    q.where = where;
    q.group_by = {"consent"};
    q.outputs.push_back(output);
    const auto got = shop.answer(q, question);
    if (!got) break;
    Question chosen(shop.world(), where, "orders");
    Question reference(shop.world(), output, "orders");
    std::map<OwnedCell, std::vector<const Row*>> groups;
    for (const Row& r : shop.rows("orders")) {
      const auto& fields = shop.world().tables["orders"].spec.fields;
      std::size_t consent = 0;
      while (fields[consent].name != "consent") ++consent;
      if (chosen.truth(r)) groups[r[consent]].push_back(&r);
    }
    std::string found;
    std::string expected;
    for (const Row& r : got->rows) found += r[0].print() + ": " + r[1].print() + " ";
    for (const auto& [key, rows] : groups) {
      expected += key.print() + ": " + reference.aggregate(rows).print() + " ";
    }
    shop.expect(found, expected, question);
  }
  return shop.findings();
}

}  // namespace carillon::conformance
