// What joins conditions, and what carries none.
#include <algorithm>

#include "translate/grammar.h"

namespace carillon::translate {
namespace {

Value word(const Sentence&, Captures c) { return c[0]; }
Value filler(const Sentence&, Captures) { return of_word("filler"); }

Value not_happened(const Sentence&, Captures) {
  return of_word(
      "what may happen or might have happened is not known: a segment speaks of what has happened");
}

Value only_these(const Sentence&, Captures) {
  return of_word("that nothing else was bought can not be asked for: name what was not bought");
}
Value below_nothing(const Sentence&, Captures) { return of_word("no amount and no number is below nothing"); }

// "who haven't ordered, or who have but ...": the verb is to be thought of.
Value left_unsaid(const Sentence&, Captures) {
  return of_word("what they have done is left out: say it once more");
}

Value exactly(std::int64_t n, std::string_view op) {
  return of_rule("orders", field_leaf("order_count", op, std::to_string(n)));
}
Value times_buyer(const Sentence&, Captures c) {
  const auto n = c[0].number.units / 10'000;
  return c[0].number.units % 10'000 == 0 && !c[0].number.money ? exactly(n, "eq") : Value{};
}

constexpr Pattern kPatterns[] = {
    {"link", "<link>", word},
    {"sequence",
     "before|prior_to|ahead_of buying|purchasing|ordering|getting|they_bought|they_purchased|they_ordered",
     [](const Sentence&, Captures) { return of_word("then"); }},
    {"forbid", "after|following buying|purchasing|ordering|they_bought|they_purchased|they_ordered $catlist",
     [](const Sentence&, Captures) {
       return of_word("write what was bought first at the beginning: \"bought A and later B\"");
     }},
    {"forbid",
     "still|continue_to|continuing_to|keep|keeps|kept "
     "buying|ordering|shopping|purchasing|order|buy|shop|purchase",
     [](const Sentence&, Captures) {
       return of_word(
           "it is not said since when they still do; write for example \"ordered in the last 30 days\"");
     }},
    {"subject", "<subject>", word},
    {"filler", "<filler>", filler},
    {"idle", "to_us|for_us", filler},
    {"reject", "<reject>", word},
    {"forbid", "<forbid>", word},
    {"forbid",
     "might|would|could|can|should|want_to|wants_to|wish_to|wishes_to|need_to|needs_to|hope_to|hopes_to|"
     "hoping_to|like_to|love_to|wanting_to|looking_to|ready_to|willing_to|eager_to|keen_to|supposed_to|"
     "trying_to|try_to|tend_to|able_to|about_to|due_to <actverb>",
     not_happened},
    {"forbid", "who|that|which|they|customers|people|users|shoppers may <actverb>", not_happened},
    {"forbid", "only|just|exclusively|solely|merely ever? ~buyverb $catlist", only_these},
    {"forbid", "~buyverb only|just|exclusively|solely|merely $catlist", only_these},
    {"forbid", "~buyverb $catlist only|exclusively|alone", only_these},
    {"forbid", "~buyverb nothing|anything|something|everything but|except|other_than|besides|apart_from",
     only_these},
    {"forbid", "who|that|which|they have|has|had|did|do|does ,? but|or|and", left_unsaid},
    {"forbid", "who|that|which|they have|has|had|did|do|does",
     [](const Sentence& s, Captures c) {
       const Token& last = s.tokens.back();
       const std::size_t n =
           s.tokens.size() - (last.kind == Token::Kind::kSign && s.tokens.size() > 1 ? 1 : 0);
       constexpr std::string_view kAuxiliary[] = {"have", "has", "had", "did", "do", "does"};
       const bool ends = std::ranges::count(kAuxiliary, std::string_view(s.tokens[n - 1].text)) > 0;
       return ends ? left_unsaid(s, c) : Value{};
     }},
    {"forbid", "minus|negative $num", below_nothing},
    {"forbid", "~op - $num", below_nothing},
    {"forbid", "might|would|could|may have <doneverb>", not_happened},
    {"marker", "<marker>", word},
    {"cond:orders", "~ordercount is_not|are_not|was_not|is_other_than|is_anything_but|!=|not $countcmp",
     [](const Sentence&, Captures c) {
       std::vector<Rule> all;
       for (const auto& [op, number] : c[0].compare.parts)
         all.push_back(field_leaf("order_count", op, number_text(number.units)));
       return of_rule("orders", negation(all_of(std::move(all))));
     }},
    {"cond:orders", "either? $countcmp or $countcmp ~orderadj? ~ordernoun",
     [](const Sentence&, Captures c) {
       // "2 or 3 orders" is one range.
       const auto& low = c[0].compare;
       const auto& high = c[1].compare;
       if (low.bare && high.bare && high.parts[0].second.units == low.parts[0].second.units + 10'000)
         return Value{};
       std::vector<Rule> any;
       for (const Value& each : c) {
         if (each.compare.approximate) return Value{};
         std::vector<Rule> all;
         for (const auto& [op, number] : each.compare.parts) {
           if (number.units >= 1'000'000) return Value{};  // rather a sum
           all.push_back(field_leaf("order_count", op, number_text(number.units)));
         }
         any.push_back(all_of(std::move(all)));
       }
       return of_rule("orders", any_of(std::move(any)));
     }},
    {"cond:orders", "~firsttimer of|from|in|during? $window",
     [](const Sentence&, Captures c) {
       if (c[0].window.kind != Window::Kind::kPlain || !c[0].word.empty()) return Value{};
       std::vector<std::pair<std::string, std::string>> members{{"op", json_text("ordered")}};
       for (const auto& [name, value] : c[0].window.members) members.emplace_back(name, json_text(value));
       Value out = of_rule("orders", all_of({exactly(1, "eq").rule, leaf(std::move(members))}));
       out.note = "the only order is taken to have been in that time";
       return out;
     }},
    {"cond:orders", "~firsttimer", [](const Sentence&, Captures) { return exactly(1, "eq"); }},
    {"cond:orders", "~repeater", [](const Sentence&, Captures) { return exactly(2, "gte"); }},
    {"cond:orders", "$num time buyers|buyer|customers|customer|shoppers|shopper|purchasers|purchaser",
     times_buyer},
    {"cond:orders",
     "came|come|coming|returned|returning|returns back? for|to_place|to_make|with|and_placed|and_made "
     "a|their|the? "
     "second|2nd|another|repeat|follow_up ~order1",
     [](const Sentence&, Captures) { return exactly(2, "gte"); }},
    {"cond:orders", "~neverbuyer", [](const Sentence&, Captures) { return exactly(0, "eq"); }},
    {"cond:orders", "~everbuyer", [](const Sentence&, Captures) { return exactly(1, "gte"); }},
};

}  // namespace

std::span<const Pattern> link_patterns() { return kPatterns; }

}  // namespace carillon::translate
