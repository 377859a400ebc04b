// Unicode simple case folding as SQL, equal to sql::fold() to the letter.
//
// Only text that has no folded copy needs it: computed text, and copies that are filled in later. The server
// has no folding, but LOWER(UPPER()) folds nearly every letter; which ones not depends on the server, so it
// is asked once for all of them and the exceptions become replacements that only texts with such letters pay
// for. Immutable once learnt.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <carillon/result.hpp>

#include "connection.h"
#include "sql/fragment.h"

namespace carillon::mysql {

class Folding {
 public:
  // `binary` is the collation of the result.
  static Result<Folding> learn(MysqlConnection& db, std::string binary);

  sql::Fragment fold(const sql::Fragment& text) const;

 private:
  using Replacements = std::vector<std::pair<std::string, std::string>>;

  std::string binary_;
  std::string folding_;     // the collation whose letters are the best that the server has
  std::string exceptions_;  // a pattern of the letters that it gets wrong; empty: none
  Replacements before_;     // letters that it mixes up with others: set aside
  Replacements after_;
};

}  // namespace carillon::mysql
