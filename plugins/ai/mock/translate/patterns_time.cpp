// When: windows back from now, calendar periods, days and spans of days.
#include "translate/dates.h"
#include "translate/grammar.h"

namespace carillon::translate {
namespace {

Value window(std::vector<std::pair<std::string, std::string>> members,
             Window::Kind kind = Window::Kind::kPlain) {
  return of_window({std::move(members), kind});
}

Value last_length(const Sentence&, Captures c) { return window({{"within", c.back().length.text()}}); }

Value length_ago_over(const Sentence&, Captures c) {
  return window({{"older_than", c.back().length.text()}});
}

Value older_than_length(const Sentence&, Captures c) {
  return window({{"older_than", c.front().length.text()}});
}

// "3 days ago": that day, or since then, as the head has it.
Value length_ago(const Sentence&, Captures c) {
  return window({{"older_than", c[0].length.text()}}, Window::Kind::kAgo);
}

Value compared_ago(const Sentence&, Captures c) {
  const bool more = c[0].word == "gt" || c[0].word == "gte";
  if (!more && c[0].word != "lt" && c[0].word != "lte") return {};
  return window({{more ? "older_than" : "within", c[1].length.text()}});
}

Value between_ago(const Sentence&, Captures c) {
  Length near, far = c.back().length;
  if (c[0].type == Value::Type::kLength) {
    near = c[0].length;
  } else {
    near = {c[0].number.units / 10'000, far.unit};
  }
  return window({{"within", far.text()}, {"older_than", near.text()}});
}

// "more than 30 but less than 60 days ago"
Value two_ago(const Sentence&, Captures c) {
  Length far = c[3].length, near = c[1].type == Value::Type::kLength ? c[1].length : far;
  if (c[1].type == Value::Type::kNumber) near.n = c[1].number.units / 10'000;
  const auto more = [](const std::string& op) { return op == "gt" || op == "gte"; };
  const auto less = [](const std::string& op) { return op == "lt" || op == "lte"; };
  if (!more(c[0].word) || !less(c[2].word)) return {};
  return window({{"within", far.text()}, {"older_than", near.text()}});
}

Value for_length(const Sentence&, Captures c) {
  Value out = window({{"within", c.back().length.text()}}, Window::Kind::kFor);
  if (c.size() > 1) out.word = c[0].word;
  return out;
}

Value in_days(const Sentence&, Captures c) {
  const Days& days = c.back().days;
  if (!days.period.empty()) return window({{"period", days.period}});
  if (days.from == days.to) return window({{"on", day_text(days.from)}});
  return window({{"since", day_text(days.from)}, {"until", day_text(days.to)}});
}

// The days before the end of a window are kept apart from those that follow the clock, so that a saved
// segment keeps its meaning.
// "from last month" is in it, "from March on" and "from 5 March" begin there.
Value from_days(const Sentence& s, Captures c) {
  return c[0].days.period.empty() ? of_window({{{"since", day_text(c[0].days.from)}}, Window::Kind::kPlain})
                                  : in_days(s, c);
}
Value since(const Sentence&, Captures c) { return window({{"since", day_text(c.back().days.from)}}); }
Value before(const Sentence&, Captures c) { return window({{"before", day_text(c.back().days.from)}}); }
Value after(const Sentence&, Captures c) { return window({{"after", day_text(c.back().days.to)}}); }
Value until(const Sentence&, Captures c) { return window({{"until", day_text(c.back().days.to)}}); }

Value spanned(const Sentence&, Captures c) {
  Days from = c[0].days, to = c[1].days;
  // "between March and May 2025": the year of the end is the year of both.
  if (from.from > to.to) {
    const int back = year_of(from.from) - year_of(to.to);
    from.from = day_number(year_of(from.from) - back, month_of(from.from),
                           static_cast<unsigned>(std::stoi(day_text(from.from).substr(8))));
    if (from.from > to.to) return {};
  }
  return window({{"since", day_text(from.from)}, {"until", day_text(to.to)}});
}

// "March to May 2025" where the first has no year of its own.
Value spanned_shared(const Sentence&, Captures c) {
  const int y = year_of(c[1].days.to);
  const unsigned m = month_of(c[0].days.from);
  const auto d = static_cast<unsigned>(std::stoi(day_text(c[0].days.from).substr(8)));
  std::int64_t from = day_number(y, m, d);
  if (from > c[1].days.to) from = day_number(y - 1, m, d);
  return window({{"since", day_text(from)}, {"until", day_text(c[1].days.to)}});
}

// "between 5 and 10 March"
Value days_of_one_month(const Sentence&, Captures c) {
  const std::int64_t n = c[0].number.units / 10'000;
  const std::int64_t to = c[1].days.to;
  if (c[1].days.from != to || n < 1 || n > 31) return {};
  const std::int64_t from = day_number(year_of(to), month_of(to), static_cast<unsigned>(n));
  if (from > to) return {};
  return window({{"since", day_text(from)}, {"until", day_text(to)}});
}

Value rolling(const Sentence&, Captures c) {
  Value out = window({{"within", c.back().length.text()}});
  return out;
}
Value doubtful_rolling(const Sentence& s, Captures c) {
  Value out = rolling(s, c);
  out.note =
      "\"the last\" week, month or year is read as the time up to now, not as the calendar one before this";
  return out;
}

Value start_of(const Sentence&, Captures c) { return window({{"since", day_text(c.back().days.from)}}); }
Value start_of_running(const Sentence& s, Captures c) {
  return window({{"since", day_text(days_of_period(c.back().word, s.today).from)}});
}

constexpr Pattern kPatterns[] = {
    {"window", "~inprep? the? ~last $length", last_length},
    {"window", "~inprep? these? ~last $length only", last_length},
    {"window", "in|within|during|over|for the last|past $num",
     [](const Sentence&, Captures c) {
       const Number& n = c[0].number;
       if (n.money || n.scaled || n.percent || n.units % 10'000 != 0 || n.units > 3'650'000) return Value{};
       Value out = window({{"within", number_text(n.units)}});
       out.word = "same unit";
       return out;
     }},
    {"window", "~inprep? the? ~past $unitlength", rolling},
    {"window", "in|over|within|during|for the last quarter",
     [](const Sentence&, Captures) {
       return window({{"period", "last_quarter"}});
     }},
    {"window", "in|over|within|during|for the last $unitlength", doubtful_rolling},
    {"unitlength", "month",
     [](const Sentence&, Captures) {
       return of_length({1, "mo"});
     }},
    {"unitlength", "week",
     [](const Sentence&, Captures) {
       return of_length({1, "w"});
     }},
    {"unitlength", "year",
     [](const Sentence&, Captures) {
       return of_length({1, "y"});
     }},
    {"unitlength", "day",
     [](const Sentence&, Captures) {
       return of_length({1, "d"});
     }},
    {"unitlength", "hour",
     [](const Sentence&, Captures) {
       return of_length({1, "h"});
     }},
    {"unitlength", "quarter",
     [](const Sentence&, Captures) {
       return of_length({3, "mo"});
     }},
    {"unitlength", "fortnight",
     [](const Sentence&, Captures) {
       return of_length({2, "w"});
     }},

    {"window", "within $length", last_length},
    {"window", "within the? last? $length of_today|of_now?", last_length},
    {"window", "older_than|longer_than|earlier_than|further_than $length ~ago?", older_than_length},
    {"window", "<op> $length ~ago", compared_ago},
    {"window", "<op> $num but|and|yet <op> $length ~ago", two_ago},
    {"window", "<op> $length but|and|yet <op> $length ~ago", two_ago},
    {"window", "before|beyond $length ~ago", length_ago_over},
    {"window", "$length or_more|and_more ~ago", length_ago_over},
    {"window", "$length ~ago or_more|or_earlier|or_longer|and_earlier", length_ago_over},
    {"window", "$length ~ago", length_ago},
    {"window", "~between? $num and|to|- $length ~ago", between_ago},
    {"window", "~between? $length and|to|- $length ~ago", between_ago},
    {"window", "since|from $length", last_length},
    {"window", "since <op>? the? $length", last_length},
    {"window", "since|from the? ~last $length", last_length},
    {"window", "since $length ~ago|back?", last_length},
    {"window",
     "for|in|over <op>? the? full|whole|entire? $length "
     "now|straight|running|or_more|or_longer|plus|and_counting|and_more?",
     for_length},
    {"window", "for|in $length ~suffixword", for_length},
    {"window", "in_over|for_over|in_more_than|for_more_than $length", for_length},
    {"window", "$length plus|+ ", for_length},

    {"window", "the last $unitlength", doubtful_rolling},
    {"window", "~dayprep? the? $days", in_days},
    {"window", "over|at the? $notyear", in_days},
    // "shoes over 2000": a sum.
    {"notyear", "$days",
     [](const Sentence&, Captures c) {
       const bool year = c[0].days.to - c[0].days.from > 360 && c[0].days.period.empty();
       return year ? Value{} : c[0];
     }},
    {"window", "from the? $days", from_days},
    {"window", "~since ~before the? $days", before},
    {"window", "on $days itself|only|alone?", in_days},
    {"window", "~since the? $days ~onwards?", since},
    {"window", "~since the? ~startof the? $days", start_of},
    {"window", "~since the? ~startof the|this <unitday>", start_of_running},
    {"window", "from? $days ~onwards", since},
    {"window", "$days or|and later|after|afterwards|onwards", since},
    {"window", "$days or|and earlier|before", until},
    {"window", "~before the? $days", before},
    {"window", "~before the? ~startof $days", before},
    {"window", "~after the? $days", after},
    {"window", "~after the? ~endof $days", after},
    {"window", "~until the? ~endof? $days", until},
    {"window", "on_or_after|on_or_since $days", since},
    {"window", "on_or_before $days", until},
    {"window", "~between the? $days and|to|till|until|- $days", spanned},
    {"window", "~between $monthonly and|to|- $days", spanned_shared},
    {"window", "from|during|in|starting? $monthonly to|till|until|through|- $days", spanned_shared},
    {"window", "from|starting|during|in? $days to|till|until|through|-|up_to the? $days", spanned},
    {"window", "~between|from? $num and|to|- $days", days_of_one_month},
    {"window", "~between $num and|to|- $days", days_of_one_month},
    {"barewindow", "$days", in_days},
    // "5000 a month" is how fast, not when.
    {"barewindow", "$length",
     [](const Sentence& s, Captures c) { return c[0].length.n == 1 ? Value{} : for_length(s, c); }},
    {"window", ">= $shortdays", since},
    {"window", "> $shortdays", after},
    {"window", "< $shortdays", before},
    {"window", "<= $shortdays", until},
    {"window", "= $shortdays", in_days},
    {"shortdays", "$days",
     [](const Sentence&, Captures c) { return c[0].days.to - c[0].days.from < 31 ? c[0] : Value{}; }},
    {"dayno", "$num st|nd|rd|th?", [](const Sentence&, Captures c) { return c[0]; }},
    {"window", "~between the? $dayno and|to|till|- the? $days", days_of_one_month},
    {"window", "from the? $dayno and|to|till|- the? $days", days_of_one_month},
    {"cond:orders", "$days ~datedbuyers",
     [](const Sentence& s, Captures c) {
       std::vector<std::pair<std::string, std::string>> members{{"op", json_text("ordered")}};
       for (const auto& [name, value] : in_days(s, c).window.members)
         members.emplace_back(name, json_text(value));
       return of_rule("orders", leaf(std::move(members)));
     }},
    {"cond:orders", "the? ~last $length ~datedbuyers",
     [](const Sentence&, Captures c) {
       return of_rule("orders",
                      leaf({{"op", json_text("ordered")}, {"within", json_text(c[0].length.text())}}));
     }},
    {"window", "after $days but|and before $days",
     [](const Sentence&, Captures c) {
       return window({{"after", day_text(c[0].days.to)}, {"before", day_text(c[1].days.from)}});
     }},
    {"window", "<op> $length",
     [](const Sentence& s, Captures c) {
       return c[0].word == "gt" || c[0].word == "gte" ? for_length(s, c) : Value{};
     }},
    {"monthonly", "$month", [](const Sentence&, Captures c) { return c[0]; }},
    {"month", "<month>",
     [](const Sentence& s, Captures c) {
       const unsigned m = month_named(c[0].word);
       const std::int64_t first = day_number(year_of(s.today), m, 1);
       return of_days({first, first, {}});
     }},
};

}  // namespace

std::span<const Pattern> time_patterns() { return kPatterns; }

}  // namespace carillon::translate
