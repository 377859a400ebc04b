#include "translate/units.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "translate/assembler.h"
#include "translate/filling.h"
#include "translate/settle.h"

namespace carillon::translate {

Assembly Assembler::run() {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (!out_.refusal.empty()) break;
    if (closes_aside_ > 0 && i == closes_aside_) continue;
    if (const std::size_t end = aside(i); end > 0)
      closes_aside_ = end;
    else
      take(items_[i]);
  }
  if (out_.refusal.empty()) finish();
  return std::move(out_);
}

// "high spenders (over 50k)": in brackets, but only said of the verb before. The item that closes it; 0:
// there is none.
std::size_t Assembler::aside(std::size_t at) const {
  const auto link = [&](std::size_t i, std::string_view word) {
    return i < items_.size() && items_[i].kind == Kind::kLink && items_[i].value.word == word;
  };
  if (!link(at, "open") || out_.units.empty() || out_.units.back().kind != Unit::Kind::kFrame) return 0;
  std::size_t end = at + 1;
  while (end < items_.size() && (items_[end].kind == Kind::kAmount || items_[end].kind == Kind::kCount ||
                                 items_[end].kind == Kind::kWindow || items_[end].kind == Kind::kMarker))
    ++end;
  return end > at + 1 && link(end, "close") ? end : 0;
}

std::string Assembler::plain_words(const Item& item) const {
  std::string out;
  for (std::size_t i = item.from; i < item.to; ++i) out += (out.empty() ? "" : " ") + s_.tokens[i].text;
  return out;
}

bool Assembler::stands_for_goods(const Item& item) const {
  const std::string said = plain_words(item);
  const bool pronoun = said == "it" || said == "them" || said == "these" || said == "those";
  if (!pronoun || out_.units.empty() || out_.units.back().kind != Unit::Kind::kFrame) return false;
  const Frame& frame = out_.frames[out_.units.back().frame];
  return out_.units.back().to == item.from && frame.head == "buy" && frame.categories.items.empty();
}

bool Assembler::own_clause(const Item& item) const {
  static constexpr std::string_view kVerbs[] = {"have", "has", "had", "are",  "is",
                                                "were", "was", "did", "live", "lives"};
  const auto verb_at = [this](std::size_t at) {
    return std::ranges::any_of(kVerbs, [&](std::string_view verb) { return s_.is(at, verb); });
  };
  return verb_at(item.from) || (s_.is(item.from, "who") && verb_at(item.from + 1)) ||
         s_.is(item.from, "whose") || (item.from > 0 && verb_at(item.from - 1)) || s_.is(item.from, "not");
}

bool Assembler::crowd(const Item& item) const {
  if (item.kind != Kind::kCondition || item.to == item.from) return false;
  const std::string& word = s_.tokens[item.to - 1].text;
  return word == "women" || word == "men" || word == "ladies" || word == "gentlemen" || word.ends_with("s");
}

Unit& Assembler::push(Unit::Kind kind, const Item& item) {
  Unit unit;
  unit.own_clause = own_clause(item);
  unit.crowd = crowd(item);
  unit.kind = kind;
  unit.word = item.value.word;
  unit.from = item.from;
  unit.to = item.to;
  return out_.units.emplace_back(std::move(unit));
}

std::size_t Assembler::trailing_links() const {
  std::size_t n = 0;
  while (n < out_.units.size() && out_.units[out_.units.size() - 1 - n].kind == Unit::Kind::kLink) ++n;
  return n;
}

void Assembler::drop_trailing_links() {
  while (trailing_links() > 0) out_.units.pop_back();
}

const Unit* Assembler::said_before() const {
  const std::size_t n = out_.units.size() - trailing_links();
  return n > 0 ? &out_.units[n - 1] : nullptr;
}

bool Assembler::trailing(std::string_view word) const {
  for (std::size_t i = 0; i < trailing_links(); ++i) {
    if (out_.units[out_.units.size() - 1 - i].word == word) return true;
  }
  return false;
}

bool Assembler::joins() const {
  return trailing("and") || trailing("or") || trailing("comma") || trailing("but") || trailing("not");
}

bool Assembler::breaks() const {
  return trailing("rel") || trailing("with") || trailing("stop") || trailing("onlyif") ||
         trailing("except") || trailing("unless") || trailing("open") || trailing("neither") ||
         trailing("then") || trailing("if");
}

void Assembler::note(const Value& value) {
  if (!value.note.empty() && std::ranges::find(out_.notes, value.note) == out_.notes.end())
    out_.notes.push_back(value.note);
}

const Item& Assembler::with_unit(const Item& item) {
  if (item.kind != Kind::kWindow || item.value.word != "same unit") return item;
  const bool ends = item.to >= s_.tokens.size() || s_.tokens[item.to].kind == Token::Kind::kSign ||
                    s_.is(item.to, "and") || s_.is(item.to, "or") || s_.is(item.to, "but");
  Item& out = completed_.emplace_back(item);
  std::string& length = out.value.window.members[0].second;
  const std::string before = ends && current_ != kNone && out_.frames[current_].window.size() == 1 &&
                                     out_.frames[current_].window[0].first == "within"
                                 ? out_.frames[current_].window[0].second
                                 : std::string();
  const auto unit = before.find_first_not_of("0123456789");
  if (unit == std::string::npos)
    refuse("\"" + words(item) + "\": say days, weeks, months or years");
  else
    length += before.substr(unit);
  out.value.word.clear();
  return out;
}

void Assembler::take(const Item& said) {
  const Item& item = with_unit(said);
  note(item.value);
  if (!out_.refusal.empty()) return;
  switch (item.kind) {
    case Kind::kFiller:
      if (stands_for_goods(item)) out_.unused.push_back(words(item));
      return;
    case Kind::kUnknown:
      out_.unused.push_back(words(item));
      return;
    case Kind::kReject:
      out_.unused.push_back(words(item));
      if (reject_.empty()) reject_ = "\"" + words(item) + "\": " + item.value.word;
      return;
    case Kind::kLink:
      if (!but_again(item)) push(Unit::Kind::kLink, item);
      return;
    case Kind::kSubject:
      subject(item);
      return;
    case Kind::kCondition:
      condition(item);
      return;
    case Kind::kHead:
      head(item);
      return;
    case Kind::kMarker:
      marker(item);
      return;
    default:
      modifier(item);
      return;
  }
}

bool Assembler::but_again(const Item& item) const {
  if (item.value.word != "not" || out_.units.empty()) return false;
  const Unit& before = out_.units.back();
  return before.kind == Unit::Kind::kLink && before.word == "except" && before.to == item.from &&
         s_.is(before.to - 1, "but");
}

// "everyone else": all who are left when some have been left out.
void Assembler::subject(const Item& item) {
  const bool others = item.value.word == "else";
  const bool left_out = std::ranges::any_of(
      out_.units, [](const Unit& unit) { return unit.kind == Unit::Kind::kLink && unit.word == "except"; });
  if ((others && !left_out) || stands_for_goods(item)) {
    out_.unused.push_back(words(item));
    return;
  }
  Unit& unit = push(Unit::Kind::kSubject, item);
  if (others) unit.word = "those";
}

bool Assembler::plan_alone(const Item& item) const {
  static constexpr std::string_view kAre[] = {"are", "is", "be", "not"};
  static constexpr std::string_view kBefore[] = {"and",     "or",        "but", "nor",  "either",
                                                 "neither", "both",      "all", "our",  "only",
                                                 "except",  "excluding", "non", "every"};
  const auto stands_before = [&](std::span<const std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return s_.is(item.from - 1, word); });
  };
  const bool first = item.from == 0 || s_.tokens[item.from - 1].kind == Token::Kind::kSign;
  const bool said_of_people = !first && stands_before(kAre);
  if (!first && !said_of_people && !stands_before(kBefore)) return false;
  const Unit* before = said_before();
  const bool after_frame = before != nullptr && before->kind == Unit::Kind::kFrame;
  const bool before_goods = item.to < s_.tokens.size() && s_.tokens[item.to].kind == Token::Kind::kWord &&
                            (!s_.lexicon->known(s_.tokens[item.to].text) ||
                             !s_.lexicon->find("category", s_.tokens, item.to).empty());
  return !before_goods && (said_of_people || !after_frame);
}

bool Assembler::goods_left_out(const Item& item) const {
  const Unit* before = said_before();
  if (before == nullptr || !trailing("not") || item.from == 0 || !s_.is(item.from - 1, "no")) return false;
  return before->kind == Unit::Kind::kFrame && out_.frames[before->frame].buys() &&
         s_.tokens[out_.units.back().from].text == "no";
}

void Assembler::condition(const Item& item) {
  const bool alone = item.value.word == "plan alone";
  if (alone && !plan_alone(item)) {
    out_.unused.push_back(words(item));
    return;
  }
  // "or who live in Goa", "and who have a phone" open a clause as "who spent" does.
  if (s_.is(item.from, "who") && !out_.units.empty() && !trailing("rel")) {
    Unit& unit = push(Unit::Kind::kLink, item);
    unit.word = "rel";
    unit.to = unit.from + 1;
  }
  if (item.value.word == "contact" && goods_left_out(item)) {
    out_.unused.push_back(words(item));
    return;
  }
  if (item.value.word == "contact" && consent_before() && consent_again(item)) return;
  if (item.value.word == "contact") {
    const bool asked = trailing("not") || trailing("with") || trailing("except") || trailing("neither") ||
                       trailing("nor") || after_known();
    if (!asked) {
      // "Email customers who ...": what is to be done with them.
      const bool verb = s_.is(item.from, "email") || s_.is(item.from, "mail") || s_.is(item.from, "phone");
      if (out_.units.empty() && verb && item.to == item.from + 1) return;
      out_.unused.push_back(words(item));
      return;
    }
  }
  if (item.value.word == "text" && clause_within(item)) {
    out_.unused.push_back(words(item));
    return;
  }
  if (item.value.word == "place" && clause_within(item))
    out_.notes.push_back("\"" + words(item) + "\" is read as one list of places");
  if (item.value.word == "age" && of_that_age(item)) return;
  Unit& unit = push(Unit::Kind::kCondition, item);
  unit.rule = item.value.rule;
  if (unit.word == "tag" && unit.crowd && unit.rule.kind == Rule::Kind::kAll && people_added(item)) {
    unit.rule.kind = Rule::Kind::kAny;
    out_.notes.push_back("\"" + words(item) + "\" is read as the one or the other");
  }
  if (alone) unit.word = "plan";
}

bool Assembler::clause_within(const Item& item) const {
  static constexpr std::string_view kOpens[] = {"who", "have", "has",   "had",  "did",
                                                "are", "live", "lives", "never"};
  for (std::size_t at = item.from + 2; at < item.to; ++at) {
    const bool joins = s_.is(at - 1, "and") || s_.is(at - 1, "or");
    if (joins && std::ranges::any_of(kOpens, [&](std::string_view word) { return s_.is(at, word); }))
      return true;
  }
  return false;
}

bool Assembler::of_that_age(const Item& item) {
  if (out_.units.empty() || out_.units.back().kind != Unit::Kind::kCondition) return false;
  Unit& before = out_.units.back();
  if (before.to != item.from || !(before.rule == bare_leaf("birth_date", "is_set"))) return false;
  before.word = "age";
  before.rule = item.value.rule;
  before.to = item.to;
  return true;
}

bool Assembler::people_added(const Item& item) const {
  for (const std::string_view both : {"tagged", "tags", "both", "labelled", "marked", "with", "having"}) {
    if (s_.is(item.from, both)) return false;
  }
  return std::ranges::none_of(out_.units, [](const Unit& unit) {
    return unit.kind == Unit::Kind::kLink && unit.word != "comma" && unit.word != "and" && unit.word != "or";
  });
}

bool Assembler::consent_before() const {
  const Unit* before = said_before();
  return before != nullptr && !breaks() && trailing("not") && before->kind == Unit::Kind::kCondition &&
         before->word == "consent";
}

bool Assembler::consent_again(const Item& item) {
  // Who has no address, or no consent: said with "have", it is the address.
  for (const std::string_view verb : {"have", "has", "had", "having", "with"}) {
    if (s_.is(item.from, verb) || (item.from > 0 && s_.is(item.from - 1, verb))) return false;
    if (item.from > 1 && s_.is(item.from - 2, verb)) return false;
  }
  if (!(item.value.rule == bare_leaf("email", "is_set"))) return false;
  Unit& unit = push(Unit::Kind::kCondition, item);
  unit.word = "consent";
  unit.rule = field_leaf("consent_email", "eq", "true");
  return true;
}

bool Assembler::after_known() const {
  const Unit* before = said_before();
  if (before == nullptr || breaks()) return false;
  const std::string& word = before->word;
  // "with SMS consent and a phone number"
  const auto have = [&](std::size_t at) {
    return s_.is(at, "with") || s_.is(at, "have") || s_.is(at, "has") || s_.is(at, "having");
  };
  const std::size_t from = before->from;
  const bool has_consent = word == "consent" && (have(from) || (from > 0 && have(from - 1)));
  return (word == "known" || word == "contact" || has_consent) && (trailing_links() == 0 || joins());
}

bool Assembler::since_when(const Item& item) {
  const auto n = out_.units.size();
  if (n == 0 || out_.units.back().kind != Unit::Kind::kSubject || out_.units.back().word != "noun")
    return false;
  if (n > 1 && out_.units[n - 2].kind == Unit::Kind::kFrame) return false;
  // "shoppers from December 2025" may as well have shopped then.
  if (s_.is(item.from, "from") && !s_.is(item.to - 1, "on") && !s_.is(item.to - 1, "onwards")) return false;
  const auto& members = item.value.window.members;
  if (members.size() != 1 || (members[0].first != "since" && members[0].first != "before")) return false;
  Frame frame;
  frame.head = "joined";
  window(start(std::move(frame), item), item);
  return true;
}

bool Assembler::says_age(const Item& item) const {
  const Unit* before = said_before();
  if (before == nullptr || item.from == 0) return false;
  const bool people =
      before->kind == Unit::Kind::kSubject ||
      (before->kind == Unit::Kind::kCondition && (before->word == "gender" || before->word == "age"));
  const bool are =
      s_.is(item.from - 1, "are") || s_.is(item.from - 1, "is") || s_.is(item.from - 1, "either");
  return people && (are || (before->word == "age" && trailing("or")));
}

const Item* Assembler::next_of(const Item& item) const {
  for (const Item& each : items_) {
    if (each.from >= item.to && each.kind != Kind::kFiller) return &each;
  }
  return nullptr;
}

bool Assembler::before_its_verb(const Item& item) const {
  // "in Pune with 5 orders or over 20k spent": of which of both "Pune" is said is not clear.
  const bool doubtful = trailing("or") && std::ranges::any_of(out_.units, [](const Unit& unit) {
                          return unit.kind == Unit::Kind::kCondition;
                        });
  const Item* next = next_of(item);
  return !doubtful && next != nullptr && next->kind == Kind::kHead && next->value.word == "spend" &&
         next->value.compare.parts.empty();
}

bool Assembler::says_age_in_list(const Item& item) const {
  if (!out_.frames.empty() || !(trailing("comma") || trailing("and")) || breaks()) return false;
  const Unit* before = said_before();
  if (before == nullptr || before->kind != Unit::Kind::kCondition) return false;
  const Item* next = next_of(item);
  return next == nullptr || next->kind == Kind::kLink;
}

bool Assembler::age_alone(const Item& item) {
  auto rule = age_of(item.value.compare);
  if (!rule) return false;
  Unit& unit = push(Unit::Kind::kCondition, item);
  unit.word = "age";
  unit.rule = *std::move(rule);
  out_.notes.push_back("\"" + words(item) + "\" is read as an age");
  return true;
}

bool Assembler::of_others(const Item& item) const {
  std::size_t to = 0;
  for (const Unit& unit : out_.units) {
    if (unit.kind == Unit::Kind::kFrame) to = unit.to;
  }
  return std::ranges::any_of(out_.units, [&](const Unit& unit) {
    return unit.kind == Unit::Kind::kLink && unit.word != "comma" && unit.word != "and" && unit.from >= to &&
           unit.to <= item.from;
  });
}

void Assembler::finish() {
  // "18 and above" alone speaks of age.
  if (out_.frames.empty() && pending_.size() == 1 && pending_[0]->kind == Kind::kAmount) {
    if (age_alone(*pending_[0])) pending_.clear();
  }
  // What waited for a head that never came.
  for (const Item* item : pending_) {
    Frame* frame = current();
    const bool late = frame != nullptr && accepts(*frame, *item) && !filled(*frame, item->kind) &&
                      item->kind != Kind::kMarker && !of_others(*item);
    if (late && out_.frames.size() == 1)
      fill(*frame, *item);
    else
      out_.unused.push_back(words(*item));
  }
  if (!reject_.empty()) refuse(reject_);
  settle(s_, out_);
}

void Assembler::link(std::string word, const Item& item) {
  Unit& unit = push(Unit::Kind::kLink, item);
  unit.word = std::move(word);
}

Assembly assemble(const Sentence& sentence, const std::vector<Item>& items) {
  return Assembler(sentence, items).run();
}

}  // namespace carillon::translate
