// Tags that make variables, leave text alone, or bring partials in.
#include <algorithm>
#include <array>
#include <utility>

#include "base/nearest.h"
#include "liquid/parser.h"

namespace carillon::liquid {

namespace {

constexpr std::size_t kDeepestPartial = 8;

}  // namespace

// A name that a tag binds.
std::string Parser::new_name(std::string_view what) {
  constexpr std::array<std::string_view, 11> kTaken{"customer", "campaign", "organisation", "data",
                                                    "forloop",  "true",     "false",        "nil",
                                                    "null",     "empty",    "blank"};
  reader_.skip_space();
  const std::size_t from = reader_.at();
  std::string name(reader_.word());
  if (name.empty())
    throw SyntaxFault{from, "found " + reader_.found() + ", expected a name after " + std::string(what)};
  const auto& slots = all_.scope.slots;
  const bool taken = std::find(kTaken.begin(), kTaken.end(), name) != kTaken.end() ||
                     std::any_of(slots.begin(), slots.end(), [&](const std::string& slot) {
                       return slot == name || slot.starts_with(name + '.');
                     });
  if (taken) throw SyntaxFault{from, "\"" + name + "\" has a meaning already; take another name"};
  return name;
}

void Parser::tag_assign(std::size_t from) {
  const std::string name = new_name("{% assign");
  try {
    if (!reader_.take('=')) throw SyntaxFault{reader_.at(), "found " + reader_.found() + ", expected ="};
    Expression value = expressions_.expression();
    closed("%}", from);
    Op& op = emit(Op::Kind::kAssign);
    op.at = names_.define(name);
    op.value = std::move(value);
  } catch (const SyntaxFault&) {
    names_.define(name);  // so that what follows does not find it unknown
    throw;
  }
}

void Parser::tag_capture(std::size_t from) {
  Block& block = open("capture", from);
  all_.place = {};
  block.variable = new_name("{% capture");
  closed("%}", from);
  emit(Op::Kind::kCaptureBegin);
}

void Parser::tag_endcapture(std::size_t from) {
  const Block block = close("capture", from);
  if (program_.escape == Escape::kHtml && !all_.place.in_text())
    fault(from, "what {% capture %} holds must be whole; it ends " + all_.place.words());
  all_.place = block.before;
  if (!block.variable.empty()) emit(Op::Kind::kCaptureEnd).at = names_.define(block.variable);
}

// The text up to {% end<name> %}, which is taken.
std::string_view Parser::until_end(std::string_view name, std::size_t from) {
  closed("%}", from);
  const std::size_t begin = reader_.at();
  const std::string end = "end" + std::string(name);
  const std::string_view text = reader_.text();
  for (auto at = text.find("{%", begin); at != std::string_view::npos; at = text.find("{%", at + 2)) {
    reader_.go(at + (text.substr(at + 2, 1) == "-" ? 3 : 2));
    if (!reader_.take_word(end)) continue;
    reader_.skip_space();
    if (reader_.follows("%}") || reader_.follows("-%}")) {
      trim_left_ = false;
      closed("%}", at);
      return text.substr(begin, at - begin);
    }
  }
  reader_.go(text.size());
  throw SyntaxFault{from, "{% " + std::string(name) + " %} is never closed; add {% " + end + " %}"};
}

void Parser::tag_comment(std::size_t from) { until_end("comment", from); }

void Parser::tag_raw(std::size_t from) {
  const std::string_view text = until_end("raw", from);
  if (text.empty()) return;
  emit(Op::Kind::kText).text = names_.keep(std::string(text));
  if (program_.escape != Escape::kHtml) return;
  if (auto wrong = all_.place.feed(text); !wrong.empty()) fault(from, std::move(wrong));
}

void Parser::tag_cycle(std::size_t from) {
  Op op;
  op.kind = Op::Kind::kCycle;
  do {
    if (op.list.size() == 100) throw SyntaxFault{from, "a cycle has at most 100 values"};
    op.list.push_back(expressions_.operand());
  } while (reader_.take(','));
  closed("%}", from);
  op.mode = mode_here(from);
  op.at = program_.counters++;
  emit(Op::Kind::kCycle) = std::move(op);
}

std::string Parser::source_of(const std::string& name, std::size_t at) {
  const auto& chain = all_.chain;
  if (std::find(chain.begin(), chain.end(), name) != chain.end()) {
    std::string way;
    for (const auto& one : chain) way += one + " -> ";
    throw SyntaxFault{at, "partials must not render themselves: " + way + name};
  }
  if (chain.size() >= kDeepestPartial) throw SyntaxFault{at, "partials are nested deeper than 8"};
  if (++all_.inlined > Limits::kPartials) {
    fault(at, "partials are rendered at more than 200 places");
    throw Enough{};
  }
  auto source = all_.scope.partial ? all_.scope.partial(name) : std::nullopt;
  if (!source) {
    const std::string meant = name.size() > 64 ? std::string{} : nearest(name, all_.scope.partial_names);
    throw SyntaxFault{at, "there is no partial \"" + name + "\"" +
                              (meant.empty() ? "; save a template of the kind partial under this name"
                                             : "; did you mean \"" + meant + "\"?")};
  }
  if (source->size() > Limits::kSource)
    throw SyntaxFault{at, "the partial \"" + name + "\" has more than 1 MiB"};
  return *std::move(source);
}

void Parser::partial(const std::string& name, std::string_view source) {
  auto& used = program_.partials;
  if (std::find(used.begin(), used.end(), name) == used.end()) used.push_back(name);
  all_.chain.push_back(name);
  Parser(all_, source).run();
  all_.chain.pop_back();
}

// {% render "name" [with x as y | for list as y], a: 1, b: customer.name %}
void Parser::tag_render(std::size_t from) {
  reader_.skip_space();
  const std::size_t at = reader_.at();
  const Operand named = expressions_.operand();
  if (named.from != Operand::From::kLiteral || named.literal.kind != Value::Kind::kText)
    throw SyntaxFault{at, "the partial's name stands in quotes: {% render \"footer\" %}"};
  const std::string name(named.literal.s);
  std::vector<std::pair<std::string, std::uint32_t>> bound;
  const bool each = reader_.take_word("for");
  Op loop;
  std::string item;
  if (each || reader_.take_word("with")) {
    loop.value = expressions_.expression();
    if (!reader_.take_word("as")) throw SyntaxFault{reader_.at(), "expected: as and a name"};
    item = new_name("as");
    loop.at = names_.hidden();
    bound.emplace_back(item, loop.at);
  }
  reader_.take(',');
  for (reader_.skip_space(); !reader_.follows("%}") && !reader_.follows("-%}"); reader_.skip_space()) {
    std::string parameter = new_name("{% render");
    if (!reader_.take(':'))
      throw SyntaxFault{reader_.at(), "found " + reader_.found() + ", expected : and a value"};
    Op& op = emit(Op::Kind::kAssign);
    op.at = names_.hidden();
    const std::uint32_t local = op.at;
    const std::size_t place = program_.ops.size() - 1;
    program_.ops[place].value = expressions_.expression();
    bound.emplace_back(std::move(parameter), local);
    if (!reader_.take(',')) break;
  }
  closed("%}", from);
  // Nothing that follows leaves by a SyntaxFault before the partial's names are left again.
  const std::string source = source_of(name, at);
  const HtmlPlace before = all_.place;
  const std::size_t begin = here();
  if (!item.empty()) {
    loop.kind = each ? Op::Kind::kLoopBegin : Op::Kind::kAssign;
    if (each) loop.loop = names_.enter_loop();
    emit(loop.kind) = loop;
  }
  const bool trims = std::exchange(trim_left_, false);
  names_.enter_partial();
  for (const auto& [parameter, local] : bound) names_.shadow(parameter, local);
  partial(name, source);
  names_.leave_partial();
  trim_left_ = trims;
  if (!each) return;
  names_.leave_loop();
  HtmlPlace again = before;
  if (!again.join(all_.place))
    throw SyntaxFault{from, "a partial that is rendered for a list must end where it begins"};
  all_.place = again;
  Op& next = emit(Op::Kind::kLoopNext);
  next.at = loop.at;
  next.loop = loop.loop;
  next.target = static_cast<std::uint32_t>(begin) + 1;
  program_.ops[begin].target = here();
}

}  // namespace carillon::liquid
