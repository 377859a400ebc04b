#include "liquid/expressions.h"

#include <array>
#include <utility>

#include "base/nearest.h"
#include "liquid/machine.h"

namespace carillon::liquid {

namespace {

constexpr std::size_t kMostFilters = 50;
constexpr std::size_t kMostTerms = 200;
constexpr std::size_t kMostSteps = 20;
constexpr std::size_t kDeepest = 8;  // of [ ] and ( ) within each other

Operand literal(Value value) {
  Operand out;
  out.literal = value;
  return out;
}

bool is_number_start(const Reader& reader) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return digit(reader.peek()) || (reader.peek() == '-' && digit(reader.peek(1)));
}

[[noreturn]] void no_such_filter(std::size_t at, std::string_view name) {
  const std::string detail = "there is no filter \"" + std::string(name) + "\"";
  if (name == "raw" || name == "safe") {
    throw SyntaxFault{
        at, detail + ": values are escaped for the place where they stand; put markup into the template"};
  }
  std::vector<std::string> names;
  for (const auto& spec : filter_specs()) names.emplace_back(spec.name);
  const std::string meant = name.size() > 64 ? std::string{} : nearest(name, names);
  if (!meant.empty()) throw SyntaxFault{at, detail + "; did you mean " + meant + "?"};
  std::string known;
  for (const auto& one : names) known += (known.empty() ? "" : ", ") + one;
  throw SyntaxFault{at, detail + "; the filters are " + known};
}

}  // namespace

Operand Expressions::operand() {
  reader_.skip_space();
  if (reader_.ended())
    throw SyntaxFault{reader_.at(), "the text ends where a variable or a value is expected"};
  const char c = reader_.peek();
  if (c == '"' || c == '\'') return quoted(c);
  if (is_number_start(reader_)) return number();
  if (c == '(') return range();
  return variable();
}

Operand Expressions::quoted(char quote) {
  const std::size_t from = reader_.at();
  const auto end = reader_.text().find(quote, from + 1);
  if (end == std::string_view::npos) throw SyntaxFault{from, "a text in quotes is never closed"};
  reader_.go(end + 1);
  return literal(Value::text(names_.keep(std::string(reader_.text().substr(from + 1, end - from - 1)))));
}

Operand Expressions::number() {
  const std::size_t from = reader_.at();
  if (reader_.peek() == '-') reader_.go(from + 1);
  const auto digits = [&] {
    while (reader_.peek() >= '0' && reader_.peek() <= '9') reader_.go(reader_.at() + 1);
  };
  digits();
  if (reader_.peek() == '.' && reader_.peek(1) != '.') {  // 1..3 is a range
    reader_.go(reader_.at() + 1);
    digits();
  }
  const std::string_view text = reader_.text().substr(from, reader_.at() - from);
  const auto d = parse_decimal(text);
  if (!d) throw SyntaxFault{from, "\"" + std::string(text) + "\" is no number with at most 4 places"};
  const bool whole = text.find('.') == std::string_view::npos;
  return literal(whole ? Value::whole(d->units / Decimal::kScale) : Value::decimal(d->units));
}

Operand Expressions::range() {
  const std::size_t from = reader_.at();
  reader_.go(from + 1);
  if (++depth_ > kDeepest) throw SyntaxFault{from, "brackets are nested too deeply"};
  const Operand first = operand();
  reader_.skip_space();
  if (!reader_.follows("..")) {
    throw SyntaxFault{
        from, "brackets are there for ranges such as (1..3) only; conditions are read from right to left"};
  }
  reader_.go(reader_.at() + 2);
  const Operand last = operand();
  if (!reader_.take(')'))
    throw SyntaxFault{reader_.at(), "found " + reader_.found() + ", expected ) after a range"};
  --depth_;
  Operand out;
  out.from = Operand::From::kRange;
  out.at = static_cast<std::uint32_t>(program_.operands.size());
  program_.operands.push_back(first);
  out.to = static_cast<std::uint32_t>(program_.operands.size());
  program_.operands.push_back(last);
  return out;
}

Operand Expressions::variable() {
  Path path;
  path.from = reader_.at();
  path.root = reader_.word();
  if (path.root.empty()) {
    throw SyntaxFault{path.from,
                      "found " + reader_.found() +
                          ", expected a variable such as customer.name, a number or a text in quotes"};
  }
  path.written = path.root;
  while (reader_.peek() == '[' || (reader_.peek() == '.' && reader_.peek(1) != '.')) {
    if (path.steps.size() == kMostSteps) throw SyntaxFault{path.from, "a variable has at most 20 parts"};
    const std::size_t from = reader_.at();
    if (reader_.peek() == '[') {
      path.steps.push_back(bracketed(path));
    } else {
      reader_.go(from + 1);
      const bool blank = reader_.peek() == ' ';
      const std::string_view name = reader_.word();
      if (name.empty() || blank) throw SyntaxFault{from, "expected a name directly after the dot"};
      PathStep step;
      step.name = names_.keep(std::string(name));
      path.steps.push_back(step);
      path.written += '.';
      path.written += name;
    }
  }
  if (path.steps.empty()) {
    if (path.root == "true" || path.root == "false") return literal(Value::boolean(path.root == "true"));
    if (path.root == "nil" || path.root == "null") return literal({});
    Value special;
    special.kind = Value::Kind::kEmpty;
    if (path.root == "empty") return literal(special);
    special.kind = Value::Kind::kBlank;
    if (path.root == "blank") return literal(special);
  }
  return names_.resolve(std::move(path));
}

PathStep Expressions::bracketed(Path& path) {
  const std::size_t from = reader_.at();
  reader_.go(from + 1);
  if (++depth_ > kDeepest) throw SyntaxFault{from, "brackets are nested too deeply"};
  Operand inner = operand();
  if (!reader_.take(']')) throw SyntaxFault{reader_.at(), "found " + reader_.found() + ", expected ]"};
  --depth_;
  PathStep step;
  if (inner.from == Operand::From::kLiteral && inner.literal.kind == Value::Kind::kText) {
    step.name = inner.literal.s;
    path.written += '.' + std::string(step.name);
    return step;
  }
  path.written += reader_.text().substr(from, reader_.at() - from);
  if (inner.from == Operand::From::kLiteral && inner.literal.kind == Value::Kind::kInt) {
    step.by_index = true;
    step.index = inner.literal.i;
    return step;
  }
  step.operand = static_cast<std::uint32_t>(program_.operands.size());
  program_.operands.push_back(std::move(inner));
  return step;
}

Expression Expressions::expression() {
  Expression out;
  out.operand = operand();
  while (reader_.take('|')) {
    if (out.filters.size() == kMostFilters) throw SyntaxFault{reader_.at(), "at most 50 filters in a row"};
    out.filters.push_back(filter());
    out.guarded = out.guarded || out.filters.back().spec->name == "default";
  }
  return out;
}

Filter Expressions::filter() {
  reader_.skip_space();
  const std::size_t from = reader_.at();
  const std::string_view name = reader_.word();
  Filter out;
  out.spec = find_filter(name);
  if (out.spec == nullptr) no_such_filter(from, name);
  if (reader_.take(':')) {
    do {
      if (out.args.size() == kMostArguments) throw SyntaxFault{from, "too many arguments"};
      out.args.push_back(operand());
    } while (reader_.take(','));
  }
  const std::size_t least = out.spec->least;
  const std::size_t most = out.spec->most;
  if (out.args.size() < least || out.args.size() > most) {
    throw SyntaxFault{from, "filter \"" + std::string(name) + "\" takes " + std::to_string(least) +
                                (most == least ? "" : " to " + std::to_string(most)) + " arguments, found " +
                                std::to_string(out.args.size())};
  }
  if (name == "date") {
    const Operand& format = out.args[0];
    if (format.from != Operand::From::kLiteral || format.literal.kind != Value::Kind::kText) {
      throw SyntaxFault{from, "filter \"date\" takes its format in quotes, not from a variable"};
    }
    if (auto wrong = check_date_format(format.literal.s); !wrong.empty())
      throw SyntaxFault{from, std::move(wrong)};
  }
  const bool divides = name == "divided_by" || name == "modulo";
  if (divides && out.args[0].from == Operand::From::kLiteral && as_units(out.args[0].literal) == 0) {
    throw SyntaxFault{from, "nothing can be divided by 0"};
  }
  return out;
}

std::vector<Term> Expressions::condition() {
  std::vector<Term> out;
  for (;;) {
    if (out.size() == kMostTerms) throw SyntaxFault{reader_.at(), "a condition has at most 200 parts"};
    Term term;
    term.left = operand();
    term.test = test();
    if (term.test != Term::Test::kTrue) term.right = operand();
    const bool joins_and = reader_.take_word("and");
    const bool joins = joins_and || reader_.take_word("or");
    term.and_next = joins_and;
    out.push_back(std::move(term));
    if (!joins) return out;
  }
}

Term::Test Expressions::test() {
  constexpr std::array<std::pair<std::string_view, Term::Test>, 7> kTests{{{"==", Term::Test::kEq},
                                                                           {"!=", Term::Test::kNe},
                                                                           {"<>", Term::Test::kNe},
                                                                           {"<=", Term::Test::kLe},
                                                                           {">=", Term::Test::kGe},
                                                                           {"<", Term::Test::kLt},
                                                                           {">", Term::Test::kGt}}};
  reader_.skip_space();
  for (const auto& [sign, test] : kTests) {
    if (!reader_.follows(sign)) continue;
    reader_.go(reader_.at() + sign.size());
    return test;
  }
  if (reader_.take_word("contains")) return Term::Test::kContains;
  if (reader_.peek() == '=') throw SyntaxFault{reader_.at(), "found =; to compare, write =="};
  return Term::Test::kTrue;
}

}  // namespace carillon::liquid
