#include "translate/settle.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace carillon::translate {
namespace {

// "signed up but never ordered": all customers have signed up, whenever that was.
void everybody_joined(const Sentence& s, Assembly& out) {
  for (std::size_t i = 0; i < out.units.size(); ++i) {
    Unit& unit = out.units[i];
    if (unit.kind != Unit::Kind::kFrame || unit.word != "joined" || out.frames[unit.frame].windowed) continue;
    const bool vague = s.is(unit.from, "new") || s.is(unit.from, "newly") || s.is(unit.from, "loyal");
    const bool before = i > 0 && out.units[i - 1].kind == Unit::Kind::kLink &&
                        out.units[i - 1].word != "rel" && out.units[i - 1].word != "with" &&
                        out.units[i - 1].word != "and" && out.units[i - 1].word != "comma";
    const bool after = i + 1 < out.units.size() && out.units[i + 1].kind == Unit::Kind::kLink &&
                       (out.units[i + 1].word == "or" || out.units[i + 1].word == "then");
    const auto says = [](const Unit& each) {
      return (each.kind == Unit::Kind::kFrame && each.word != "joined") ||
             each.kind == Unit::Kind::kCondition;
    };
    if (vague || before || after || std::ranges::none_of(out.units, says)) continue;
    unit.kind = Unit::Kind::kSubject;
    unit.word = "noun";
    out.notes.push_back("every customer is taken for one who has joined");
  }
}

// "ordered or joined this year", "neither ordered nor joined this year": the time is of both.
void share_window(Assembly& out) {
  for (std::size_t i = 0; i + 2 < out.units.size(); ++i) {
    const Unit &first = out.units[i], &joint = out.units[i + 1], &second = out.units[i + 2];
    if (i > 0 && out.units[i - 1].kind == Unit::Kind::kLink && out.units[i - 1].word == "not") continue;
    if (first.kind != Unit::Kind::kFrame || second.kind != Unit::Kind::kFrame || second.own_clause) continue;
    if (joint.kind != Unit::Kind::kLink || (joint.word != "or" && joint.word != "and" && joint.word != "nor"))
      continue;
    Frame& bare = out.frames[first.frame];
    const Frame& timed = out.frames[second.frame];
    if (bare.head != "buy" || bare.windowed || bare.before || bare.count || bare.amount ||
        !bare.categories.items.empty() || bare.neither || bare.again || !bare.status.empty() || bare.quantity)
      continue;
    if (!timed.windowed || timed.lasting || second.continues || timed.window.empty()) continue;
    if (timed.head != "joined" && timed.head != "message" && timed.head != "spend") continue;
    bare.window = timed.window;
    bare.windowed = true;
    out.notes.push_back("the time is taken for both that it stands with");
  }
}

// "women from Pune, select everyone": one part asks for some, another for all.
bool everybody_after_all(const std::vector<Unit>& units) {
  const auto link = [&](std::size_t i, std::string_view word) {
    return i < units.size() && units[i].kind == Unit::Kind::kLink && units[i].word == word;
  };
  bool some = false, left_out = false;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const bool all = units[i].kind == Unit::Kind::kSubject && units[i].word == "all";
    const bool alone = i + 1 == units.size() || link(i + 1, "stop") || link(i + 1, "comma") ||
                       link(i + 1, "and") || link(i + 1, "or") || link(i + 1, "close");
    left_out = left_out || link(i, "except");
    if (some && all && alone && !left_out) return true;
    some = some || units[i].kind == Unit::Kind::kCondition || units[i].kind == Unit::Kind::kFrame;
  }
  return false;
}

}  // namespace

void settle(const Sentence& s, Assembly& out) {
  for (const Frame& frame : out.frames) {
    if (frame.lent) out.notes.push_back("the second amount is read as spent on the same goods");
    if (frame.head == "spend" && frame.categories.all && frame.categories.items.size() > 1)
      out.notes.push_back("the amount is read as spent on each of the categories, not on all together");
    if (frame.head != "spend" || !frame.amount || !frame.amount->bare ||
        frame.amount->parts[0].second.units == 0)
      continue;
    out.notes.push_back("\"spent " + number_text(frame.amount->parts[0].second.units) +
                        "\" is read as at least that");
  }
  // "new customers who joined this month": the time is said once.
  for (Unit& unit : out.units) {
    if (unit.kind != Unit::Kind::kFrame || out.frames[unit.frame].head != "joined" ||
        out.frames[unit.frame].windowed)
      continue;
    const bool elsewhere = std::ranges::any_of(
        out.frames, [](const Frame& other) { return other.head == "joined" && other.windowed; });
    if (!elsewhere) continue;
    unit.kind = Unit::Kind::kSubject;
    unit.word = "noun";
  }
  const auto ranks = [](const Unit& unit) {
    return unit.kind == Unit::Kind::kCondition && unit.word == "rank";
  };
  const auto says = [&](const Unit& unit) {
    return unit.kind == Unit::Kind::kFrame || (unit.kind == Unit::Kind::kCondition && !ranks(unit));
  };
  if (std::ranges::any_of(out.units, ranks) && std::ranges::any_of(out.units, says))
    out.notes.emplace_back("the rank is taken among all customers, not only among those who meet the rest");
  everybody_joined(s, out);
  share_window(out);
  // "lapsed customers who have not ordered in 6 months": the window is said elsewhere.
  for (Frame& frame : out.frames) {
    if (frame.head != "lapsed" || frame.windowed || !frame.categories.items.empty()) continue;
    const bool elsewhere = std::ranges::any_of(out.frames, [](const Frame& other) {
      return other.windowed && (other.buys() || other.head == "inactive" || other.head == "last");
    });
    if (elsewhere) frame.head = "buy", frame.before = true;
  }
  if (out.refusal.empty() && everybody_after_all(out.units))
    out.refusal = "it is not clear whether everybody is meant or only some";
}

}  // namespace carillon::translate
