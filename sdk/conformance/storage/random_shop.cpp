#include "random_shop.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>

namespace carillon::conformance {

namespace {

constexpr std::uint32_t kNumbers[] = {CRL_T_I64, CRL_T_DECIMAL, CRL_T_F64};
constexpr std::int64_t kDay = 86'400'000'000;

CollectionSpec shop_table(const std::string& name, const std::string& parent, const std::string& child) {
  CollectionSpec c{
      .name = name,
      .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY},
                 {"owner", CRL_T_I64},
                 {"city", CRL_T_TEXT, CRL_FIELD_FOLDED, 200},
                 {"note", CRL_T_TEXT},
                 {"amount", CRL_T_DECIMAL},
                 {"fee", CRL_T_DECIMAL},
                 {"visits", CRL_T_I64},
                 {"score", CRL_T_F64},
                 {"seen_at", CRL_T_TIME},
                 {"born", CRL_T_DATE},
                 {"consent", CRL_T_BOOL},
                 {"tags", CRL_T_SET, CRL_FIELD_FOLDED},
                 {"labels", CRL_T_SET},
                 {"attributes", CRL_T_JSON}},
      .indexes = {{{"city"}, false}, {{"amount"}, false}, {{"owner"}, false}, {{"tags"}, false}}};
  if (!child.empty()) c.relations.push_back({child, child, "id", "owner"});
  if (!parent.empty()) c.relations.push_back({"parents", parent, "owner", "id"});
  return c;
}

}  // namespace

std::string RandomShop::text() {
  static const char* const kPieces[] = {
      "a", "A", "b", "B", "Ä", "ä",       "ß",      "ẞ",          "İ",      "i", "ı",
      "I", "Σ", "ς", "σ", "é", "e\u0301", "%",      "_",          "\\",     "'", "\"",
      "?", "*", "[", "😀", "Ж", "ж",       "\uFFFF", "\U0010FFFF", "\uD7FF", " ", "K" /* Kelvin */,
      "k", "Ǆ", "ǅ", "ǆ"};
  std::string out;
  for (int n = pick(4); n > 0; --n) out += kPieces[pick(std::size(kPieces))];
  return out;
}

std::string RandomShop::json() {
  static const char* const kScalars[] = {
      "1",     "-2.5",        "1e3",  "true",  "false", "null",           "\"a\"",
      "\"Ä\"", "\"\\u00e4\"", "\"\"", "\"1\"", "0.1",   "[\"a\",2,true]", "{\"tier\":\"A\",\"0\":7}",
      "{}"};
  static const char* const kKeys[] = {"plan", "a/b", "m~n", "q\\\"t", "0", "loyalty", "", "é", "x.y[0]"};
  if (chance(5)) return kScalars[pick(std::size(kScalars))];
  std::set<std::string> keys;
  std::string out = "{";
  for (int n = pick(5); n > 0; --n) {
    const std::string key = kKeys[pick(std::size(kKeys))];
    if (!keys.insert(key).second) continue;
    out += (out.size() > 1 ? ", \"" : " \"") + key + "\" : " + kScalars[pick(std::size(kScalars))];
  }
  return out + " }";
}

crl_value RandomShop::literal(std::uint32_t type, bool nulls) {
  if (nulls && chance(4)) return cell::null(type);
  switch (type) {
    case CRL_T_BOOL:
      return cell::boolean(chance(50));
    case CRL_T_I64: {
      constexpr std::int64_t kEdge[] = {std::numeric_limits<std::int64_t>::max(),
                                        std::numeric_limits<std::int64_t>::min(), 922'337'203'685'478, 0};
      return cell::of_int(chance(3) ? kEdge[pick(4)] : pick(9) - 4);
    }
    case CRL_T_DECIMAL:
      return cell::decimal({chance(30) ? pick(9) - 4 : (pick(9) - 4) * 2'500});
    case CRL_T_F64: {
      constexpr double kEdge[] = {0.1, 0.25, -0.5, 1e18, -1e300, 2.00005, 0.1 + 0.2, 9.3e18};
      return cell::real(chance(30) ? kEdge[pick(8)] : static_cast<double>(pick(17) - 8) / 4);
    }
    case CRL_T_TIME:
      return cell::time(kDay * (pick(9) - 4));
    case CRL_T_DATE:
      return cell::date(chance(50) ? pick(9) - 4 : pick(73'000) - 25'567);
    case CRL_T_SET: {
      std::set<std::string> items;
      for (int n = pick(4); n > 0; --n) items.insert(text());
      scratch_ = pack_set({items.begin(), items.end()});
      return cell::text(scratch_, type);
    }
    case CRL_T_JSON:
      scratch_ = json();
      return cell::text(scratch_, type);
    default:
      scratch_ = text();
      return cell::text(scratch_, type);
  }
}

Row RandomShop::record(const CollectionSpec& spec, std::int64_t id, std::int64_t parents) {
  Row r;
  for (const FieldSpec& f : spec.fields) {
    if (f.name == "id")
      r.emplace_back(cell::of_int(id));
    else if (f.name == "owner" && chance(90))
      r.emplace_back(cell::of_int(1 + pick(static_cast<int>(parents))));
    else if (chance(25))
      r.emplace_back(cell::null(f.type));
    else
      r.emplace_back(literal(f.type, false));
  }
  return r;
}

World RandomShop::world(std::size_t customers) {
  World w;
  w.tables["customers"].spec = shop_table("customers", "", "orders");
  w.tables["orders"].spec = shop_table("orders", "customers", "items");
  w.tables["items"].spec = shop_table("items", "orders", "");
  const auto fill = [&](const std::string& name, std::size_t n, std::size_t parents) {
    Table& t = w.tables[name];
    for (std::size_t i = 1; i <= n; ++i) {
      t.rows.push_back(record(t.spec, static_cast<std::int64_t>(i), static_cast<std::int64_t>(parents)));
    }
  };
  fill("customers", customers, customers);
  fill("orders", customers, customers);
  fill("items", customers, customers);
  w.now_us = kDay;
  return w;
}

Expr RandomShop::predicate(const World& world, const std::string& collection, int depth) {
  world_ = &world;
  Expr e;
  boolean(e, world.tables.find(collection)->second.spec, depth);
  return e;
}

Expr RandomShop::value(const World& world, const std::string& collection, int depth) {
  world_ = &world;
  constexpr std::uint32_t kTypes[] = {CRL_T_I64,  CRL_T_DECIMAL, CRL_T_TEXT,
                                      CRL_T_TIME, CRL_T_DATE,    CRL_T_BOOL};
  Expr e;
  operand(e, world.tables.find(collection)->second.spec, kTypes[pick(6)], depth);
  return e;
}

Expr RandomShop::aggregate(const World& world, const std::string& collection) {
  world_ = &world;
  Expr e;
  const auto op = static_cast<std::uint16_t>(CRL_X_COUNT + pick(5));
  const bool sums =
      op == CRL_X_SUM || op == CRL_X_AVG;  // of wild whole numbers they overflow, which is refused
  const std::uint32_t type = sums || chance(50) ? CRL_T_DECIMAL : CRL_T_I64;
  if (op == CRL_X_COUNT) {
    e.over(op, CRL_T_I64, "", {});
  } else {
    const auto v = field(e, world.tables.find(collection)->second.spec, type);
    e.over(op, type, "", {v});
  }
  return e;
}

Expr::Id RandomShop::field(Expr& e, const CollectionSpec& at, std::uint32_t type) {
  std::vector<const FieldSpec*> fit;
  for (const FieldSpec& f : at.fields) {
    if (f.type == type) fit.push_back(&f);
  }
  return e.field(fit[static_cast<std::size_t>(pick(static_cast<int>(fit.size())))]->name, type);
}

Expr::Id RandomShop::boolean(Expr& e, const CollectionSpec& at, int depth) {
  if (depth <= 0) return comparison(e, at, 0);
  switch (pick(9)) {
    case 0:
    case 1:
    case 2: {
      std::vector<Expr::Id> parts;
      for (int n = pick(4); n > 0; --n) parts.push_back(boolean(e, at, depth - 1));
      return e.node(chance(50) ? CRL_X_AND : CRL_X_OR, CRL_T_BOOL, parts);
    }
    case 3:
    case 4: {
      const auto a = boolean(e, at, depth - 1);
      return e.node(CRL_X_NOT, CRL_T_BOOL, {a});
    }
    case 5:
      return textual(e, at, depth - 1);
    case 6:
      return related(e, at, CRL_T_BOOL, depth - 1);
    default:
      return comparison(e, at, depth - 1);
  }
}

Expr::Id RandomShop::comparison(Expr& e, const CollectionSpec& at, int depth) {
  const int kind = pick(12);
  if (kind == 0) {
    const auto a = operand(e, at, CRL_T_BOOL, depth);
    return a;
  }
  constexpr std::uint32_t kTypes[] = {CRL_T_I64,  CRL_T_DECIMAL, CRL_T_F64, CRL_T_TEXT,
                                      CRL_T_TIME, CRL_T_DATE,    CRL_T_BOOL};
  std::uint32_t a_type = kTypes[pick(7)];
  const auto a = operand(e, at, a_type, depth);
  if (kind == 1) return e.node(CRL_X_IS_NULL, CRL_T_BOOL, {a});
  if (kind == 2) {
    std::vector<Expr::Id> args{a};
    for (int n = pick(4); n > 0; --n) args.push_back(e.lit(literal(a_type, true)));
    return e.node(CRL_X_IN, CRL_T_BOOL, args);
  }
  std::uint32_t b_type = a_type;
  if (std::find(std::begin(kNumbers), std::end(kNumbers), a_type) != std::end(kNumbers))
    b_type = kNumbers[pick(3)];
  const auto b = chance(60) ? e.lit(literal(b_type, true)) : operand(e, at, b_type, depth);
  const auto op = static_cast<std::uint16_t>(CRL_X_EQ + pick(6));
  return chance(80) ? e.node(op, CRL_T_BOOL, {a, b}) : e.node(op, CRL_T_BOOL, {b, a});
}

Expr::Id RandomShop::textual(Expr& e, const CollectionSpec& at, int depth) {
  constexpr std::uint16_t kOps[] = {CRL_X_EQ_CI, CRL_X_STARTS_WITH_CI, CRL_X_ENDS_WITH_CI, CRL_X_CONTAINS_CI};
  const int kind = pick(7);
  if (kind < 2) {
    const auto set = field(e, at, CRL_T_SET);
    const auto item = chance(80) ? e.lit(literal(CRL_T_TEXT, true)) : operand(e, at, CRL_T_TEXT, depth);
    return e.node(CRL_X_HAS, CRL_T_BOOL, {set, item});
  }
  const auto a = operand(e, at, CRL_T_TEXT, depth);
  if (kind == 2) {
    std::vector<Expr::Id> args{a};
    for (int n = pick(4); n > 0; --n) args.push_back(e.lit(literal(CRL_T_TEXT, true)));
    return e.node(CRL_X_IN_CI, CRL_T_BOOL, args);
  }
  const auto b = chance(80) ? e.lit(literal(CRL_T_TEXT, true)) : operand(e, at, CRL_T_TEXT, depth);
  return e.node(kOps[pick(4)], CRL_T_BOOL, {a, b});
}

Expr::Id RandomShop::operand(Expr& e, const CollectionSpec& at, std::uint32_t type, int depth) {
  static const char* const kPointers[] = {"/plan",      "/a~1b",         "/m~0n",   "/q\"t", "/0",
                                          "/loyalty/0", "/loyalty/tier", "/",       "/é",    "",
                                          "/x.y[0]",    "/plan/1",       "/plan/00"};
  const int kind = pick(10);
  if (kind == 0) return e.lit(literal(type, true));
  if (kind <= 2 && (type == CRL_T_TEXT || type == CRL_T_F64 || type == CRL_T_BOOL)) {
    const auto json = e.field("attributes", CRL_T_JSON);
    const auto pointer = e.lit(cell::text(kPointers[pick(std::size(kPointers))]));
    return e.node(CRL_X_JSON_PATH, type, {json, pointer});
  }
  if (depth <= 0) return type == CRL_T_TIME && kind == 3 ? e.node(CRL_X_NOW, type, {}) : field(e, at, type);
  if (kind == 3 && type == CRL_T_BOOL) return boolean(e, at, depth - 1);
  if (kind <= 4 && type == CRL_T_I64) {
    const auto day =
        chance(80) ? field(e, at, CRL_T_DATE) : e.lit(literal(CRL_T_DATE, true));  // years near ours
    const auto part = e.lit(cell::of_int(1 + pick(4)));
    return e.node(CRL_X_DATE_PART, type, {day, part});
  }
  const bool whole = type == CRL_T_I64 || type == CRL_T_DECIMAL;
  if (kind <= 6 && whole) {
    const auto a = operand(e, at, type, depth - 1);
    const auto b = operand(e, at, type == CRL_T_DECIMAL && chance(50) ? CRL_T_I64 : type, depth - 1);
    return e.node(static_cast<std::uint16_t>(CRL_X_ADD + pick(3)), type, {a, b});
  }
  if (kind <= 5 && (type == CRL_T_TIME || type == CRL_T_DATE)) {
    const auto a = operand(e, at, type, depth - 1);
    const auto b = operand(e, at, CRL_T_I64, depth - 1);
    return e.node(static_cast<std::uint16_t>(CRL_X_ADD + pick(2)), type, {a, b});
  }
  if (kind <= 8 && type != CRL_T_F64) return related(e, at, type, depth - 1);
  return field(e, at, type);
}

Expr::Id RandomShop::related(Expr& e, const CollectionSpec& at, std::uint32_t type, int depth) {
  const auto& relation = at.relations[static_cast<std::size_t>(pick(static_cast<int>(at.relations.size())))];
  const CollectionSpec& other = world_->tables.find(relation.collection)->second.spec;
  const auto where = boolean(e, other, depth);
  if (type == CRL_T_BOOL) return e.over(CRL_X_EXISTS, type, relation.name, {where});
  if (type == CRL_T_I64 && chance(50)) return e.over(CRL_X_COUNT, type, relation.name, {where});
  const bool sums = type == CRL_T_DECIMAL;  // sums of wild whole numbers may overflow, which storages refuse
  constexpr std::uint16_t kOps[] = {CRL_X_MIN, CRL_X_MAX, CRL_X_SUM, CRL_X_AVG};
  const auto value = field(e, other, type);
  return e.over(kOps[pick(sums ? 4 : 2)], type, relation.name, {where, value});
}

}  // namespace carillon::conformance
