#include "script_expr.h"

#include <algorithm>
#include <cstdlib>

namespace carillon::conformance {

namespace {

const std::map<std::string, std::uint16_t, std::less<>> kOps = {{"and", CRL_X_AND},
                                                                {"or", CRL_X_OR},
                                                                {"not", CRL_X_NOT},
                                                                {"eq", CRL_X_EQ},
                                                                {"ne", CRL_X_NE},
                                                                {"lt", CRL_X_LT},
                                                                {"le", CRL_X_LE},
                                                                {"gt", CRL_X_GT},
                                                                {"ge", CRL_X_GE},
                                                                {"in", CRL_X_IN},
                                                                {"is_null", CRL_X_IS_NULL},
                                                                {"starts_with_ci", CRL_X_STARTS_WITH_CI},
                                                                {"contains_ci", CRL_X_CONTAINS_CI},
                                                                {"ends_with_ci", CRL_X_ENDS_WITH_CI},
                                                                {"eq_ci", CRL_X_EQ_CI},
                                                                {"in_ci", CRL_X_IN_CI},
                                                                {"has", CRL_X_HAS}};
const std::map<std::string, std::uint16_t, std::less<>> kOver = {
    {"exists", CRL_X_EXISTS}, {"count", CRL_X_COUNT}, {"sum", CRL_X_SUM},
    {"min", CRL_X_MIN},       {"max", CRL_X_MAX},     {"avg", CRL_X_AVG}};
const std::map<std::string, std::uint16_t, std::less<>> kArithmetic = {
    {"add", CRL_X_ADD}, {"sub", CRL_X_SUB}, {"mul", CRL_X_MUL}};

class Parser {
 public:
  Parser(const Collections& all, std::string_view text) : all_(all), tokens_(tokens_of(text)) {}

  Result<Expr> parse(const CollectionSpec& at) {
    term(at);
    if (next_ != tokens_.size()) fail("something follows the expression");
    if (!status_) return status_.error();
    return std::move(e_);
  }

 private:
  Expr::Id fail(const std::string& why) {
    if (status_) status_ = invalid(why);
    next_ = tokens_.size();
    return e_.lit(cell::boolean(false));
  }
  std::string take() { return next_ < tokens_.size() ? tokens_[next_++] : std::string(); }
  bool closes() const { return next_ >= tokens_.size() || tokens_[next_] == ")"; }

  Expr::Id term(const CollectionSpec& at) {
    const std::string token = take();
    if (token == "(") {
      const Expr::Id id = operation(at, take());
      if (take() != ")") return fail("a closing parenthesis is missing");
      return id;
    }
    if (const FieldSpec* f = at.find(token)) return e_.field(f->name, f->type);
    return literal(token);
  }

  Expr::Id literal(const std::string& t) {
    const auto as = [&](std::uint32_t type, const std::string& text) {
      const auto cell = parse_cell(type, text);
      return cell ? e_.lit(cell->view()) : fail(cell.error().message);
    };
    if (t.empty()) return fail("an expression ends too early");
    if (t[0] == '"' || t[0] == '\'') return as(CRL_T_TEXT, t);
    if (t[0] == '$') return as(CRL_T_DECIMAL, t.substr(1));
    if (t[0] == '@') return as(CRL_T_TIME, t.substr(1));
    if (t[0] == '#') return as(CRL_T_DATE, t.substr(1));
    if (t == "true" || t == "false") return as(CRL_T_BOOL, t);
    return as(t.find('.') == std::string::npos ? CRL_T_I64 : CRL_T_F64, t);
  }

  Expr::Id operation(const CollectionSpec& at, const std::string& name) {
    if (name == "now") return e_.node(CRL_X_NOW, CRL_T_TIME, {});
    if (const auto op = kOver.find(name); op != kOver.end()) return over(at, op->second);
    if (name == "json" || kArithmetic.contains(name)) {
      const auto type = parse_type(take());
      if (!type) return fail(type.error().message);
      const auto a = term(at);
      const auto b = term(at);
      return e_.node(name == "json" ? static_cast<std::uint16_t>(CRL_X_JSON_PATH) : kArithmetic.at(name),
                     *type, {a, b});
    }
    std::vector<Expr::Id> args;
    while (!closes()) args.push_back(term(at));
    if (name == "date_part") return e_.node(CRL_X_DATE_PART, CRL_T_I64, args);
    const auto op = kOps.find(name);
    if (op == kOps.end()) return fail("the operation " + name + " is unknown");
    return e_.node(op->second, CRL_T_BOOL, args);
  }

  Expr::Id over(const CollectionSpec& at, std::uint16_t op) {
    const auto relation = std::find_if(at.relations.begin(), at.relations.end(), [&](const RelationSpec& r) {
      return next_ < tokens_.size() && r.name == tokens_[next_];
    });
    const CollectionSpec* rows = &at;
    std::string name;
    if (relation != at.relations.end()) {
      name = take();
      rows = &all_.find(relation->collection)->second;
    }
    std::vector<Expr::Id> args;
    while (!closes()) args.push_back(term(*rows));
    std::uint32_t type = op == CRL_X_EXISTS ? CRL_T_BOOL : CRL_T_I64;
    if (op >= CRL_X_SUM && !args.empty()) type = e_.type_of(args.back());
    if (op == CRL_X_AVG && type == CRL_T_I64) type = CRL_T_F64;
    if (args.size() == 2) return e_.over(op, type, name, {args[0], args[1]});
    if (args.size() == 1) return e_.over(op, type, name, {args[0]});
    return e_.over(op, type, name, {});
  }

  const Collections& all_;
  std::vector<std::string> tokens_;
  std::size_t next_ = 0;
  Expr e_;
  Status status_;
};

}  // namespace

std::vector<std::string> tokens_of(std::string_view line) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < line.size();) {
    const char c = line[i];
    if (c == ' ') {
      ++i;
    } else if (c == '(' || c == ')' || c == '|') {
      out.emplace_back(1, c);
      ++i;
    } else if (c == '"' || c == '\'') {
      const auto end = std::min(line.find(c, i + 1), line.size());
      out.emplace_back(line.substr(i, end - i));
      i = end + 1;
    } else {
      const auto end = std::min(line.find_first_of(" ()|", i), line.size());
      out.emplace_back(line.substr(i, end - i));
      i = end;
    }
  }
  return out;
}

Result<std::uint32_t> parse_type(std::string_view word) {
  constexpr std::string_view kTypes[] = {"bool",  "i64",  "f64",     "text", "time",
                                         "bytes", "json", "decimal", "set",  "date"};
  const auto at = std::find(std::begin(kTypes), std::end(kTypes), word);
  if (at == std::end(kTypes)) return invalid("\"" + std::string(word) + "\" is no type");
  return static_cast<std::uint32_t>(at - std::begin(kTypes) + 1);
}

Result<OwnedCell> parse_cell(std::uint32_t type, const std::string& t) {
  if (t == "-") return OwnedCell(cell::null(type));
  const bool quoted = t[0] == '"' || t[0] == '\'';
  switch (type) {
    case CRL_T_BOOL:
      return OwnedCell(cell::boolean(t == "true"));
    case CRL_T_F64:
      return OwnedCell(cell::real(std::strtod(t.c_str(), nullptr)));
    case CRL_T_DECIMAL: {
      const auto d = parse_decimal(t);
      if (!d) return invalid("\"" + t + "\" is no decimal");
      return OwnedCell(cell::decimal(*d));
    }
    case CRL_T_SET: {
      std::string packed;
      for (std::size_t i = 1; i + 1 < t.size();) {
        const auto end = std::min(t.find(',', i), t.size() - 1);
        packed += t.substr(i, end - i) + kSetEnd;
        i = end + 1;
      }
      return OwnedCell(cell::text(packed, type));
    }
    case CRL_T_TEXT:
    case CRL_T_JSON:
    case CRL_T_BYTES:
      if (!quoted) return invalid("the text " + t + " must stand in quotes");
      return OwnedCell(cell::text(std::string_view(t).substr(1), type));
    default:
      return OwnedCell(cell::of_int(std::strtoll(t.c_str(), nullptr, 10), type));
  }
}

Result<Expr> parse_expression(const Collections& all, const CollectionSpec& at, std::string_view text) {
  return Parser(all, text).parse(at);
}

}  // namespace carillon::conformance
