#include <algorithm>
#include <cctype>

#include <carillon/value.hpp>

#include "audience/audience.h"
#include "delivery/program.h"

namespace carillon::delivery {

namespace {

// Thrown and caught within this file only: a parser unwinds most simply by it.
struct Fault {
  std::size_t at;
  std::string message;
};

constexpr std::size_t kMaxText = 1U << 20;
constexpr std::size_t kMaxSteps = 10'000;
constexpr std::size_t kMaxNesting = 32;

class Parser {
 public:
  Parser(std::string_view text, Escape escape, const Scope& scope) : text_(text), scope_(scope) {
    program_.escape = escape;
    program_.currency = scope.currency;
    program_.timezone = scope.timezone;
  }

  Template::Program run() {
    if (text_.size() > kMaxText) throw Fault{0, "the template has more than 1 MiB; shorten it"};
    while (at_ < text_.size()) {
      const auto open = find_open();
      add_text(text_.substr(at_, open - at_));
      if (open == text_.size()) break;
      at_ = open;
      if (text_[open + 1] == '{') {
        output();
      } else {
        tag();
      }
      if (program_.steps.size() > kMaxSteps)
        throw Fault{at_, "the template has more than 10,000 parts; shorten it"};
    }
    if (!blocks_.empty()) {
      throw Fault{blocks_.back().at, "{% " + blocks_.back().name + " %} is never closed; add {% end" +
                                         blocks_.back().name + " %}"};
    }
    return std::move(program_);
  }

 private:
  struct Block {
    std::string name;
    std::size_t at;
    std::size_t test;                // the step of the last condition, or npos after else
    std::vector<std::size_t> exits;  // jumps to the end
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::size_t find_open() const {
    for (std::size_t i = at_; i + 1 < text_.size(); ++i) {
      if (text_[i] == '{' && (text_[i + 1] == '{' || text_[i + 1] == '%')) return i;
    }
    return text_.size();
  }

  void add_text(std::string_view text) {
    if (trim_left_) text.remove_prefix(std::min(text.size(), text.find_first_not_of(" \t\r\n")));
    trim_left_ = false;
    if (text.empty()) return;
    program_.steps.push_back({Step::Kind::kText, std::string(text), {}, {}, {}, false, 0});
  }

  // After "{{" or "{%": a dash takes the white space before it away.
  void opened() {
    at_ += 2;
    if (at_ < text_.size() && text_[at_] == '-') {
      ++at_;
      if (!program_.steps.empty() && program_.steps.back().kind == Step::Kind::kText) {
        std::string& before = program_.steps.back().text;
        before.erase(before.find_last_not_of(" \t\r\n") + 1);
      }
    }
  }

  void closed(std::string_view end, std::size_t opened_at) {
    skip_space();
    if (at_ < text_.size() && text_[at_] == '-') {
      ++at_;
      trim_left_ = true;
    }
    if (text_.substr(at_, 2) != end) {
      if (text_.find(end, at_) == std::string_view::npos) {
        throw Fault{opened_at, "is never closed; add " + std::string(end)};
      }
      throw Fault{at_, "found \"" + std::string(text_.substr(at_, 12)) + "\", expected " + std::string(end) +
                           " or a filter after |"};
    }
    at_ += 2;
  }

  void output() {
    const std::size_t from = at_;
    opened();
    Step step;
    step.kind = Step::Kind::kOutput;
    step.operand = operand();
    skip_space();
    while (at_ < text_.size() && text_[at_] == '|') {
      ++at_;
      step.filters.push_back(filter());
      skip_space();
    }
    closed("}}", from);
    program_.steps.push_back(std::move(step));
  }

  Filter filter() {
    skip_space();
    const std::size_t from = at_;
    const std::string_view name = word();
    const auto specs = filter_specs();
    const auto spec =
        std::find_if(specs.begin(), specs.end(), [&](const FilterSpec& s) { return s.name == name; });
    if (spec == specs.end()) {
      std::string known;
      for (const auto& s : specs) known += (known.empty() ? "" : ", ") + std::string(s.name);
      throw Fault{from, "there is no filter \"" + std::string(name) + "\"; the filters are " + known};
    }
    Filter out{spec->kind, {}};
    skip_space();
    if (at_ < text_.size() && text_[at_] == ':') {
      do {
        ++at_;
        out.args.push_back(operand());
        skip_space();
      } while (at_ < text_.size() && text_[at_] == ',');
    }
    if (out.args.size() < spec->least || out.args.size() > spec->most) {
      throw Fault{from, "filter \"" + std::string(name) + "\" takes " + std::to_string(spec->least) +
                            (spec->most == spec->least ? "" : " to " + std::to_string(spec->most)) +
                            " arguments, found " + std::to_string(out.args.size())};
    }
    const bool wants_literal = out.kind == Filter::Kind::kDate || out.kind == Filter::Kind::kTruncate;
    if (wants_literal && out.args[0].from != Operand::From::kLiteral) {
      throw Fault{from, "filter \"" + std::string(name) + "\" takes a fixed argument, not a variable"};
    }
    if (out.kind == Filter::Kind::kDate) check_date_format(out.args[0].text, from);
    return out;
  }

  static void check_date_format(const std::string& format, std::size_t at) {
    if (format.size() > 64) throw Fault{at, "a date format has at most 64 characters"};
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (format[i] != '%') continue;
      ++i;
      if (i == format.size() ||
          std::string_view("YymdeBbAaHIMSpjF%").find(format[i]) == std::string_view::npos) {
        throw Fault{at, "a date format may use %Y %y %m %d %e %B %b %A %a %H %I %M %S %p %j %F %%"};
      }
    }
  }

  void tag() {
    const std::size_t from = at_;
    opened();
    skip_space();
    const std::string name(word());
    if (name == "if" || name == "unless") {
      if (blocks_.size() >= kMaxNesting) throw Fault{from, "conditions are nested deeper than 32"};
      Step step = condition(from);
      step.negate = name == "unless";
      blocks_.push_back({name, from, program_.steps.size(), {}});
      program_.steps.push_back(std::move(step));
    } else if (name == "elsif") {
      Block& block = within(name, from);
      leave_branch(block);
      Step step = condition(from);
      block.test = program_.steps.size();
      program_.steps.push_back(std::move(step));
    } else if (name == "else") {
      Block& block = within(name, from);
      closed("%}", from);
      leave_branch(block);
      block.test = kNone;
    } else if (name == "endif" || name == "endunless") {
      if (blocks_.empty() || "end" + blocks_.back().name != name) {
        throw Fault{from, "{% " + name + " %} closes nothing"};
      }
      closed("%}", from);
      const Block block = std::move(blocks_.back());
      blocks_.pop_back();
      if (block.test != kNone) program_.steps[block.test].target = program_.steps.size();
      for (const std::size_t exit : block.exits) program_.steps[exit].target = program_.steps.size();
    } else {
      throw Fault{from,
                  "there is no tag \"" + name + "\"; the tags are if, elsif, else, endif, unless, endunless"};
    }
  }

  Block& within(const std::string& name, std::size_t from) {
    if (blocks_.empty() || blocks_.back().test == kNone) {
      throw Fault{from, "{% " + name + " %} stands outside of an {% if %}, or after its {% else %}"};
    }
    return blocks_.back();
  }

  void leave_branch(Block& block) {
    block.exits.push_back(program_.steps.size());
    program_.steps.push_back({Step::Kind::kJump, {}, {}, {}, {}, false, 0});
    program_.steps[block.test].target = program_.steps.size();
  }

  Step condition(std::size_t from) {
    Step step;
    step.kind = Step::Kind::kJumpUnless;
    for (;;) {
      Term term;
      term.left = operand();
      term.op = comparison();
      if (term.op != Term::Op::kTrue) term.right = operand();
      skip_space();
      const std::size_t here = at_;
      const std::string_view join = word();
      if (join != "and" && join != "or") {
        at_ = here;
        step.terms.push_back(std::move(term));
        break;
      }
      term.and_next = join == "and";
      step.terms.push_back(std::move(term));
    }
    closed("%}", from);
    return step;
  }

  Term::Op comparison() {
    skip_space();
    constexpr std::pair<std::string_view, Term::Op> kOps[] = {
        {"==", Term::Op::kEq}, {"!=", Term::Op::kNe},
        {"<>", Term::Op::kNe}, {"<=", Term::Op::kLe},
        {">=", Term::Op::kGe}, {"<", Term::Op::kLt},
        {">", Term::Op::kGt},  {"contains", Term::Op::kContains}};
    for (const auto& [text, op] : kOps) {
      if (text_.substr(at_, text.size()) == text) {
        at_ += text.size();
        return op;
      }
    }
    return Term::Op::kTrue;
  }

  Operand operand() {
    skip_space();
    if (at_ >= text_.size()) throw Fault{at_, "the text ends where a variable or a value is expected"};
    const char c = text_[at_];
    if (c == '"' || c == '\'') return quoted(c);
    if (c == '-' || (c >= '0' && c <= '9')) return number();
    const std::size_t from = at_;
    const std::string_view path = word();
    if (path.empty()) {
      throw Fault{from, "found \"" + std::string(text_.substr(from, 8)) +
                            "\", expected a variable such as customer.name, a number or a text in quotes"};
    }
    if (path == "true" || path == "false")
      return literal({Value::Kind::kBool, path == "true" ? 1 : 0, {}}, {});
    if (path == "nil" || path == "null") return literal({}, {});
    return variable(path, from);
  }

  static Operand literal(Value value, std::string text) {
    return {Operand::From::kLiteral, 0, value, std::move(text)};
  }

  Operand quoted(char quote) {
    const auto end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) throw Fault{at_, "a text in quotes is never closed"};
    const std::string text(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return literal({Value::Kind::kText, 0, {}}, text);
  }

  Operand number() {
    const std::size_t from = at_;
    while (at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  text_[at_] == '.' || text_[at_] == '-'))
      ++at_;
    const auto d = parse_decimal(text_.substr(from, at_ - from));
    if (!d)
      throw Fault{
          from, "\"" + std::string(text_.substr(from, at_ - from)) + "\" is no number with at most 4 places"};
    if (d->units % Decimal::kScale == 0)
      return literal({Value::Kind::kInt, d->units / Decimal::kScale, {}}, {});
    return literal({Value::Kind::kDecimal, d->units, {}}, {});
  }

  Operand variable(std::string_view path, std::size_t from) {
    if (path == "campaign.name") return literal({Value::Kind::kText, 0, {}}, scope_.campaign_name);
    if (path == "organisation.name") return literal({Value::Kind::kText, 0, {}}, scope_.organisation_name);
    constexpr std::string_view kCustomer = "customer.";
    if (path.starts_with(kCustomer)) {
      const std::string_view name = path.substr(kCustomer.size());
      if (name == "first_name") return {Operand::From::kFirstName, column("name"), {}, {}};
      constexpr std::string_view kAttributes = "attributes.";
      if (name.starts_with(kAttributes)) {
        std::string pointer;
        for (const char c : "." + std::string(name.substr(kAttributes.size()))) pointer += c == '.' ? '/' : c;
        return {Operand::From::kAttribute, column("attributes"), {}, pointer};
      }
      for (const auto& field : audience::fields()) {
        if (field.name == name && name != "attributes")
          return {Operand::From::kColumn, column(field.column), {}, {}};
      }
    }
    std::string known;
    for (const auto& field : audience::fields()) known += "customer." + field.name + ", ";
    throw Fault{from,
                "there is no variable \"" + std::string(path) + "\"; the variables are " + known +
                    "customer.first_name, customer.attributes.<name>, campaign.name, organisation.name"};
  }

  std::uint32_t column(const std::string& name) {
    const auto found = std::find(program_.columns.begin(), program_.columns.end(), name);
    if (found != program_.columns.end()) return static_cast<std::uint32_t>(found - program_.columns.begin());
    program_.columns.push_back(name);
    return static_cast<std::uint32_t>(program_.columns.size()) - 1;
  }

  void skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }

  std::string_view word() {
    skip_space();
    const std::size_t from = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  text_[at_] == '_' || text_[at_] == '.' ||
                                  (text_[at_] == '-' && at_ > from && text_.substr(at_, 3) != "-}}" &&
                                   text_.substr(at_, 3) != "-%}"))) {
      ++at_;
    }
    return text_.substr(from, at_ - from);
  }

  std::string_view text_;
  const Scope& scope_;
  std::size_t at_ = 0;
  bool trim_left_ = false;
  std::vector<Block> blocks_;
  Template::Program program_;
};

}  // namespace

Result<Template> Template::compile(std::string_view text, Escape escape, const Scope& scope) {
  try {
    Template out;
    out.program_ = std::make_shared<const Program>(Parser(text, escape, scope).run());
    return out;
  } catch (const Fault& fault) {
    const std::string_view before = text.substr(0, fault.at);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto newline = before.rfind('\n');
    const std::size_t column =
        newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
    return invalid("line " + std::to_string(line) + ", column " + std::to_string(column) + ": " +
                   fault.message);
  }
}

}  // namespace carillon::delivery
