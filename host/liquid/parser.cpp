#include "liquid/parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/nearest.h"

namespace carillon::liquid {

namespace {
constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kInlinedBytes = 4 * Limits::kSource;
}  // namespace

void Parser::run() {
  all_.bytes += reader_.text().size();
  if (all_.bytes > kInlinedBytes) {
    fault(0, "the template and its partials have more than 4 MiB in all; shorten them");
    throw Enough{};
  }
  while (!reader_.ended()) {
    const std::size_t open = find_open();
    add_text(open);
    if (reader_.ended()) break;
    const bool writes = reader_.peek(1) == '{';
    try {
      if (writes) {
        output();
      } else {
        tag();
      }
    } catch (const SyntaxFault& wrong) {
      fault(wrong.at, wrong.message);
      expressions_.restart();
      const auto end = reader_.text().find(writes ? "}}" : "%}", open + 2);
      reader_.go(end == std::string_view::npos ? reader_.text().size() : end + 2);
    }
  }
  for (const Block& block : blocks_) {
    fault(block.at, "{% " + block.name + " %} is never closed; add {% end" + block.name + " %}");
  }
}

void Parser::fault(std::size_t at, std::string message) {
  const std::string_view before = reader_.text().substr(0, at);
  const auto newline = before.rfind('\n');
  Fault out;
  if (!all_.chain.empty()) out.partial = all_.chain.back();
  out.line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  out.column = newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
  out.message = std::move(message);
  const bool known = std::any_of(all_.faults.begin(), all_.faults.end(), [&](const Fault& f) {
    return f.partial == out.partial && f.line == out.line && f.column == out.column;
  });
  if (!known) all_.faults.push_back(std::move(out));
  if (all_.faults.size() >= Limits::kFaults) throw Enough{};
}

std::size_t Parser::find_open() const {
  const std::string_view text = reader_.text();
  for (std::size_t i = text.find('{', reader_.at()); i != std::string_view::npos; i = text.find('{', i + 1)) {
    if (i + 1 < text.size() && (text[i + 1] == '{' || text[i + 1] == '%')) return i;
  }
  return text.size();
}

// Text up to a tag or the end, without the white space that dashes take away.
void Parser::add_text(std::size_t end) {
  const std::size_t from = reader_.at();
  std::string_view text = reader_.text().substr(from, end - from);
  reader_.go(end);
  if (trim_left_) text.remove_prefix(std::min(text.size(), text.find_first_not_of(kSpace)));
  trim_left_ = false;
  if (reader_.peek(2) == '-') text = text.substr(0, text.find_last_not_of(kSpace) + 1);
  if (text.empty()) return;
  emit(Op::Kind::kText).text = names_.keep(std::string(text));
  if (program_.escape != Escape::kHtml) return;
  if (auto wrong = all_.place.feed(text); !wrong.empty()) fault(from, std::move(wrong));
}

// After "{{" or "{%".
void Parser::opened() { reader_.go(reader_.at() + (reader_.peek(2) == '-' ? 3 : 2)); }

void Parser::closed(std::string_view end, std::size_t from) {
  reader_.skip_space();
  if (reader_.peek() == '-' && reader_.text().substr(reader_.at() + 1, 2) == end) {
    reader_.go(reader_.at() + 1);
    trim_left_ = true;
  }
  if (!reader_.follows(end)) {
    if (reader_.text().find(end, reader_.at()) == std::string_view::npos) {
      throw SyntaxFault{from, "is never closed; add " + std::string(end)};
    }
    throw SyntaxFault{reader_.at(), "found " + reader_.found() + ", expected " + std::string(end) +
                                        (end == "}}" ? " or a filter after |" : "")};
  }
  reader_.go(reader_.at() + 2);
}

Op& Parser::emit(Op::Kind kind) {
  if (program_.ops.size() >= Limits::kProgram) {
    fault(reader_.at(), "the template has more than 20,000 parts, its partials included; shorten it");
    throw Enough{};
  }
  Op& op = program_.ops.emplace_back();
  op.kind = kind;
  return op;
}

Mode Parser::mode_here(std::size_t at) {
  if (program_.escape == Escape::kNone) return Mode::kPlain;
  if (program_.escape == Escape::kLine) return Mode::kLine;
  const Mode mode = all_.place.mode();
  if (mode == Mode::kRefused) throw SyntaxFault{at, all_.place.refusal()};
  all_.place.value_written();
  return mode;
}

void Parser::output() {
  const std::size_t from = reader_.at();
  opened();
  Expression value = expressions_.expression();
  closed("}}", from);
  const Mode mode = mode_here(from);
  Op& op = emit(Op::Kind::kOutput);
  op.mode = mode;
  op.value = std::move(value);
}

std::span<const Parser::Tag> Parser::tags() {
  static constexpr std::array<Tag, 20> kTags{
      {{"assign", &Parser::tag_assign},   {"break", &Parser::tag_break},
       {"capture", &Parser::tag_capture}, {"case", &Parser::tag_case},
       {"comment", &Parser::tag_comment}, {"continue", &Parser::tag_continue},
       {"cycle", &Parser::tag_cycle},     {"else", &Parser::tag_else},
       {"elsif", &Parser::tag_elsif},     {"endcapture", &Parser::tag_endcapture},
       {"endcase", &Parser::tag_endcase}, {"endfor", &Parser::tag_endfor},
       {"endif", &Parser::tag_endif},     {"endunless", &Parser::tag_endunless},
       {"for", &Parser::tag_for},         {"if", &Parser::tag_if},
       {"raw", &Parser::tag_raw},         {"render", &Parser::tag_render},
       {"unless", &Parser::tag_unless},   {"when", &Parser::tag_when}}};
  return kTags;
}

void Parser::tag() {
  const std::size_t from = reader_.at();
  opened();
  reader_.skip_space();
  if (reader_.peek() == '#') {  // a remark
    const auto end = reader_.text().find("%}", reader_.at());
    if (end == std::string_view::npos) throw SyntaxFault{from, "is never closed; add %}"};
    trim_left_ = reader_.text()[end - 1] == '-';
    return reader_.go(end + 2);
  }
  const std::string_view name = reader_.word();
  for (const Tag& tag : tags()) {
    if (tag.name == name) return (this->*tag.read)(from);
  }
  const std::string detail = "there is no tag \"" + std::string(name) + "\"";
  if (name == "include") throw SyntaxFault{from, detail + "; did you mean render?"};
  std::vector<std::string> names;
  for (const Tag& tag : tags()) names.emplace_back(tag.name);
  const std::string meant = name.size() > 64 ? std::string{} : nearest(name, names);
  if (!meant.empty()) throw SyntaxFault{from, detail + "; did you mean " + meant + "?"};
  std::string known;
  for (const auto& one : names) known += (known.empty() ? "" : ", ") + one;
  throw SyntaxFault{from, detail + "; the tags are " + known};
}

Template::Made Template::compile(std::string_view text, Escape escape, const Scope& scope) {
  if (text.size() > Limits::kSource) {
    Fault fault;
    fault.message =
        "the template has " + std::to_string(text.size()) + " bytes; at most 1 MiB is allowed, shorten it";
    return std::vector<Fault>{std::move(fault)};
  }
  Compilation all(scope);
  all.program.escape = escape;
  all.program.currency = scope.currency;
  all.program.timezone = scope.timezone;
  try {
    Parser(all, text).run();
  } catch (const Enough&) {}
  if (!all.faults.empty()) return std::move(all.faults);
  Template out;
  out.program_ = std::make_shared<const Program>(std::move(all.program));
  return out;
}

}  // namespace carillon::liquid
