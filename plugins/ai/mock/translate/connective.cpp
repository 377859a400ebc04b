#include "translate/connective.h"

namespace carillon::translate {
namespace {

using Kind = Unit::Kind;

// By what the last two of a list of repeated frames are joined.
std::optional<Connective::Meaning> list_of_repeats(const Row& row, std::size_t at) {
  while (row.repeats(at)) {
    std::size_t next = at + 1;
    while (row.link(next, "comma")) ++next;
    const bool is_or = row.link(next, "or"), is_and = row.link(next, "and");
    if (is_or || is_and) ++next;
    if (next == at + 1 || !row.repeats(next)) return std::nullopt;
    if (is_or) return Connective::Meaning::kOr;
    if (is_and) return Connective::Meaning::kAnd;
    at = next;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Connective> connective(const Row& row, std::size_t from, Within within) {
  std::size_t at = from;
  Connective out;
  if (at >= row.size() || row.link(at, "close")) return std::nullopt;
  if (row.link(at, "stop") || row.only_if(at)) {
    while (row.link(at, "stop") || row.only_if(at) || row.link(at, "and") || row.link(at, "comma")) ++at;
    return Connective{kWeakest, Connective::Meaning::kAnd, at - from};
  }
  bool is_or = false, is_and = false, is_but = false;
  while (true) {
    if (row.link(at, "comma"))
      out.comma = true;
    else if (row.link(at, "or"))
      is_or = true;
    else if (row.link(at, "and"))
      is_and = true;
    else if (row.link(at, "but"))
      is_but = true;
    else
      break;
    ++at;
  }
  out.units = at - from;
  if (row.only_if(at)) {
    while (row.only_if(at) || row.link(at, "and") || row.link(at, "comma")) ++at;
    return Connective{kWeakest, Connective::Meaning::kAnd, at - from};
  }
  if (row.link(at, "except") || row.link(at, "unless")) {
    return Connective{kLoose, Connective::Meaning::kExcept, at - from + 1, out.comma};
  }
  if (row.link(at, "then") && row.content(at + 1))
    return Connective{kSame, Connective::Meaning::kThen, at - from + 1};
  if (at >= row.size() || row.link(at, "close") || row.link(at, "stop")) {
    out.strength = kWeakest;
    return out;
  }
  std::size_t next = at;
  while (row.link(next, "either") || row.link(next, "both")) ++next;
  if (is_or) {
    out.meaning = Connective::Meaning::kOr;
    if (from > 0 && next == at && row.same_field(from - 1, at))
      out.strength = kSame;
    else if (within.either)
      out.strength = kOr;
    // "VIPs or gold members who have ...": said of both.
    else if (from > 0 && !out.comma && row.two_crowds(from - 1, at) && row.link(at + 1, "rel"))
      out.strength = kSame;
    // "women in Pune or with 5 orders": either is said of the women.
    else if (row.link(at, "with") && !out.comma && from > 1 && row.content(from - 2) &&
             row.content(from - 1) && row[from - 1].word == "place")
      out.strength = kSame;
    else if (row.someone(next) || (within.clause && out.comma && row.people(next)))
      out.strength = kAlternative;
    else
      out.strength = out.comma ? kLoose : kOr;
    return out;
  }
  if (is_and && from > 0 && row[at].kind == Kind::kFrame && row[at].continues) {
    out.strength = kSame;
    return out;
  }
  if (is_and && row.subject(next) && row[next].word != "all") {
    out.strength = kAlternative;
    return out;
  }
  if (is_and && from > 0 && row.two_crowds(from - 1, at)) {
    out.strength = kAlternative;
    return out;
  }
  if (is_and && row.other_people(at)) {
    const bool adjacent =
        from > 0 && row[from - 1].kind == Kind::kCondition && row[from - 1].word == row[at].word;
    if (adjacent) return Connective{kSame, Connective::Meaning::kOr, at - from};
    out.strength = kAlternative;
    return out;
  }
  // "who are A or B, and who C": C beside both.
  if (is_and && row.link(at, "rel")) {
    out.strength = kOr;
    return out;
  }
  out.plain_comma = out.comma && !is_and && !is_but;
  // "in April, May or June"
  if (out.plain_comma && row.repeats(at)) {
    const auto listed = list_of_repeats(row, at);
    if (listed) return Connective{kSame, *listed, at - from};
  }
  out.strength = out.comma ? kLoose : is_and || is_but ? kAnd : kBeside;
  if (row.link(at, "nor")) out.strength = kAnd, out.units += 0;
  return out;
}

}  // namespace carillon::translate
