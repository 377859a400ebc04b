#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "translate/assembler.h"
#include "translate/filling.h"
#include "translate/windows.h"

namespace carillon::translate {

Frame& Assembler::start(Frame frame, const Item& item, bool continues) {
  Unit& unit = push(Unit::Kind::kFrame, item);
  unit.frame = out_.frames.size();
  unit.continues = continues;
  unit.word = frame.head;
  out_.frames.push_back(std::move(frame));
  current_ = out_.frames.size() - 1;
  return out_.frames.back();
}

void Assembler::head(const Item& item) {
  Frame frame;
  frame.head = item.value.word;
  frame.categories = item.value.names;
  if (!item.value.compare.parts.empty())
    (frame.head == "spend" ? frame.amount : frame.count) = item.value.compare;
  const auto& members = item.value.window.members;
  if (frame.head == "message") {
    frame.message = members;
    // "can be contacted" says what may be done, not what was.
    if (!repeats_message(frame) || (item.from > 0 && s_.is(item.from - 1, "be"))) {
      out_.unused.push_back(words(item));
      return;
    }
  } else if (!members.empty() && members.front().first == "neither")
    frame.neither = true;
  else if (!members.empty() && members.front().first == "again")
    frame.again = true;
  else if (!members.empty() && members.front().first == "mass")
    frame.mass = true;
  else if (!members.empty())
    frame.status = members.front().second;
  Frame* before = current();
  const bool adjacent = before != nullptr && trailing_links() == 0 && !out_.units.empty() &&
                        out_.units.back().kind == Unit::Kind::kFrame;
  if (adjacent && absorb(*before, frame)) {
    out_.units.back().word = before->head;
    return;
  }
  start(std::move(frame), item);
  apply_pending();
}

bool Assembler::repeats_message(Frame& frame) const {
  const auto same = std::ranges::find(frame.message, "same", &std::pair<std::string, std::string>::first);
  if (same == frame.message.end()) return true;
  const auto before = std::ranges::find(out_.frames.rbegin(), out_.frames.rend(), "message", &Frame::head);
  if (before == out_.frames.rend()) return false;
  frame.message.erase(same);
  for (const auto& member : before->message) {
    if (member.first != "outcome") frame.message.push_back(member);
  }
  frame.window = before->window;
  frame.windowed = before->windowed;
  return true;
}

void Assembler::apply_pending() {
  std::vector<const Item*> pending;
  pending.swap(pending_);
  for (const Item* item : pending) {
    if (item->kind == Kind::kMarker)
      marker(*item);
    else
      modifier(*item);
  }
}

void Assembler::marker(const Item& item) {
  // "spent over 5k, and who on average ...", "and on average spend": said of the verb that is to come.
  const Item* next = next_of(item);
  const bool to_come = (item.value.word == "mean" || item.value.word == "each") && trailing_links() > 0 &&
                       next != nullptr && next->kind == Kind::kHead;
  Frame* frame = breaks() || to_come ? nullptr : current();
  const std::string& word = item.value.word;
  if (word == "total") {
    if (frame != nullptr) {
      count_and_total(*frame, item);
      whole_life(*current(), item);
    }
    return;
  }
  if (frame == nullptr) {
    if (word == "each" || word == "mean" || word == "before")
      pending_.push_back(&item);
    else
      out_.unused.push_back(words(item));
    return;
  }
  if (word == "mean") {
    const bool amounts = frame->head == "spend" || frame->each || frame->head == "order";
    if (frame->head == "avg" || amounts)
      frame->head = "avg", frame->each = false;
    else
      out_.unused.push_back(words(item));
    return;
  }
  if (word == "each") {
    if (frame->head == "avg") return;
    frame->each = true;
    if (frame->head == "orders") frame->head = "order";
    return;
  }
  if (word == "first time") {
    const bool any_order =
        frame->head == "buy" && !frame->count && !frame->amount && frame->categories.items.empty();
    if (any_order && trailing_links() == 0)
      frame->head = "first";
    else
      out_.unused.push_back(words(item));
    return;
  }
  if (word == "since then") {
    since_then(item);
    return;
  }
  if (frame->windowed || !(frame->buys() || frame->head == "spend")) {
    out_.unused.push_back(words(item));
    return;
  }
  frame->before = true;
}

void Assembler::count_and_total(const Frame& frame, const Item& item) {
  static const std::set<std::string> kTogether{"in total", "altogether", "combined",
                                               "in all",   "overall",    "in aggregate"};
  if (!frame.buys() || frame.each || !frame.count || !frame.amount || trailing_links() > 0) return;
  if (!kTogether.contains(plain_words(item))) return;
  Frame sum = frame;
  sum.head = "spend";
  sum.count.reset();
  current()->amount.reset();
  start(std::move(sum), item);
}

void Assembler::whole_life(Frame& frame, const Item& item) const {
  static const std::set<std::string> kWhole{"in total",    "overall",  "altogether",
                                            "lifetime",    "in all",   "all told",
                                            "of all time", "all time", "in their lifetime"};
  if (!frame.inherited || !kWhole.contains(plain_words(item))) return;
  frame.window.clear();
  frame.windowed = frame.inherited = false;
}

void Assembler::since_then(const Item& item) {
  Frame* frame = current();
  const bool repeats = trailing("not") && frame->windowed && (frame->buys() || frame->head == "last");
  const bool own = trailing_links() == 0 && frame->buys() && !frame->windowed && current_ > 0;
  const auto from = repeats ? past_window(*frame, s_.today)
                    : own   ? past_window(out_.frames[current_ - 1], s_.today)
                            : std::nullopt;
  if (!from) {
    out_.unused.push_back(words(item));
    return;
  }
  if (own) {
    out_.notes.emplace_back("\"since\" is read as after the time that was said before it");
    frame->window = {*from};
    frame->windowed = true;
    return;
  }
  Frame copy = *frame;
  if (copy.head == "last") copy.head = "buy";
  copy.count.reset();
  copy.amount.reset();
  copy.window = {*from};
  start(std::move(copy), item, true);
  origin_ = kNone;
}

void Assembler::own_orders(const Item& item) {
  Frame frame;
  frame.head = "orders";
  frame.count = item.value.compare;
  start(std::move(frame), item);
  apply_pending();
}

}  // namespace carillon::translate
