// Tags that enclose: conditions and loops.
#include <algorithm>
#include <utility>

#include "liquid/parser.h"

namespace carillon::liquid {

Parser::Block& Parser::open(std::string name, std::size_t from) {
  if (blocks_.size() + all_.chain.size() >= Limits::kNesting) {
    fault(from, "tags are nested deeper than 32");
    throw Enough{};
  }
  Block& block = blocks_.emplace_back();
  block.name = std::move(name);
  block.at = from;
  block.before = all_.place;
  return block;
}

Parser::Block& Parser::inside(std::string_view name, std::size_t from, std::string_view wanted) {
  if (blocks_.empty() || blocks_.back().ended || wanted.find(blocks_.back().name) == std::string_view::npos) {
    throw SyntaxFault{from, "{% " + std::string(name) + " %} stands outside of " + std::string(wanted) +
                                ", or after its {% else %}"};
  }
  return blocks_.back();
}

Parser::Block Parser::close(std::string_view name, std::size_t from) {
  if (blocks_.empty()) throw SyntaxFault{from, "{% end" + std::string(name) + " %} closes nothing"};
  if (blocks_.back().name != name) {
    throw SyntaxFault{from, "{% end" + std::string(name) + " %} comes before {% end" + blocks_.back().name +
                                " %}, which its {% " + blocks_.back().name + " %} needs"};
  }
  closed("%}", from);
  Block block = std::move(blocks_.back());
  blocks_.pop_back();
  return block;
}

// The present branch ends here; its place is joined with those of the others.
void Parser::join(Block& block) {
  if (program_.escape != Escape::kHtml) return;
  if (!block.after) {
    block.after = all_.place;
  } else if (const HtmlPlace other = *block.after; !block.after->join(all_.place)) {
    fault(block.at, "the branches of {% " + block.name + " %} must end at one place of the HTML; one ends " +
                        other.words() + ", another " + all_.place.words());
  }
}

void Parser::leave_branch(Block& block) {
  join(block);
  all_.place = block.before;
  block.exits.push_back(here());
  emit(Op::Kind::kJump);
  if (block.test != kNone) program_.ops[block.test].target = here();
  block.test = kNone;
}

void Parser::finish(Block& block) {
  join(block);
  if (block.test != kNone) program_.ops[block.test].target = here();
  for (const std::size_t exit : block.exits) program_.ops[exit].target = here();
  if (block.after) all_.place = *block.after;
}

void Parser::conditional(std::string name, std::size_t from) {
  const bool negate = name == "unless";
  open(std::move(name), from);
  auto terms = expressions_.condition();
  closed("%}", from);
  blocks_.back().test = here();
  Op& op = emit(Op::Kind::kJumpUnless);
  op.terms = std::move(terms);
  op.negate = negate;
}

void Parser::tag_if(std::size_t from) { conditional("if", from); }
void Parser::tag_unless(std::size_t from) { conditional("unless", from); }

void Parser::tag_elsif(std::size_t from) {
  leave_branch(inside("elsif", from, "{% if %} or {% unless %}"));
  auto terms = expressions_.condition();
  closed("%}", from);
  blocks_.back().test = here();
  emit(Op::Kind::kJumpUnless).terms = std::move(terms);
}

void Parser::tag_else(std::size_t from) {
  Block& block = inside("else", from, "{% if %}, {% unless %}, {% case %} or {% for %}");
  closed("%}", from);
  if (block.name == "for") {
    next_item(block);
    unbind(block);
  }
  leave_branch(block);
  block.ended = true;
}

void Parser::tag_endif(std::size_t from) {
  Block block = close("if", from);
  if (!block.ended) {  // no branch may be taken at all
    join(block);
    all_.place = block.before;
  }
  finish(block);
}

void Parser::tag_endunless(std::size_t from) {
  Block block = close("unless", from);
  if (!block.ended) {
    join(block);
    all_.place = block.before;
  }
  finish(block);
}

// What stands between {% case %} and the first {% when %} is never reached.
void Parser::tag_case(std::size_t from) {
  open("case", from);
  Expression subject = expressions_.expression();
  closed("%}", from);
  Block& block = blocks_.back();
  block.local = names_.hidden();
  Op& op = emit(Op::Kind::kAssign);
  op.at = block.local;
  op.value = std::move(subject);
  block.test = here();
  emit(Op::Kind::kJump);
}

void Parser::tag_when(std::size_t from) {
  Block& block = inside("when", from, "{% case %}");
  const bool first = block.test != kNone && program_.ops[block.test].kind == Op::Kind::kJump;
  if (first) {
    program_.ops[block.test].target = here();
    all_.place = block.before;
  } else {
    leave_branch(block);
  }
  std::vector<Term> terms;
  do {
    Term term;
    term.left.from = Operand::From::kLocal;
    term.left.at = block.local;
    term.test = Term::Test::kEq;
    term.right = expressions_.operand();
    term.and_next = false;
    terms.push_back(std::move(term));
  } while (reader_.take(',') || reader_.take_word("or"));
  closed("%}", from);
  block.test = here();
  emit(Op::Kind::kJumpUnless).terms = std::move(terms);
}

void Parser::tag_endcase(std::size_t from) {
  Block block = close("case", from);
  if (!block.ended) {
    join(block);
    all_.place = block.before;
  }
  finish(block);
}

void Parser::tag_for(std::size_t from) {
  Block& block = open("for", from);
  block.variable = new_name("{% for %}");
  block.local = names_.hidden();
  if (!reader_.take_word("in")) {
    block.shadowed = names_.shadow(block.variable, block.local);
    block.loop = names_.enter_loop();
    throw SyntaxFault{reader_.at(),
                      "found " + reader_.found() + ", expected: for " + block.variable + " in a list"};
  }
  Op op;
  op.kind = Op::Kind::kLoopBegin;
  const auto bind = [&] {
    block.shadowed = names_.shadow(block.variable, block.local);
    block.loop = names_.enter_loop();
  };
  try {
    op.value = expressions_.expression();
    for (;;) {
      if (reader_.take_word("reversed")) {
        op.reversed = true;
        continue;
      }
      const bool limit = reader_.take_word("limit");
      if (!limit && !reader_.take_word("offset")) break;
      if (!reader_.take(':')) throw SyntaxFault{reader_.at(), "expected : and a number"};
      (limit ? op.limit : op.offset) = expressions_.operand();
      (limit ? op.has_limit : op.has_offset) = true;
    }
    closed("%}", from);
  } catch (const SyntaxFault&) {
    bind();  // so that what follows does not find the variable unknown
    throw;
  }
  bind();
  op.at = block.local;
  op.loop = block.loop;
  block.test = here();
  emit(Op::Kind::kLoopBegin) = std::move(op);
}

// The end of a loop's body.
void Parser::next_item(const Block& block) {
  for (const std::size_t from : block.continues) program_.ops[from].target = here();
  if (program_.escape == Escape::kHtml) {
    HtmlPlace again = block.before;
    if (!again.join(all_.place)) {
      fault(block.at, "a round of {% for %} must end where it begins in the HTML; it begins " +
                          block.before.words() + " and ends " + all_.place.words());
    }
  }
  Op& op = emit(Op::Kind::kLoopNext);
  op.at = block.local;
  op.loop = block.loop;
  op.target = block.test == kNone ? 0 : static_cast<std::uint32_t>(block.test) + 1;
}

void Parser::unbind(const Block& block) {
  if (block.loop == kNone32) return;
  names_.put_back(block.variable, block.shadowed);
  names_.leave_loop();
}

void Parser::tag_endfor(std::size_t from) {
  Block block = close("for", from);
  if (!block.ended) {
    next_item(block);
    unbind(block);
    join(block);
    all_.place = block.before;
  }
  finish(block);
}

Parser::Block* Parser::loop_of(std::size_t from) {
  for (auto block = blocks_.rbegin(); block != blocks_.rend(); ++block) {
    if (block->name == "for" && !block->ended) return &*block;
    if (block->name == "capture") throw SyntaxFault{from, "a loop cannot be left from inside {% capture %}"};
  }
  throw SyntaxFault{from, "there is no loop to leave; {% break %} and {% continue %} stand inside {% for %}"};
}

void Parser::leave_loop(std::size_t from, bool entirely) {
  closed("%}", from);
  Block* loop = loop_of(from);
  if (HtmlPlace place = loop->before; program_.escape == Escape::kHtml && !place.join(all_.place)) {
    throw SyntaxFault{from,
                      "a loop must be left where its round began in the HTML, not " + all_.place.words()};
  }
  (entirely ? loop->exits : loop->continues).push_back(here());
  emit(Op::Kind::kJump);
}

void Parser::tag_break(std::size_t from) { leave_loop(from, true); }
void Parser::tag_continue(std::size_t from) { leave_loop(from, false); }

}  // namespace carillon::liquid
