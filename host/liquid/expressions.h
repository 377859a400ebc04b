// What stands within tags: operands, filters, conditions. Private to the library.
#pragma once

#include <string_view>
#include <vector>

#include "liquid/names.h"
#include "liquid/program.h"
#include "liquid/reader.h"

namespace carillon::liquid {

class Expressions {
 public:
  Expressions(Reader& reader, Names& names, Template::Program& program)
      : reader_(reader), names_(names), program_(program) {}

  Operand operand();
  // An operand and its filters.
  Expression expression();
  std::vector<Term> condition();
  // After a fault.
  void restart() { depth_ = 0; }

 private:
  Filter filter();
  Term::Test test();
  Operand quoted(char quote);
  Operand number();
  Operand range();
  Operand variable();
  PathStep bracketed(Path& path);

  Reader& reader_;
  Names& names_;
  Template::Program& program_;
  std::size_t depth_ = 0;
};

}  // namespace carillon::liquid
