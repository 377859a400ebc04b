// Source to program. Private to the library.
//
// A fault leaves the tag that it is in; parsing goes on behind it, so that one save tells many.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "liquid/expressions.h"
#include "liquid/html_place.h"
#include "liquid/names.h"
#include "liquid/program.h"
#include "liquid/reader.h"

namespace carillon::liquid {

// What the template and its partials have in common while they are compiled.
struct Compilation {
  explicit Compilation(const Scope& s) : scope(s), names(s, program) {}

  const Scope& scope;
  Template::Program program;
  Names names;
  HtmlPlace place;
  std::vector<Fault> faults;
  std::vector<std::string> chain;  // the partials that we are in
  std::size_t inlined = 0, bytes = 0;
};

// Thrown and caught within compilation only: nothing after this is worth telling.
struct Enough {};

class Parser {
 public:
  // `text` outlives the parser.
  Parser(Compilation& all, std::string_view text)
      : all_(all),
        program_(all.program),
        names_(all.names),
        reader_(text),
        expressions_(reader_, names_, program_) {}

  void run();

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  struct Block {
    std::string name;
    std::size_t at = 0;
    std::size_t test = kNone;  // the op that decides whether the branch is entered, its target still open
    bool ended = false;        // by else: nothing may follow but the end
    std::vector<std::size_t> exits, continues;
    HtmlPlace before;                // where each branch begins
    std::optional<HtmlPlace> after;  // where those that are read have ended
    std::uint32_t local = 0;
    std::uint32_t loop = kNone32;  // of a loop whose names are bound
    std::string variable;          // of a loop or a capture
    std::optional<std::uint32_t> shadowed;
  };
  using TagFn = void (Parser::*)(std::size_t from);
  struct Tag {
    std::string_view name;
    TagFn read;
  };
  static std::span<const Tag> tags();

  // parser.cpp
  std::size_t find_open() const;
  void add_text(std::size_t end);
  void opened();
  void closed(std::string_view end, std::size_t from);
  void output();
  void tag();
  void fault(std::size_t at, std::string message);
  Op& emit(Op::Kind kind);
  std::uint32_t here() const { return static_cast<std::uint32_t>(program_.ops.size()); }
  Mode mode_here(std::size_t at);

  // blocks.cpp
  Block& open(std::string name, std::size_t from);
  Block& inside(std::string_view name, std::size_t from, std::string_view wanted);
  Block close(std::string_view name, std::size_t from);
  void leave_branch(Block& block);
  void join(Block& block);
  void finish(Block& block);
  void tag_if(std::size_t from);
  void tag_unless(std::size_t from);
  void tag_elsif(std::size_t from);
  void tag_else(std::size_t from);
  void tag_endif(std::size_t from);
  void tag_endunless(std::size_t from);
  void tag_case(std::size_t from);
  void tag_when(std::size_t from);
  void tag_endcase(std::size_t from);
  void tag_for(std::size_t from);
  void tag_endfor(std::size_t from);
  void tag_break(std::size_t from);
  void tag_continue(std::size_t from);
  void conditional(std::string name, std::size_t from);
  void leave_loop(std::size_t from, bool entirely);
  void next_item(const Block& block);
  void unbind(const Block& block);
  Block* loop_of(std::size_t from);

  // tags.cpp
  void tag_assign(std::size_t from);
  void tag_capture(std::size_t from);
  void tag_endcapture(std::size_t from);
  void tag_comment(std::size_t from);
  void tag_raw(std::size_t from);
  void tag_cycle(std::size_t from);
  void tag_render(std::size_t from);
  std::string new_name(std::string_view what);
  std::string_view until_end(std::string_view name, std::size_t from);
  void partial(const std::string& name, std::string_view source);
  std::string source_of(const std::string& name, std::size_t at);

  Compilation& all_;
  Template::Program& program_;
  Names& names_;
  Reader reader_;
  Expressions expressions_;
  bool trim_left_ = false;
  std::vector<Block> blocks_;
};

}  // namespace carillon::liquid
