// Which messages of the ledger a leaf means: what became of them, whose they are, and when they changed last.
//
// A value type, pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <carillon/segop.hpp>

#include "language/window.h"

// The members' JSON Schemas; an operator's own schema is a literal too, so this is text to paste.
#define CARILLON_MESSAGES_SCHEMA                                                                            \
  CARILLON_WINDOW_SCHEMA                                                                                    \
  R"(,"outcome":{"title":"What became of it","description":"sent unless it is given",)"                     \
  R"("enum":["sent","delivered","opened","clicked","failed","skipped"]},)"                                  \
  R"("campaign":{"title":"Campaign","description":"its id","type":"string","minLength":1,"maxLength":20},)" \
  R"("channel":{"title":"Channel","description":"its name","type":"string","minLength":1,"maxLength":64})"

namespace carillon::engagement {

using Id = Lowering::Id;

class Which {
 public:
  static Result<Which> read(const Leaf& leaf, const Lowering& to);

  // An aggregate of the customer's messages: EXISTS or COUNT.
  Id over_messages(Lowering& to, std::uint32_t op) const;

  // After a blank: " delivered in the last 7 days by campaign 17 over channel "email"".
  static std::string words(const Leaf& leaf);

 private:
  Id holds(Lowering& to) const;

  language::Window window_;
  std::vector<std::int64_t> states_;  // codes
  std::optional<std::int64_t> campaign_;
  std::optional<std::string> channel_;
};

}  // namespace carillon::engagement
