// The storage and the reference evaluator must agree, to the row, on random expressions over random rows.
#include <algorithm>
#include <sstream>

#include <boost/json.hpp>
#include <boost/json/src.hpp>
#include <gtest/gtest.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "fresh_store.h"
#include "random_expr.h"

namespace carillon::conformance {
namespace {

std::string fold_code_points(std::string_view text) {
  const auto in = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  icu::UnicodeString out;
  for (std::int32_t i = 0; i < in.length(); i = in.moveIndex32(i, 1)) {
    out.append(u_foldCase(in.char32At(i), U_FOLD_CASE_DEFAULT));
  }
  std::string bytes;
  return out.toUTF8String(bytes);
}

std::optional<OwnedCell> json_scalar(std::string_view json, std::string_view pointer) {
  boost::system::error_code error;
  const boost::json::value doc = boost::json::parse(json, error);
  if (error) return std::nullopt;
  const boost::json::value* at = doc.find_pointer(pointer, error);
  if (at == nullptr) return std::nullopt;
  if (at->is_bool()) return OwnedCell(cell::boolean(at->get_bool()));
  if (at->is_number()) return OwnedCell(cell::real(at->to_number<double>()));
  if (at->is_string()) return OwnedCell(cell::text(at->get_string()));
  return std::nullopt;
}

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

class Agreement : public ::testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store_);
    world_ = shop_.world(60);
    world_.fold = fold_code_points;
    world_.json = json_scalar;
    std::vector<const crl_collection*> all;
    for (auto& [name, table] : world_.tables) all.push_back(table.spec.raw());
    ASSERT_TRUE(succeeded(store_->ensure(all)));
    session_ = std::make_unique<SessionHandle>(std::move(store_->session()).value());
    for (auto& [name, table] : world_.tables) {
      MutationSpec m{.collection = name};
      for (const FieldSpec& f : table.spec.fields) m.columns.push_back(f.name);
      for (const Record& r : table.rows) {
        Row row;
        for (const auto& column : m.columns) row.push_back(r.find(column)->second);
        m.rows.push_back(std::move(row));
      }
      ASSERT_TRUE(succeeded(session_->mutate(m.raw())));
    }
  }

  QuerySpec ask(const std::string& collection) {
    return {.collection = collection, .columns = {"id"}, .now_us = world_.now_us};
  }

  FreshStore store_;
  RandomShop shop_{GetParam()};
  World world_;
  std::unique_ptr<SessionHandle> session_;
};

TEST_P(Agreement, random_predicates_select_the_same_rows) {
  const char* const kCollections[] = {"customers", "orders", "items"};
  for (int i = 0; i < 150; ++i) {
    const std::string collection = kCollections[i % 3];
    const Expr e = shop_.predicate(world_, collection, i % 6);
    QuerySpec q = ask(collection);
    q.where = e;
    const auto got = session_->query(q.raw());
    ASSERT_TRUE(succeeded(got)) << printed(e);
    std::vector<std::string> expected;
    for (const Record& r : world_.tables[collection].rows) {
      if (Evaluator(world_, e).truth(collection, r)) expected.push_back(r.find("id")->second.print());
    }
    std::vector<std::string> found;
    for (const Row& r : got->rows) found.push_back(r[0].print());
    ASSERT_EQ(found, expected) << "expression " << i << " over " << collection << ": " << printed(e);
  }
}

TEST_P(Agreement, random_values_are_equal) {
  for (int i = 0; i < 80; ++i) {
    const Expr e = shop_.value(world_, "customers", i % 4);
    QuerySpec q = ask("customers");
    q.outputs.push_back(e);
    const auto got = session_->query(q.raw());
    ASSERT_TRUE(succeeded(got)) << printed(e);
    std::size_t at = 0;
    for (const Record& r : world_.tables["customers"].rows) {
      const OwnedCell expected = Evaluator(world_, e).value("customers", r);
      ASSERT_EQ(got->rows[at++][1].print(), expected.print()) << "customer " << at << ": " << printed(e);
    }
  }
}

TEST_P(Agreement, random_aggregates_by_group_are_equal) {
  for (int i = 0; i < 40; ++i) {
    const Expr where = shop_.predicate(world_, "orders", 2);
    const Expr output = shop_.aggregate(world_, "orders");
    QuerySpec q{.collection = "orders", .columns = {"consent"}, .where = where, .group_by = {"consent"}};
    q.outputs.push_back(output);
    q.now_us = world_.now_us;
    const auto got = session_->query(q.raw());
    ASSERT_TRUE(succeeded(got)) << printed(output);
    std::map<OwnedCell, std::vector<const Record*>> groups;
    for (const Record& r : world_.tables["orders"].rows) {
      if (Evaluator(world_, where).truth("orders", r)) groups[r.find("consent")->second].push_back(&r);
    }
    ASSERT_EQ(got->rows.size(), groups.size());
    std::size_t at = 0;
    for (const auto& [key, rows] : groups) {
      const Row expected{key, Evaluator(world_, output).aggregate("orders", rows)};
      ASSERT_EQ(got->rows[at][0].print() + got->rows[at][1].print(),
                expected[0].print() + expected[1].print())
          << printed(output) << " where " << printed(where);
      ++at;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Agreement, ::testing::Range(1u, 5u));

}  // namespace
}  // namespace carillon::conformance
