// Puts the parts of a sentence together, one after another, from the first to the last.
//
// A verb opens a frame; what is said of it fills that frame until another verb or a new clause comes. What
// comes before its verb waits in `pending_`. A part that fits nowhere is told as unused, never dropped. For
// one thread and one sentence, which outlives it.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "translate/units.h"

namespace carillon::translate {

class Assembler {
 public:
  Assembler(const Sentence& sentence, const std::vector<Item>& items) : s_(sentence), items_(items) {}
  Assembly run();

 private:
  using Kind = Item::Kind;
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  // ---- units.cpp: each part to its place
  std::string words(const Item& item) const { return s_.slice(item.from, item.to); }
  // The same without regard to case and blanks.
  std::string plain_words(const Item& item) const;
  void refuse(std::string why) {
    if (out_.refusal.empty()) out_.refusal = std::move(why);
  }
  // "or have spent", "or are from": the verb of a clause of its own. "or not opted in" has its own "not".
  bool own_clause(const Item& item) const;
  // "VIPs", "women": a noun that several people are, and no adjective.
  bool crowd(const Item& item) const;
  Unit& push(Unit::Kind kind, const Item& item);
  // The links since the last condition or frame.
  std::size_t trailing_links() const;
  void drop_trailing_links();
  // What stands before them; nullptr: nothing does.
  const Unit* said_before() const;
  bool trailing(std::string_view word) const;
  bool joins() const;
  bool breaks() const;
  void note(const Value& value);
  // "in the last 12 months but not in the last 3": of the unit that was said.
  const Item& with_unit(const Item& item);
  void take(const Item& said);
  std::size_t aside(std::size_t at) const;
  // "but bought them before": what was spoken of is not kept.
  bool stands_for_goods(const Item& item) const;
  // "everyone but not VIPs": the "not" says again what "but" has said.
  bool but_again(const Item& item) const;
  void subject(const Item& item);
  // "gold" alone is the plan where no goods can be meant.
  bool plan_alone(const Item& item) const;
  // "bought a laptop but no phone": goods or what is known of them.
  bool goods_left_out(const Item& item) const;
  void condition(const Item& item);
  // "name starts with A and have never ordered": a new clause, and no text.
  bool clause_within(const Item& item) const;
  // "have age below 20": that it is known and what it is are one, so that "not" is of both.
  bool of_that_age(const Item& item);
  // "VIPs and employees": two nouns for people, and nothing that says of whom both hold.
  bool people_added(const Item& item) const;
  // "opted in to SMS, but not email": the consent again.
  bool consent_before() const;
  bool consent_again(const Item& item);
  // "with a phone and email": the last condition was such a one.
  bool after_known() const;
  // "customers since 2023": since when they have been such.
  bool since_when(const Item& item);
  // "men who are either under 20 or over 60": a number that people are.
  bool says_age(const Item& item) const;
  // What follows it and says something; nullptr: nothing does.
  const Item* next_of(const Item& item) const;
  // "or over 50k spent": the verb comes after its amount.
  bool before_its_verb(const Item& item) const;
  // "in Mumbai, over 30 and with SMS consent": no verb is near.
  bool says_age_in_list(const Item& item) const;
  bool age_alone(const Item& item);
  // "VIPs with 10 orders, or women with more than 5": said of other people than those of the frame.
  bool of_others(const Item& item) const;
  void finish();
  void link(std::string word, const Item& item);

  // ---- units_verbs.cpp: verbs and what bends them
  Frame* current() { return current_ == kNone ? nullptr : &out_.frames[current_]; }
  Frame& start(Frame frame, const Item& item, bool continues = false);
  void head(const Item& item);
  // "received the mail but did not open it": it is that mail. False: nothing was spoken of.
  bool repeats_message(Frame& frame) const;
  void apply_pending();
  void marker(const Item& item);
  // "more than 5 orders worth over 5000 in total": the sum is of all of them.
  void count_and_total(const Frame& frame, const Item& item);
  // "over 5k in the last 6 months or over 20k in total": the window is of the first only.
  void whole_life(Frame& frame, const Item& item) const;
  // "ordered in May but not since", "joined in May and has not ordered since": from the end of that time on.
  void since_then(const Item& item);
  void own_orders(const Item& item);

  // ---- units_filling.cpp: what is said of a verb
  void window(Frame& frame, const Item& item);
  // "fewer than 2 or more than 10 orders"
  bool counts_beside_or(const Item& item) const;
  bool stands_apart(const Item& item) const;
  void fill(Frame& frame, const Item& item);
  // "3 orders in May and none in June": none at all.
  bool none_follows() const;
  void count_again(Item item);
  // The verb again, with something else: "in March or April", "shoes but not bags".
  void repeat(const Item& item, Kind kind);
  // "since 10 March but before May": one time, not two.
  bool one_time(const Item& item);
  // "bought neither this month nor last month"
  bool neither_time(const Item& item);
  void modifier(const Item& item);

  const Sentence& s_;
  const std::vector<Item>& items_;
  Assembly out_;
  std::size_t current_ = kNone, origin_ = kNone, closes_aside_ = 0;
  std::vector<const Item*> pending_;
  std::deque<Item> completed_;  // stays where it is: what waits points to it
  std::string reject_;
};

}  // namespace carillon::translate
