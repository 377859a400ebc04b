#include "translate/windows.h"

#include "translate/dates.h"

namespace carillon::translate {
namespace {

// "3 days ago" is that day; what has ceased since then has ceased for so long.
bool set_ago(Frame& frame, const Value& said, std::int64_t today) {
  const std::string& length = said.window.members.front().second;
  const bool ceased = frame.head == "lapsed" || frame.head == "inactive";
  const std::int64_t n = std::stoll(length);
  if (ceased)
    frame.window.emplace_back("older_than", length);
  else if (length.ends_with("d"))
    frame.window.emplace_back("on", day_text(today - n));
  else
    return false;
  return true;
}

}  // namespace

bool set_window(Frame& frame, const Value& said, std::int64_t today) {
  if (frame.inherited) frame.window.clear();
  frame.inherited = false;
  frame.windowed = true;
  if (said.window.kind == Window::Kind::kAgo) { return set_ago(frame, said, today); }
  frame.lasting = said.window.kind == Window::Kind::kFor;
  frame.lasting_op = said.word;
  for (const auto& member : said.window.members) {
    if (member.first != "period" || frame.head != "joined") {
      frame.window.push_back(member);
      continue;
    }
    const Days days = days_of_period(member.second, today);
    frame.window.emplace_back("since", day_text(days.from));
    if (days.to < today) frame.window.emplace_back("until", day_text(days.to));
  }
  return true;
}

bool set_other_side(Frame& frame, const Value& said, std::int64_t today) {
  const bool edge = frame.head == "last" || frame.head == "first";
  if (!edge || frame.windowed || frame.amount || !frame.categories.items.empty()) return false;
  if (said.window.members.size() != 1) return false;
  const auto& [name, value] = said.window.members[0];
  std::pair<std::string, std::string> other;
  if (name == "within")
    other = {"older_than", value};
  else if (name == "since")
    other = {"before", value};
  else if (name == "before")
    other = {"since", value};
  else if (name == "after")
    other = {"until", value};
  else if (name == "period" && value.starts_with("this_"))
    other = {"before", day_text(days_of_period(value, today).from)};
  else
    return false;
  frame.window = {std::move(other)};
  frame.windowed = true;
  return true;
}

std::optional<std::pair<std::string, std::string>> past_window(const Frame& frame, std::int64_t today) {
  if (!frame.windowed || frame.lasting) return std::nullopt;
  for (const auto& [name, value] : frame.window) {
    if (name == "until" || name == "on") return std::pair{std::string("after"), value};
    if (name == "before") return std::pair{std::string("since"), value};
    if (name == "older_than") return std::pair{std::string("within"), value};
    if (name == "period") {
      const Days days = days_of_period(value, today);
      if (days.to < today) return std::pair{std::string("after"), day_text(days.to)};
    }
  }
  return std::nullopt;
}

}  // namespace carillon::translate
