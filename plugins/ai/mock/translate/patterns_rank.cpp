// Customers among the others: the top of a ranking, quintiles; gaps between orders; one window against
// another.
#include "translate/grammar.h"

namespace carillon::translate {
namespace {

std::string quoted(std::string_view text) { return json_text(text); }

Value ranked(std::string_view side, std::string_view field, const Number& number) {
  if (number.money || number.units <= 0) return {};
  if (number.percent && number.units > 1'000'000) return {};
  if (!number.percent && number.units % 10'000 != 0) return {};
  return of_rule("rank", leaf({{"op", quoted(side)},
                               {"field", quoted(field)},
                               {number.percent ? "percent" : "count", number_text(number.units)}}));
}
Value top_by(const Sentence&, Captures c) { return ranked(c[0].word, c[2].word, c[1].number); }
Value top_by_total(const Sentence&, Captures c) {
  Value out = ranked(c[0].word, "total_spend", c[1].number);
  out.note = "ranked by total spend, as nothing else is said";
  return out;
}
Value number_best(const Sentence&, Captures c) {
  const auto dash = c[1].word.find(' ');
  return ranked(c[1].word.substr(0, dash), c[1].word.substr(dash + 1), c[0].number);
}
Value best_number(const Sentence& s, Captures c) {
  const Value swapped[] = {c[1], c[0]};
  return number_best(s, swapped);
}
Value portion_by(const Sentence&, Captures c) {
  Number number;
  number.percent = true;
  number.units = std::stoll(c[1].word) * 10'000;
  return ranked(c[0].word, c.size() > 2 && c[2].given() ? c[2].word : "total_spend", number);
}

std::string is_compare(const Compare& compare) {
  std::string out = "{";
  for (const auto& [op, number] : compare.parts) {
    out += (out.size() > 1 ? "," : "") + quoted(op) + ":" + number_text(number.units);
  }
  return out + "}";
}
Value score(const Sentence&, Captures c) {
  for (const auto& [op, number] : c[1].compare.parts) {
    if (number.units < 0 || number.units > 50'000 || number.units % 10'000 != 0) return {};
  }
  return of_rule(
      "rfm", leaf({{"op", quoted("rfm")}, {"score", quoted(c[0].word)}, {"is", is_compare(c[1].compare)}}));
}
Value gap(const Sentence&, Captures c) {
  if (c[0].compare.bare || c[0].compare.approximate) return {};
  return of_rule("gap", leaf({{"op", quoted("days_between_orders")}, {"is", is_compare(c[0].compare)}}));
}

Value ratio(const Length& now, const Length& before, std::string_view op, std::int64_t units) {
  return of_rule("ratio", leaf({{"op", quoted("spend_ratio")},
                                {"within", quoted(now.text())},
                                {"before_that", quoted(before.text())},
                                {"is", "{" + quoted(op) + ":" + number_text(units) + "}"}}));
}
Value less_than_before(const Sentence&, Captures c) {
  return ratio(c[1].length, c[2].length, c[0].word, 10'000);
}
// by N percent (or more)
Value changed_by(const Sentence&, Captures c) {
  const Number& by = c[1].number;
  if (!by.percent || by.units > 10'000'000) return {};
  const bool fell = c[0].word == "lt";
  const std::int64_t units = fell ? 10'000 - by.units / 100 : 10'000 + by.units / 100;
  return ratio(c[2].length, c[3].length, fell ? "lte" : "gte", units);
}
Value over_by(const Sentence&, Captures c) {
  const Number& by = c[2].number;
  if (!by.percent || by.units > 10'000'000 || (c[1].word != "gt" && c[1].word != "gte")) return {};
  const bool fell = c[0].word == "lt";
  const std::int64_t units = fell ? 10'000 - by.units / 100 : 10'000 + by.units / 100;
  const char* op = c[1].word == "gt" ? (fell ? "lt" : "gt") : (fell ? "lte" : "gte");
  return ratio(c[3].length, c[4].length, op, units);
}
Value changed_fold(const Sentence&, Captures c) {
  return ratio(c[1].length, c[2].length, c[0].word == "half" ? "lte" : "gte",
               c[0].word == "half" ? 5'000 : 20'000);
}
Value segment_of(std::string_view id) {
  return of_rule("segment", leaf({{"op", quoted("in_segment")}, {"segment", quoted(id)}}));
}
Value segment(const Sentence&, Captures c) {
  if (c[0].number.units % 10'000 != 0) return {};
  return segment_of(number_text(c[0].number.units));
}

constexpr Pattern kPatterns[] = {
    {"cond:rank", "the? <topside> $num of? ~our? ~rankpeople? ~inprep? ~by ~the? <rankfield>", top_by},
    {"cond:rank", "the? <topside> $num of? ~our? ~rankpeople? ~totally?", top_by_total},
    {"cond:rank", "the? <topside> $num of? ~our? <rankpeople>", top_by},
    {"cond:rank", "the? $num of? ~our? <superlative> ~rankpeople?", number_best},
    {"cond:rank", "the? <superlative> $num of? ~our? ~rankpeople?", best_number},
    {"cond:rank", "the? <topside> <portion> of? ~our? ~rankpeople? ~by the? <rankfield>", portion_by},
    {"cond:rank", "the? <topside> <portion> of? <rankpeople>", portion_by},
    {"cond:rank", "in the? <topside> $num of? ~rankpeople? ~by the? <rankfield>", top_by},
    {"cond:rank", "in the? <topside> $num of? <rankpeople>", top_by},

    {"cond:rfm", "rfm? <rfmscore> score|quintile|rating is|of? $cmp", score},
    {"cond:rfm", "rfm <rfmscore> is|of? $cmp", score},
    {"cond:rfm", "rfm . <rfmscore> $cmp", score},

    {"cond:gap", "~gapword is|are|was|of? $cmp days", gap},
    {"cond:gap", "~buyverb every $cmp days ~onaverage?", gap},

    {"cond:ratio", "~spendword <lessmore> ~inprep the? ~last $length than ~inprep? the? $length ~beforethat",
     less_than_before},
    {"cond:ratio",
     "~spendword <lessmore> ~inprep the? ~last $length than ~inprep? the? ~last $length ~beforethat?",
     less_than_before},
    {"cond:ratio",
     "~spendword has|have? <fellrose> by? $num or_more? ~inprep the? ~last $length ~versus ~inprep? the? "
     "~last? $length ~beforethat?",
     changed_by},
    {"cond:ratio",
     "~spendword has|have? <fellrose> by? <op> $num ~inprep the? ~last $length ~versus ~inprep? the? ~last? "
     "$length ~beforethat?",
     over_by},
    {"cond:ratio",
     "~spendword has|have? <foldword> ~inprep the? ~last $length ~versus ~inprep? the? ~last? $length "
     "~beforethat?",
     changed_fold},

    {"cond:segment", "~insegment? the? segment|segments called|named? $segment",
     [](const Sentence&, Captures c) { return segment_of(c.back().word); }},
    {"cond:segment", "~insegment the? $segment segment",
     [](const Sentence&, Captures c) { return segment_of(c[0].word); }},
    {"cond:segment", "~insegment the? $segmentpart segment",
     [](const Sentence&, Captures c) { return segment_of(c[0].word); }},
    {"cond:segment", "in|of|from|belonging_to|members_of the? segment number|no|id|#? $num", segment},
};

}  // namespace

std::span<const Pattern> rank_patterns() { return kPatterns; }

}  // namespace carillon::translate
