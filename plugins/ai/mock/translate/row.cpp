#include "translate/row.h"

#include <algorithm>
#include <string>

namespace carillon::translate {

using Kind = Unit::Kind;

bool Row::someone(std::size_t at) const {
  if (subject(at)) return true;
  if (at >= units_.size() || units_[at].kind != Kind::kCondition) return false;
  const std::string& field = units_[at].word;
  if (field != "gender" && field != "tag" && field != "orders") return false;
  return at + 1 < units_.size() &&
         (link(at + 1, "rel") || link(at + 1, "with") || content(at + 1) || subject(at + 1));
}

bool Row::people(std::size_t at) const {
  if (!content(at) || units_[at].kind != Kind::kCondition || units_[at].own_clause) return false;
  const std::string& field = units_[at].word;
  return field == "gender" || field == "tag" || field == "plan";
}

bool Row::two_crowds(std::size_t left, std::size_t at) const {
  return people(left) && people(at) && units_[left].crowd && units_[at].crowd &&
         units_[left].word != units_[at].word && !has_link("rel", 0, at) && !has_link("with", 0, at) &&
         !has_link("not", 0, at) && !has_link("both", 0, at) && contents(0, at) == 1;
}

std::size_t Row::or_list_end(std::size_t at) const {
  bool comma = false;
  while (true) {
    const std::size_t from = at;
    while (link(at, "comma")) ++at;
    comma = comma || at > from;
    const bool last = link(at, "or") || link(at, "nor");
    if (last) ++at;
    const bool place = content(at) && units_[at].word == "place" && !units_[at].own_clause;
    if (!comma || at == from || !(people(at) || place)) return 0;
    ++at;
    if (last) return at;
  }
}

bool Row::same_field(std::size_t left, std::size_t right) const {
  if (!content(left) || !content(right)) return false;
  const Unit &l = units_[left], &r = units_[right];
  if (r.kind == Kind::kFrame) return r.continues;
  static const std::vector<std::string> kSingle{"gender", "place", "age",  "plan", "birthday",
                                                "born",   "tag",   "text", "rank"};
  const auto known = [](const Unit& unit) { return unit.word == "known" || unit.word == "contact"; };
  if (known(l) && known(r)) return true;
  return l.kind == Kind::kCondition && l.word == r.word &&
         std::ranges::find(kSingle, l.word) != kSingle.end();
}

bool Row::other_people(std::size_t at) const {
  if (!content(at) || units_[at].kind != Kind::kCondition) return false;
  const std::string& field = units_[at].word;
  if (field != "gender" && field != "plan") return false;
  for (std::size_t i = at; i > 0; --i) {
    const Unit& before = units_[i - 1];
    if (before.kind == Kind::kCondition && before.word == field)
      return !(before.rule == units_[at].rule) && !(i > 1 && link(i - 2, "not"));
  }
  return false;
}

bool Row::repeats(std::size_t at) const {
  return content(at) && units_[at].kind == Kind::kFrame && units_[at].continues;
}

bool Row::has_link(std::string_view word, std::size_t from, std::size_t to) const {
  for (std::size_t i = from; i < to; ++i) {
    if (link(i, word)) return true;
  }
  return false;
}

std::size_t Row::contents(std::size_t from, std::size_t to) const {
  std::size_t n = 0;
  for (std::size_t i = from; i < to; ++i) n += content(i) ? 1 : 0;
  return n;
}

bool Row::list_goes_on(std::size_t at) const {
  if (at >= units_.size() || units_[at].kind != Kind::kCondition) return false;
  return link(at + 1, "and") || link(at + 1, "or") || (link(at + 1, "comma") && list_goes_on(at + 2));
}

}  // namespace carillon::translate
