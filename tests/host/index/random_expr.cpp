#include "random_expr.h"

#include <string>
#include <vector>

#include <carillon/value.hpp>

#include "world.h"

namespace carillon::index::testing {

namespace {

using Id = Expr::Id;

enum class Rows { kCustomers, kOrders, kItems };

class Maker {
 public:
  Maker(Chance& chance, std::int64_t now_us) : chance_(chance), now_us_(now_us) {}

  Expr make() {
    truth(Rows::kCustomers, 3);
    return std::move(out_);
  }

 private:
  static constexpr std::int64_t kDay = 86'400'000'000;

  Id truth(Rows rows, int depth) {
    if (depth > 0 && chance_.one_in(2)) {
      if (chance_.one_in(3)) return out_.node(CRL_X_NOT, CRL_T_BOOL, {truth(rows, depth - 1)});
      std::vector<Id> parts;
      for (std::size_t n = chance_.below(4); n > 0; --n) parts.push_back(truth(rows, depth - 1));
      return out_.node(chance_.one_in(2) ? CRL_X_AND : CRL_X_OR, CRL_T_BOOL, parts);
    }
    if (rows == Rows::kCustomers) return customer_leaf();
    return rows == Rows::kOrders ? order_leaf() : item_leaf();
  }

  Id customer_leaf() {
    switch (chance_.below(12)) {
      case 0:
      case 1:
        return text_leaf(
            out_.field(pick({"city", "name", "email", "external_id", "gender", "phone"}), CRL_T_TEXT),
            texts());
      case 2:
        return text_leaf(attribute(CRL_T_TEXT, "/plan"), {"gold", "SILBER", "o"});
      case 3:
        return compare(attribute(CRL_T_F64, "/n"), CRL_T_F64, number());
      case 4:
        return out_.node(CRL_X_HAS, CRL_T_BOOL,
                         {out_.field("tags", CRL_T_SET), out_.lit(cell::text(chance_.pick(tags())))});
      case 5:
        return out_.node(CRL_X_EQ, CRL_T_BOOL,
                         {out_.field(pick({"consent_email", "consent_sms"}), CRL_T_BOOL),
                          out_.lit(cell::boolean(chance_.one_in(2)))});
      case 6:
        return missing();
      case 7:
        return birth();
      case 8:
        return compare(out_.field(pick({"created_at", "first_order_at", "last_order_at"}), CRL_T_TIME),
                       CRL_T_TIME, time());
      case 9:
        return money();
      default:
        return relation(Rows::kOrders);
    }
  }

  Id order_leaf() {
    switch (chance_.below(5)) {
      case 0:
        return compare(out_.field("ordered_at", CRL_T_TIME), CRL_T_TIME, time());
      case 1:
        return compare(out_.field("amount", CRL_T_DECIMAL), CRL_T_DECIMAL, number());
      case 2:
        return out_.node(
            CRL_X_IN, CRL_T_BOOL,
            {out_.field("status", CRL_T_I64), out_.lit(cell::of_int(1)), out_.lit(cell::of_int(2))});
      default:
        return relation(Rows::kItems);
    }
  }

  Id item_leaf() {
    switch (chance_.below(4)) {
      case 0:
        return compare(out_.field(pick({"price", "quantity"}), CRL_T_DECIMAL), CRL_T_DECIMAL, number());
      case 1:
        return text_leaf(out_.field("sku", CRL_T_TEXT), {"s1", "S2", "s3"});
      default:
        return text_leaf(out_.field("category", CRL_T_TEXT), categories());
    }
  }

  // An aggregate over a relation, compared.
  Id relation(Rows rows) {
    const std::string name = rows == Rows::kOrders ? "orders" : "items";
    const Id predicate = truth(rows, rows == Rows::kOrders ? 2 : 1);
    switch (chance_.below(5)) {
      case 0:
      case 1:
        return out_.over(CRL_X_EXISTS, CRL_T_BOOL, name, {predicate});
      case 2: {
        const Id n = out_.over(CRL_X_COUNT, CRL_T_I64, name, {predicate});
        return compare(n, CRL_T_I64, small());
      }
      default:
        break;
    }
    const bool times = rows == Rows::kOrders && chance_.one_in(3);
    Id value = 0;
    if (times) {
      value = out_.field("ordered_at", CRL_T_TIME);
    } else if (rows == Rows::kOrders) {
      value = out_.field("amount", CRL_T_DECIMAL);
    } else {
      value = out_.node(CRL_X_MUL, CRL_T_DECIMAL,
                        {out_.field("price", CRL_T_DECIMAL), out_.field("quantity", CRL_T_DECIMAL)});
    }
    const std::uint16_t op =
        times ? (chance_.one_in(2) ? CRL_X_MIN : CRL_X_MAX)
              : chance_.pick(std::vector<std::uint16_t>{CRL_X_SUM, CRL_X_MIN, CRL_X_MAX, CRL_X_AVG});
    const std::uint32_t type = times ? CRL_T_TIME : CRL_T_DECIMAL;
    const Id made = out_.over(op, type, name, {predicate, value});
    if (chance_.one_in(5)) return out_.node(CRL_X_IS_NULL, CRL_T_BOOL, {made});
    return compare(made, type, times ? time() : number());
  }

  Id text_leaf(Id subject, const std::vector<std::string>& from) {
    const auto op = chance_.pick(std::vector<std::uint16_t>{CRL_X_EQ_CI, CRL_X_IN_CI, CRL_X_STARTS_WITH_CI,
                                                            CRL_X_ENDS_WITH_CI, CRL_X_CONTAINS_CI, CRL_X_EQ,
                                                            CRL_X_NE, CRL_X_LT, CRL_X_GE, CRL_X_IN});
    std::vector<Id> args{subject};
    const bool list = op == CRL_X_IN || op == CRL_X_IN_CI;
    for (std::size_t n = list ? chance_.below(4) : 1; n > 0; --n) {
      std::string text = chance_.pick(from);
      if (op == CRL_X_STARTS_WITH_CI || op == CRL_X_ENDS_WITH_CI || op == CRL_X_CONTAINS_CI) {
        if (text[0] >= 0 && chance_.one_in(2)) text = text.substr(0, 1);
      }
      args.push_back(out_.lit(cell::text(text)));
    }
    return out_.node(op, CRL_T_BOOL, args);
  }

  Id missing() {
    const Id subject = chance_.one_in(3) ? out_.field(pick({"birth_date"}), CRL_T_DATE)
                                         : out_.field(pick({"email", "phone", "name", "city"}), CRL_T_TEXT);
    return out_.node(CRL_X_IS_NULL, CRL_T_BOOL, {subject});
  }

  Id birth() {
    const Id date = out_.field("birth_date", CRL_T_DATE);
    if (chance_.one_in(2)) {
      return compare(date, CRL_T_DATE, cell::date(static_cast<std::int64_t>(chance_.below(20'000)) - 5'000));
    }
    const auto part = static_cast<std::int64_t>(1 + chance_.below(4));
    const std::int64_t around[] = {1985, 6, 15, 615};
    const Id of = out_.node(CRL_X_DATE_PART, CRL_T_I64, {date, out_.lit(cell::of_int(part))});
    return compare(of, CRL_T_I64, cell::of_int(around[part - 1]));
  }

  Id money() {
    const bool count = chance_.one_in(4);
    const std::uint32_t type = count ? CRL_T_I64 : CRL_T_DECIMAL;
    Id value = count ? out_.field("order_count", CRL_T_I64)
                     : out_.field(pick({"total_spend", "avg_order_value"}), CRL_T_DECIMAL);
    if (chance_.one_in(3)) {
      const auto op = chance_.pick(std::vector<std::uint16_t>{CRL_X_ADD, CRL_X_SUB, CRL_X_MUL});
      const crl_value other = count ? cell::of_int(static_cast<std::int64_t>(chance_.below(3)))
                                    : cell::decimal({static_cast<std::int64_t>(chance_.below(30'000))});
      value = out_.node(op, type, {value, out_.lit(other)});
    }
    if (chance_.one_in(6)) {
      const Id other = out_.field("avg_order_value", CRL_T_DECIMAL);
      return out_.node(comparison(), CRL_T_BOOL, {value, other});
    }
    return compare(value, type, count ? small() : number());
  }

  Id compare(Id value, std::uint32_t type, const crl_value& literal) {
    if (chance_.one_in(6) && literal.type == type) {
      std::vector<Id> args{value};
      for (int i = 0; i < 3; ++i) args.push_back(out_.lit(literal));
      return out_.node(CRL_X_IN, CRL_T_BOOL, args);
    }
    const Id lit = out_.lit(literal);
    if (chance_.one_in(5)) return out_.node(comparison(), CRL_T_BOOL, {lit, value});
    return out_.node(comparison(), CRL_T_BOOL, {value, lit});
  }

  std::uint16_t comparison() { return static_cast<std::uint16_t>(CRL_X_EQ + chance_.below(6)); }
  Id attribute(std::uint32_t type, std::string_view pointer) {
    const Id column = out_.field("attributes", CRL_T_JSON);
    return out_.node(CRL_X_JSON_PATH, type, {column, out_.lit(cell::text(pointer))});
  }
  std::string pick(const std::vector<std::string>& names) { return chance_.pick(names); }
  crl_value time() { return cell::time(now_us_ - static_cast<std::int64_t>(chance_.below(400)) * kDay); }
  crl_value small() {
    if (chance_.one_in(3)) return cell::decimal({static_cast<std::int64_t>(chance_.below(8)) * 5'000});
    return cell::of_int(static_cast<std::int64_t>(chance_.below(4)));
  }
  crl_value number() {
    switch (chance_.below(3)) {
      case 0:
        return cell::of_int(static_cast<std::int64_t>(chance_.below(12)));
      case 1:
        return cell::real(chance_.pick(std::vector<double>{0, 0.1, 1, 1.0001, 1.5, -3, 2.5, 1e19, 10}));
      default:
        return cell::decimal(
            {chance_.pick(std::vector<std::int64_t>{0, 1, 1'000, 9'999, 10'000, 10'001, 15'000, 25'000})});
    }
  }

  Chance& chance_;
  const std::int64_t now_us_;
  Expr out_;
};

std::string words(const Expr& expr, Id id) {
  const crl_node& n = expr.nodes()[id];
  if (n.op == CRL_X_FIELD) return std::string(expr.name(n));
  if (n.op == CRL_X_LIT) {
    const crl_value& v = n.lit;
    if (v.type == CRL_T_TEXT) return '"' + std::string(cell::as_text(v)) + '"';
    if (v.type == CRL_T_F64) return std::to_string(v.v.f) + "f";
    return v.type == CRL_T_DECIMAL ? to_text(Decimal{v.v.i}) + "d" : std::to_string(v.v.i);
  }
  std::string out = std::to_string(n.op) + std::string(expr.name(n)) + '(';
  for (const Id arg : expr.args(n)) out += words(expr, arg) + ' ';
  return out + ')';
}

}  // namespace

std::string words(const Expr& expr) { return words(expr, expr.root()); }

Expr random_expr(Chance& chance, std::int64_t now_us) { return Maker(chance, now_us).make(); }

}  // namespace carillon::index::testing
