#include "translate/reach.h"

namespace carillon::translate {

const char* doubt_of_or(const Row& row, const Connective& joint, const Sides& sides) {
  const std::size_t joined = sides.left_end + joint.units;
  if (sides.left_end > 0 && joint.strength == kSame && row.two_crowds(sides.left_end - 1, joined))
    return "what follows two groups of people is read as said of both";
  if (joint.comma || joint.strength == kSame) return nullptr;
  const std::size_t left = row.contents(sides.left, sides.left_end);
  const bool people = (joint.strength == kAlternative || row.people(sides.right)) && !row.subject(joined);
  const bool beside =
      row.contents(sides.right, sides.right_end) > 1 && !row.has_link("and", sides.right, sides.right_end);
  if (joint.strength == kOr && left > 1 && !row.has_link("or", sides.left, sides.left_end) &&
      !row.has_link("rel", sides.left, sides.right_end) && !row.someone(joined))
    return "\"or\" is read as between all that stands before it and what follows it";
  return people && beside && left == 1
             ? "what follows the second of two groups of people is read as said of that one only"
             : nullptr;
}

bool not_ends(const Assembly& assembly, std::size_t joined, std::size_t last, std::size_t first) {
  const Row row(assembly.units);
  if (row.link(joined, "with") || row.link(joined, "rel") || row.subject(joined)) return true;
  const Unit &was = row[last], &is = row[first];
  if (is.own_clause) return true;
  if (was.kind != Unit::Kind::kFrame || is.kind != Unit::Kind::kFrame) return false;
  // In "never ordered or ordered once" it would make the second say nothing.
  const Frame &no = assembly.frames[was.frame], &yes = assembly.frames[is.frame];
  const bool none_at_all =
      no.buys() && !no.windowed && !no.count && !no.amount && no.categories.items.empty();
  return none_at_all && (yes.buys() || yes.head == "spend" || yes.head == "avg" || yes.head == "first" ||
                         yes.head == "last");
}

}  // namespace carillon::translate
