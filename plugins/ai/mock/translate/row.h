// The units of a sentence in a row: what stands at a place, and how it goes with what stands before it.
//
// A place past the end holds nothing. A view: the units outlive it. Thread safety: const calls from any
// thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "translate/units.h"

namespace carillon::translate {

class Row {
 public:
  explicit Row(const std::vector<Unit>& units) : units_(units) {}

  std::size_t size() const { return units_.size(); }
  const Unit& operator[](std::size_t at) const { return units_[at]; }

  bool link(std::size_t at, std::string_view word) const {
    return at < units_.size() && units_[at].kind == Unit::Kind::kLink && units_[at].word == word;
  }
  bool subject(std::size_t at) const { return at < units_.size() && units_[at].kind == Unit::Kind::kSubject; }
  bool content(std::size_t at) const {
    return at < units_.size() &&
           (units_[at].kind == Unit::Kind::kCondition || units_[at].kind == Unit::Kind::kFrame);
  }

  // "if", "only if" and their like
  bool only_if(std::size_t at) const { return link(at, "onlyif") || link(at, "if"); }

  // Someone new is spoken of: "or anybody ...", "or women who ...".
  bool someone(std::size_t at) const;
  // A word for people with no verb of its own: "VIPs", "women", "gold members".
  bool people(std::size_t at) const;
  // "VIPs and women": two nouns for people side by side, `at` the second, and nothing that both are said of.
  bool two_crowds(std::size_t left, std::size_t at) const;
  // Where a list of people ends that "or" closes: ", B or C", ", B, or C"; 0: there is none.
  std::size_t or_list_end(std::size_t at) const;
  // Both are values of one field, or the second repeats the verb of the first.
  bool same_field(std::size_t left, std::size_t right) const;
  // "the men of Madrid and the women of Barcelona", "gold members in Pune and silver members in Goa": other
  // people than those who were spoken of.
  bool other_people(std::size_t at) const;
  // It has the verb of the one before it: "in March or April".
  bool repeats(std::size_t at) const;
  bool commas_within(std::size_t from, std::size_t to) const { return has_link("comma", from, to); }
  bool has_link(std::string_view word, std::size_t from, std::size_t to) const;
  // How many conditions there are.
  std::size_t contents(std::size_t from, std::size_t to) const;
  // After a comma: one more group, and then "and" or "or".
  bool list_goes_on(std::size_t at) const;

 private:
  const std::vector<Unit>& units_;
};

}  // namespace carillon::translate
