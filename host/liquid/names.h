// What the names in a template mean: roots that Scope allows, and the variables that tags make. Private to
// the library.
//
// Names made in a partial are not seen outside of it, nor those outside within.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "liquid/program.h"
#include "liquid/reader.h"

namespace carillon::liquid {

// A path as it is written: a root and steps.
struct Path {
  std::size_t from = 0;
  std::string_view root;
  std::vector<PathStep> steps;
  std::string written;  // "data.items[0].name"
};

class Names {
 public:
  Names(const Scope& scope, Template::Program& program) : scope_(scope), program_(program) {
    locals_.emplace_back();
  }

  // Throws SyntaxFault for what there is not, with what was probably meant.
  Operand resolve(Path path);

  // The variable of a name, made when it is new.
  std::uint32_t define(std::string_view name);
  std::uint32_t hidden() { return program_.locals++; }
  // A variable of its own until it is put back: what a loop or a partial binds.
  std::optional<std::uint32_t> shadow(std::string_view name, std::uint32_t local);
  void put_back(std::string_view name, std::optional<std::uint32_t> before);

  std::uint32_t enter_loop();
  void leave_loop() { loops_.back().pop_back(); }
  bool in_loop() const { return !loops_.back().empty(); }

  void enter_partial();
  void leave_partial();

  // A text that lives as long as the program.
  std::string_view keep(std::string text) { return program_.texts.emplace_back(std::move(text)); }

 private:
  Operand customer(const Path& path);
  Operand loop_fact(const Path& path);
  std::optional<Operand> slot(const Path& path);
  [[noreturn]] void unknown(const Path& path) const;
  std::vector<std::string> known() const;

  const Scope& scope_;
  Template::Program& program_;
  using Locals = std::map<std::string, std::uint32_t, std::less<>>;
  std::vector<Locals> locals_;                         // one for each partial that we are in, outermost first
  std::vector<std::vector<std::uint32_t>> loops_{{}};  // likewise
};

}  // namespace carillon::liquid
