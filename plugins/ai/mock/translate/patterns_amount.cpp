// Comparisons with numbers: "over 5k", "between 2 and 3 lakh", "3 or more", "at most twice".
#include "translate/grammar.h"

namespace carillon::translate {
namespace {

constexpr std::int64_t kOne = 10'000;
constexpr std::int64_t kSum = 100 * kOne;  // what is below it is rather a number of something

bool upwards(std::string_view op) { return op == "gt" || op == "gte"; }

Value single(std::string op, const Number& number) {
  if (number.percent) return {};
  Compare out;
  out.parts.emplace_back(std::move(op), number);
  return of_compare(std::move(out));
}

Value op_number(const Sentence&, Captures c) { return single(c[0].word, c[1].number); }
Value number_op(const Sentence&, Captures c) { return single(c[1].word, c[0].number); }

Value plain_number(const Sentence&, Captures c) {
  Value out = single("eq", c[0].number);
  out.compare.bare = true;
  return out;
}

Value about_number(const Sentence&, Captures c) {
  Value out = single("eq", c[0].number);
  out.compare.approximate = true;
  return out;
}

Value range(const Sentence&, Captures c) {
  Number low = c[0].number, high = c[1].number;
  if (low.percent || high.percent) return {};
  // "5-10k" means thousands at both ends, "five to eight hundred" hundreds.
  const bool shares = high.scaled || high.scale == 100;
  if (!low.scaled && low.scale == 1 && shares && low.units <= high.units / high.scale) {
    low.units *= high.scale;
    low.scaled = high.scaled;
  }
  low.money = low.money || high.money;
  if (low.units > high.units) std::swap(low, high);
  Compare out;
  out.parts = {{"gte", low}, {"lte", high}};
  return of_compare(std::move(out));
}

// "more than 5 but less than 10"
Value two_ops(const Sentence&, Captures c) {
  if (upwards(c[0].word) == upwards(c[2].word) || c[0].word == "eq" || c[2].word == "eq") return {};
  Value out = single(c[0].word, c[1].number);
  if (!out.given() || c[3].number.percent) return {};
  // "below 500 and at least 3 orders": a sum and a number.
  if ((c[1].number.units < kSum) != (c[3].number.units < kSum)) return {};
  out.compare.parts.emplace_back(c[2].word, c[3].number);
  return out;
}

Number whole(std::string_view word) {
  Number out;
  out.units = (word == "once" ? 1 : word == "twice" ? 2 : 3) * kOne;
  return out;
}

Value often(const Sentence&, Captures c) { return single(c[0].given() ? c[0].word : "eq", whole(c[1].word)); }
Value often_suffix(const Sentence&, Captures c) { return single(c[1].word, whole(c[0].word)); }
Value often_range(const Sentence&, Captures c) {
  Compare out;
  out.parts = {{"gte", whole(c[0].word)}, {"lte", whole(c[1].word)}};
  return of_compare(std::move(out));
}
Value first(const Sentence&, Captures c) { return c[0]; }

// "3 orders or more"
Value counted_suffix(const Sentence&, Captures c) { return number_op({}, c); }

// A count that names the orders needs no verb beside it.
Value of_orders(const Sentence&, Captures c) {
  Value out = c[0];
  out.word = "orders";
  return out;
}
Value of_orders_suffix(const Sentence& s, Captures c) {
  const Value counted[] = {counted_suffix(s, c)};
  return counted[0].given() ? of_orders(s, counted) : Value{};
}

// "2 or 3 orders" is from 2 to 3; "2 or 5" is two numbers.
Value one_or_next(const Sentence&, Captures c) {
  const Number &low = c[0].number, &high = c[1].number;
  if (low.money || high.money || low.scaled || high.scaled || low.percent || high.percent) return {};
  if (low.units % kOne != 0 || high.units != low.units + kOne) return {};
  Compare out;
  out.parts = {{"gte", low}, {"lte", high}};
  Value value = of_compare(std::move(out));
  value.word = "orders";
  return value;
}

// Without a word for the currency or a scale that only sums have.
Value counted(const Sentence&, Captures c) {
  for (const auto& [op, number] : c[0].compare.parts) {
    if (number.money || number.scaled || number.units % kOne != 0) return {};
  }
  return c[0];
}

Value none(const Sentence&, Captures) {
  Compare out;
  out.parts.emplace_back("eq", Number{});
  Value value = of_compare(std::move(out));
  value.word = "orders";
  return value;
}

constexpr Pattern kPatterns[] = {
    {"cmp", "<op> $num", op_number},
    {"cmp", "<op> the? sum|amount|value|figure|mark? of? $num", op_number},
    {"cmp", "$num <suffix>", number_op},
    {"cmp", "from|starting_from|starting_at|right_from $num <suffix>", number_op},
    {"cmp", "$num mark", plain_number},
    {"cmp", "<op> the? $num mark|barrier|threshold|line", op_number},
    {"cmp", "~between $num and|to|-|& $num", range},
    {"cmp", "~between $num and|to|- $num ~inclusive", range},
    {"cmp", "from|ranging_from|range_from|ranges_from $num to|till|up_to|until|- $num", range},
    {"cmp", "anywhere|somewhere from|between $num to|and $num", range},
    {"cmp",
     "lies|lie|lying|falls|fall|falling|sits|sit|stands|stand|ranges in_the|within_the|in|within ~range? of? "
     "$num to|-|and $num",
     range},
    {"cmp", "in_the|within_the|in|within ~range of? $num to|-|and $num", range},
    {"cmp", "$num to|- $num ~range?", range},
    {"cmp", "somewhere|anywhere|comfortably? in_the|within_the|in|within $num to|- $num ~range", range},
    {"cmp", "<op> $num but|and|yet|,|while and|but|also? <op> $num", two_ops},
    {"cmp", "~approx $num", about_number},
    {"cmp", "$num or_so", about_number},
    {"cmp", "$num", plain_number},

    {"often", "<op>? <multiple>", often},
    {"often", "<multiple> <suffix>", often_suffix},
    {"often", "<multiple> or|to <multiple>", often_range},

    {"count", "~rackverb $countcmp ~orderadj? ~ordernoun", of_orders},
    {"count", "$often", first},
    {"count", "$often only", first},
    {"count", "$countcmp ~times", first},
    {"count", "$num ~times <suffix>", counted_suffix},
    {"count", "$countcmp ~orderadj? ~ordernoun", of_orders},
    {"count", "$countcmp nos|nos.|no.|number of? ~orderadj? ~ordernoun", of_orders},
    {"count", "either? $num or|/ $num ~orderadj? ~ordernoun", one_or_next},
    {"count", "either? $num or|/ $num ~times",
     [](const Sentence& s, Captures c) {
       Value out = one_or_next(s, c);
       out.word.clear();
       return out;
     }},
    {"count", "~ordercount : $countcmp", of_orders},
    {"count", "~ordernoun : $countcmp", of_orders},
    {"count", "$num ~orderadj? ~ordernoun <suffix>", of_orders_suffix},
    {"count", "~ordercount is|was|are|being|of|has_been? $countcmp", of_orders},
    {"count", "~ordercount $countcmp ~times?", of_orders},
    {"count", "count $countcmp", first},
    {"count", "only|just|exactly a|one? single|lone|sole ~ordernoun",
     [](const Sentence& s, Captures) {
       const Value one[] = {single("eq", whole("once"))};
       return of_orders(s, one);
     }},
    {"count", "a|one single|lone|sole ~ordernoun",
     [](const Sentence& s, Captures) {
       Value one[] = {single("eq", whole("once"))};
       one[0].compare.bare = true;
       return of_orders(s, one);
     }},
    {"count", "not_a_single|not_even_one|not_one|not_even_a_single ~ordernoun", none},
    {"countcmp", "$cmp", counted},

    {"amount", "$cmp", first},
    {"amount", "~worth $cmp", first},
    {"amount",
     "is|was|are|were|being|has_been|stands_at|comes_to|of|sits|sits_at|stands|lies|falls|ranges|runs_to|"
     "amounts_to|adds_up_to $cmp",
     first},
    {"total", "~totalling a|the? ~worth? $cmp", first},
    {"quantity", "$countcmp ~units of?", first},
    {"quantity", "$countcmp ~units of $catlist",
     [](const Sentence&, Captures c) {
       Value out = c[0];
       out.names = c[1].names;
       out.note = c[1].note;
       return out;
     }},
    {"quantity", "quantity|qty is|of? $countcmp", first},
    {"price", "priced|costing|priced_at|that_cost|which_cost|that_costs at? $cmp each?", first},
    {"price", "item_price|price|unit_price|an_item_price is|of|was? $cmp", first},
};

}  // namespace

std::span<const Pattern> amount_patterns() { return kPatterns; }

}  // namespace carillon::translate
