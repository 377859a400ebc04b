// Who they are: place, gender, age, birthday.
#include <algorithm>

#include "translate/dates.h"
#include "translate/grammar.h"

namespace carillon::translate {
namespace {

Value first(const Sentence&, Captures c) { return c[0]; }

std::string quoted(const std::string& text) { return json_text(text); }

// ---- places: names carry "c:" before a country's code
Value city(const Sentence&, Captures c) { return of_names({{c[0].word}, false}); }
Value country(const Sentence&, Captures c) { return of_names({{"c:" + c[0].word}, false}); }
Value quoted_country(const Sentence& s, Captures c) {
  const auto words = tokenize(c[0].word);
  for (const char* klass : {"country", "iso"}) {
    for (const auto& match : s.lexicon->find(klass, words, 0)) {
      if (match.end == words.size()) return of_names({{"c:" + *match.value}, false});
    }
  }
  return {};
}
Value more(const Sentence&, Captures c) {
  Names out = c[0].names;
  for (const auto& name : c.back().names.items) out.items.push_back(name);
  if (out.items.size() > kMostNames) return {};
  return of_names(std::move(out));
}
Value open_city(const Sentence& s, Captures c) {
  const auto capital = [](char each) { return each >= 'A' && each <= 'Z'; };
  // In a sentence with capitals a name has one.
  bool capitals = false;
  for (std::size_t i = 1; i < s.tokens.size(); ++i) capitals = capitals || s.tokens[i].capital;
  if (capitals && !capital(c[0].word.front()) && static_cast<unsigned char>(c[0].word.front()) < 0x80)
    return {};
  Value out = city(s, c);
  out.note = "\"" + c[0].word + "\" is taken for a city";
  return out;
}

Rule place_rule(const Names& names) {
  std::vector<std::string> cities, countries;
  for (const auto& name : names.items) {
    if (name.starts_with("c:"))
      countries.push_back(name.substr(2));
    else
      cities.push_back(name);
  }
  std::vector<Rule> any;
  const auto add = [&](const char* field, const std::vector<std::string>& list) {
    if (list.size() == 1) any.push_back(field_leaf(field, "eq", quoted(list[0])));
    if (list.size() > 1) any.push_back(field_leaf(field, "in", json_list(list)));
  };
  add("city", cities);
  add("country", countries);
  return any_of(std::move(any));
}
Value city_in_country(const Sentence&, Captures c) {
  return of_rule("place", all_of({field_leaf("city", "eq", quoted(c[0].word)),
                                  field_leaf("country", "eq", quoted(c[1].word))}));
}
Value in_place(const Sentence&, Captures c) { return of_rule("place", place_rule(c.back().names)); }
Value outside(const Sentence&, Captures c) { return of_rule("place", negation(place_rule(c.back().names))); }

// ---- gender
Value gender(const Sentence&, Captures c) {
  return of_rule("gender", field_leaf("gender", "eq", quoted(c[0].word)));
}

// ---- age, in completed years
Rule aged(std::string_view op, std::int64_t years) {
  return field_leaf("birth_date", op, std::to_string(years));
}
// Those of the bound years and beyond, but only where the age is known.
Rule at_least(std::int64_t years) {
  return years <= 0 ? bare_leaf("birth_date", "is_set") : aged("older_than", years - 1);
}
Rule at_most(std::int64_t years) { return aged("younger_than", years + 1); }

Value age(const Compare& compare) {
  std::vector<Rule> all;
  for (const auto& [op, number] : compare.parts) {
    if (number.money || number.units % 10'000 != 0 || number.units > 1'500'000 || number.units < 0) return {};
    const std::int64_t n = number.units / 10'000;
    if (op == "gt")
      all.push_back(aged("older_than", n));
    else if (op == "gte")
      all.push_back(at_least(n));
    else if (op == "lt")
      all.push_back(aged("younger_than", n));
    else if (op == "lte")
      all.push_back(at_most(n));
    else if (op == "eq")
      all.push_back(all_of({at_least(n), at_most(n)}));
    else
      return {};
  }
  return compare.approximate ? Value{} : of_rule("age", all_of(std::move(all)));
}
Value age_compare(const Sentence&, Captures c) { return age(c.back().compare); }
Value age_number(std::string op, const Number& number) {
  Compare compare;
  compare.parts.emplace_back(std::move(op), number);
  return age(compare);
}
Value age_op(const Sentence&, Captures c) { return age_number(c[0].word, c[1].number); }
// Below it "older than 2 years" may as well be how long somebody has been a customer.
constexpr std::int64_t kYoungest = 130'000;
Value account_older(const Sentence&, Captures c) {
  return of_rule("joined", field_leaf("created_at", "older_than", quoted(c[0].length.text())));
}
Value account_newer(const Sentence&, Captures c) {
  return of_rule("joined", field_leaf("created_at", "within", quoted(c[0].length.text())));
}
Value customer_for(const Sentence& s, Captures c) {
  if (c[0].word == "gt" || c[0].word == "gte") return account_older(s, c.subspan(1));
  if (c[0].word == "lt" || c[0].word == "lte") return account_newer(s, c.subspan(1));
  return {};
}
Value age_suffix(const Sentence&, Captures c) { return age_number(c[1].word, c[0].number); }
// "20 years" alone may be how long something has been so: an age is told by more than the unit.
Value age_years(const Sentence&, Captures c) {
  for (const auto& [op, number] : c[0].compare.parts) {
    if (number.units < kYoungest) return {};
  }
  return age(c[0].compare);
}
Value age_group(const Sentence&, Captures c) {
  const auto dash = c[0].word.find('-');
  std::vector<Rule> all;
  if (dash > 0) all.push_back(at_least(std::stoi(c[0].word.substr(0, dash))));
  if (dash + 1 < c[0].word.size()) all.push_back(at_most(std::stoi(c[0].word.substr(dash + 1))));
  return of_rule("age", all_of(std::move(all)));
}
Value two_decades(const Sentence& s, Captures c) {
  return of_rule("age", any_of({age_group(s, c.first(1)).rule, age_group(s, c.subspan(1)).rule}));
}
Value age_bare_ok(const Sentence&, Captures c) {
  for (const auto& [op, number] : c.back().compare.parts) {
    if (number.money || number.scaled || number.units < 100'000 || number.units > 1'000'000) return {};
  }
  return c.back().compare.bare ? Value{} : age(c.back().compare);
}

// "under 18 or over 65": ages where the whole sentence says no more.
Value ages_alone(const Sentence& s, Captures c) {
  const auto says = [&](const Token& token) {
    return token.kind == Token::Kind::kWord && token.text != "or" &&
           s.lexicon->find("op", s.tokens, static_cast<std::size_t>(&token - s.tokens.data())).empty();
  };
  if (std::ranges::any_of(s.tokens, says)) return {};
  Value out = of_rule("age", any_of({c[0].rule, c[1].rule}));
  out.note = "the numbers are read as ages";
  return out;
}

// ---- birthdays
Value birthday(std::string member, std::string value) {
  return of_rule("birthday", leaf({{"field", quoted("birth_date")},
                                   {"op", quoted("anniversary_within")},
                                   {std::move(member), std::move(value)}}));
}
Value birthday_next(const Sentence&, Captures c) { return birthday("next", quoted(c.back().length.text())); }
Value birthday_last(const Sentence&, Captures c) { return birthday("last", quoted(c.back().length.text())); }
Value birthday_month(const Sentence&, Captures c) {
  return birthday("month", std::to_string(month_named(c.back().word)));
}
Value birthday_any(const Sentence&, Captures c) {
  return of_rule("birthday", any_of({c[0].rule, c[1].rule}));
}
Value birthday_when(const Sentence& s, Captures c) {
  const std::string& when = c.back().word;
  const unsigned m = month_of(s.today);
  const int weekday = weekday_of(s.today);
  if (when == "today") return birthday("next", quoted("0d"));
  if (when == "this_month") return birthday("month", std::to_string(m));
  if (when == "next_month") return birthday("month", std::to_string(m % 12 + 1));
  if (when == "last_month") return birthday("month", std::to_string((m + 10) % 12 + 1));
  if (when == "past_year") return {};
  std::vector<Rule> any;
  if (when == "this_week") {
    any.push_back(birthday("last", quoted(std::to_string(weekday) + "d")).rule);
    any.push_back(birthday("next", quoted(std::to_string(6 - weekday) + "d")).rule);
    Value out = of_rule("birthday", any_of(std::move(any)));
    out.note = "this week is taken as the days from Monday to Sunday around today";
    return out;
  }
  if (when == "next_week" || when == "tomorrow") {
    // From the days to the end of it, those before it begins are taken away.
    const int begins = when == "tomorrow" ? 1 : 7 - weekday;
    const int ends = when == "tomorrow" ? 1 : 13 - weekday;
    any.push_back(birthday("next", quoted(std::to_string(ends) + "d")).rule);
    any.push_back(negation(birthday("next", quoted(std::to_string(begins - 1) + "d")).rule));
    return of_rule("birthday", all_of(std::move(any)));
  }
  if (when == "last_week") {
    any.push_back(birthday("last", quoted(std::to_string(weekday + 7) + "d")).rule);
    any.push_back(negation(birthday("last", quoted(std::to_string(weekday) + "d")).rule));
    return of_rule("birthday", all_of(std::move(any)));
  }
  if (when == "yesterday") {
    any.push_back(birthday("last", quoted("1d")).rule);
    any.push_back(negation(birthday("last", quoted("0d")).rule));
    return of_rule("birthday", all_of(std::move(any)));
  }
  return {};
}
// "born on 5 May": a day without its year is taken for one of these twelve months, when no customer was born.
bool no_year(const Sentence& s, const Window& window) {
  const std::string recent = day_text(s.today - 366);
  return std::ranges::any_of(window.members, [&](const auto& member) {
    static constexpr std::string_view kDays[] = {"on", "since", "until", "before", "after"};
    return std::ranges::count(kDays, member.first) > 0 && member.second > recent;
  });
}
Value born(const Sentence& s, Captures c) {
  if (no_year(s, c.back().window)) return {};
  std::vector<Rule> all;
  for (const auto& [name, value] : c.back().window.members) {
    if (name == "before" || name == "after" || name == "on")
      all.push_back(field_leaf("birth_date", name, quoted(value)));
    else if (name == "since")
      all.push_back(field_leaf("birth_date", "gte", quoted(value)));
    else if (name == "until")
      all.push_back(field_leaf("birth_date", "lte", quoted(value)));
    else
      return {};
  }
  return of_rule("born", all_of(std::move(all)));
}
Value birth_without_year(const Sentence& s, Captures c) {
  if (!no_year(s, c.back().window)) return {};
  return of_word("a day of birth needs its year; a birthday can be asked for by its month or how near it is");
}
// "in the 1980s", "in the 80s"
Value born_in_decade(const Sentence&, Captures c) {
  std::int64_t n = c[0].number.units / 10'000;
  if (c[0].number.units % 100'000 != 0 || c[0].number.money || c[0].number.scaled) return {};
  if (n >= 30 && n <= 90) n += 1'900;
  if (n < 1'900 || n > 2'020) return {};
  return of_rule("born", all_of({field_leaf("birth_date", "gte", quoted(std::to_string(n) + "-01-01")),
                                 field_leaf("birth_date", "lte", quoted(std::to_string(n + 9) + "-12-31"))}));
}

constexpr Pattern kPatterns[] = {
    {"place", "<city>", city},
    {"place", "<country>", country},
    {"place", "$quoted", city},
    {"isocode", "<iso>", country},
    {"isocode", "$quoted", quoted_country},
    {"isocodes", "$isocode", first},
    {"isocodes", "$isocode ~sep $isocodes", more},
    {"places", "$place", first},
    {"places", "$place ~sep ~placeprep? the? $places", more},
    {"openplace", "$place", first},
    {"openplace", "$open", open_city},
    {"openplaces", "$openplace", first},
    {"openplaces", "$openplace ~sep ~placeprep? the? $openplaces", more},
    {"cond:place", "~placeprep <city> ,? the? <country>", city_in_country},
    {"cond:place", "<city> , the? <country>", city_in_country},
    {"cond:place", "~placeprep ~either? ~cityof? $openplaces ~cityword?", in_place},
    {"cond:place", "~placeprep ~either? the ~cityof $openplaces ~cityword?", in_place},
    {"cond:place", "~placeprep ~either? the $places ~cityword?", in_place},
    {"cond:place", "country|country_code|countrycode is|=|:|equals|equal_to $quotedcountry", in_place},
    {"cond:place", "whose? city|country|location|town is|are|=|in|equals|equal_to|as|:? ~either? $openplaces",
     in_place},
    {"cond:place", "city|country is|are|=|in|: (|[ $openplaces )|]", in_place},
    {"cond:place", "country|country_code|countrycode is|=|:|equals|equal_to $isocodes", in_place},
    {"cond:place", "country|country_code|countrycode is|=|:|equals|equal_to $quotedcountry", in_place},
    {"quotedcountry", "$quoted", quoted_country},
    {"cond:place", "country|country_code|countrycode in|=|is (|[ $isocodes )|]", in_place},
    {"cond:place",
     "city|country|location|town "
     "is_not|are_not|!=|is_anything_but|is_other_than|not_in|is_not_in|not_equal_to|is_not_equal_to ~either? "
     "$openplaces",
     outside},
    {"cond:place", "city|country not_in|!= (|[ $openplaces )|]", outside},
    {"cond:place", "$places ~residents", in_place},
    {"cond:place", "$places", in_place},
    {"cond:place", "$demonyms", in_place},
    {"demonyms", "<demonym>", country},
    {"demonyms", "<demonym> ~sep $demonyms",
     [](const Sentence& s, Captures c) {
       const Value both[] = {country(s, c.first(1)), c[1]};
       return more(s, both);
     }},
    {"cond:place", "~outside the? $openplaces", outside},

    {"cond:gender", "<gender>", gender},
    {"cond:gender", "she",
     [](const Sentence& s, Captures) {
       const Value female[] = {of_word("female")};
       Value out = gender(s, female);
       out.note = "\"she\" is read as women only";
       return out;
     }},
    {"cond:gender", "gender|sex is|=|as|:|equals? <gender>", gender},
    {"cond:gender", "gender|sex is|=|:|equals $quoted",
     [](const Sentence& s, Captures c) {
       return c[0].word == "female" || c[0].word == "male" || c[0].word == "other" ? gender(s, c) : Value{};
     }},
    {"cond:gender", "gender|sex is_not|!=|is_other_than|is_anything_but|not_equal_to <gender>",
     [](const Sentence& s, Captures c) {
       Value out = gender(s, c);
       out.rule = negation(std::move(out.rule));
       return out;
     }},

    {"cond:age", "~aged $cmp ~yearsold?", age_compare},
    {"cond:age", "~ageis :? $cmp ~yearsold?", age_compare},
    {"cond:age", "$cmp ~yearsold", age_years},
    {"cond:age", "~ageis lies|falls|is|sits|ranges $cmp ~yearsold?", age_compare},
    {"cond:age", "age|ages !=|is_not $num",
     [](const Sentence&, Captures c) {
       Value out = age_number("eq", c[0].number);
       if (out.given()) out.rule = negation(std::move(out.rule));
       return out;
     }},
    {"cond:age", "<ageop> $num ~yearsold?", age_op},
    {"cond:age", "not_yet $num",
     [](const Sentence&, Captures c) {
       return c[0].number.units < kYoungest ? Value{} : age_number("lt", c[0].number);
     }},
    {"cond:age", "<olderop> $num years_old|year_old|years_of_age|yrs_old|yr_old|of_age", age_op},
    {"cond:age", "<olderop> $num ~yearsold?",
     [](const Sentence& s, Captures c) { return c[1].number.units < kYoungest ? Value{} : age_op(s, c); }},
    {"forbid",
     "customers|customer|people|users|shoppers|buyers|clients|members|subscribers|anyone|everyone|those|"
     "folks|guests|"
     "consumers|contacts|women|men|vips who|that|which? are|is? <olderop> $num "
     "years|year|yrs|yr|months|month",
     [](const Sentence&, Captures c) {
       if (c[1].number.units >= kYoungest) return Value{};
       return of_word("it is not clear whether this is an age or how long they have been customers");
     }},
    {"cond:joined",
     "accounts|account|profiles|profile|registrations|registration|memberships older_than $length",
     account_older},
    {"cond:joined",
     "accounts|account|profiles|profile|registrations|memberships younger_than|newer_than $length",
     account_newer},
    {"cond:joined", "~subject newer_than $length", account_newer},
    {"cond:joined",
     "<op> $length with_us|as_a_customer|as_customers|as_our_customer|as_our_customers|as_a_member",
     customer_for},
    {"cond:joined", "$length <suffix> with_us|as_a_customer|as_customers|as_a_member",
     [](const Sentence& s, Captures c) {
       const Value swapped[] = {c[1], c[0]};
       return customer_for(s, swapped);
     }},
    {"cond:age", "<op> $num s", age_op},
    {"cond:age", "<op> the? age of? $num ~yearsold?", age_op},
    {"cond:age", "$num ~yearsold? <agesuffix>", age_suffix},
    {"cond:age", "~aged $num ~yearsold? <agesuffix>", age_suffix},
    {"cond:age", "<op> $num ~yearsold",
     [](const Sentence& s, Captures c) { return c[1].number.units < kYoungest ? Value{} : age_op(s, c); }},
    {"cond:age", "~between the? ages|age of? $cmp", age_compare},
    {"cond:age", "the? age|ages group|range|bracket|band of? $cmp ~yearsold?", age_compare},
    {"cond:age", "in_the? $cmp age group|range|bracket|band", age_compare},
    {"cond:age", "between_the_ages|between_ages|age_between|aged_between of? $num and|to $num ~yearsold?",
     [](const Sentence&, Captures c) {
       Compare compare;
       compare.parts = {{"gte", c[0].number}, {"lte", c[1].number}};
       return age(compare);
     }},
    {"cond:age", "~subject $agebare", first},
    {"cond:age", "<gender> $agebare",
     [](const Sentence& s, Captures c) {
       return of_rule("gender", all_of({gender(s, c.first(1)).rule, c[1].rule}));
     }},
    {"cond:age", "<gender> and|or|& <gender> $agebare",
     [](const Sentence& s, Captures c) {
       const Rule both = any_of({gender(s, c.first(1)).rule, gender(s, c.subspan(1, 1)).rule});
       return of_rule("age", all_of({both, c[2].rule}));
     }},
    {"cond:age", "<gender> $agebare or $agebare",
     [](const Sentence& s, Captures c) {
       return of_rule("gender", all_of({gender(s, c.first(1)).rule, any_of({c[1].rule, c[2].rule})}));
     }},
    {"cond:age", "~subject $agebare or $agebare",
     [](const Sentence&, Captures c) {
       return of_rule("age", any_of({c[0].rule, c[1].rule}));
     }},
    {"cond:age", "~aged $agebare or ~aged? $agebare",
     [](const Sentence&, Captures c) {
       return of_rule("age", any_of({c[0].rule, c[1].rule}));
     }},
    {"cond:age", "$agebare or $agebare", ages_alone},
    {"cond:age", "who|they are|is either? $agebare or $agebare",
     [](const Sentence&, Captures c) {
       return of_rule("age", any_of({c[0].rule, c[1].rule}));
     }},
    {"cond:age", "$agebare age|ages|yrs_age|years_age", first},
    {"cond:age", "nobody|noone|no_one $agebare",
     [](const Sentence&, Captures c) { return of_rule("age", negation(c[0].rule)); }},
    {"agebare", "$cmp", age_bare_ok},
    {"cond:age", "<agegroup>", age_group},
    {"cond:age", "in their|the? <decade>", age_group},
    {"cond:age", "in their|the? <decade> or|and <decade>", two_decades},
    {"cond:age", "in_their|in_the|in $num s or|and $num s",
     [](const Sentence&, Captures c) {
       std::vector<Rule> any;
       for (const Value& each : c) {
         const std::int64_t n = each.number.units / 10'000;
         if (each.number.units % 100'000 != 0 || n < 20 || n > 90) return Value{};
         any.push_back(all_of({at_least(n), at_most(n + 9)}));
       }
       return of_rule("age", any_of(std::move(any)));
     }},
    {"cond:age", "in_their|in_the|in $num s",
     [](const Sentence&, Captures c) {
       const std::int64_t n = c[0].number.units / 10'000;
       if (c[0].number.units % 100'000 != 0 || n < 20 || n > 90) return Value{};
       return of_rule("age", all_of({at_least(n), at_most(n + 9)}));
     }},

    {"cond:birthday", "~birthday ~isin? ~inprep? the? next|coming|upcoming $length", birthday_next},
    {"cond:birthday",
     "~birthday ~isin? ~coming? up? within|in the? next|coming? $length from_now|of_today|of_now|ahead?",
     birthday_next},
    {"cond:birthday", "~birthday ~isin? ~inprep? the? coming|upcoming $unitlength", birthday_next},
    {"cond:birthday", "~upcoming ~birthday ~inprep the? next|coming? $length", birthday_next},
    {"cond:birthday", "~birthday ~isin? ~inprep? the? ~last $length", birthday_last},
    {"cond:birthday", "~birthday ~isin? ~inprep? the? month_of? <month>", birthday_month},
    {"cond:birthday", "~birthday ~isin? ~inprep? either? $bmonth or|and|, $bmonths", birthday_any},
    {"cond:birthday", "~birthday ~isin? ~inprep? either? $bwhen or $bwhen", birthday_any},
    {"bmonth", "the? month_of? <month>", birthday_month},
    {"bmonths", "$bmonth", [](const Sentence&, Captures c) { return c[0]; }},
    {"bmonths", "$bmonth or|and|, ~inprep? $bmonths", birthday_any},
    {"bwhen", "<bdaywhen>", birthday_when},
    {"cond:birthday", "~birthday ~isin? ~inprep? this month or|and|/ ~inprep? the? next|following month?",
     [](const Sentence& s, Captures) {
       const Value now[] = {of_word("this_month")}, next[] = {of_word("next_month")};
       return of_rule("birthday", any_of({birthday_when(s, now).rule, birthday_when(s, next).rule}));
     }},
    {"cond:birthday", "~upcoming? ~birthday ~isin? ~inprep? the? next|coming|upcoming fortnight",
     [](const Sentence&, Captures) { return birthday("next", quoted("2w")); }},
    {"cond:birthday", "<month> ~birthday", birthday_month},
    {"cond:birthday", "born|birth|birthdate in the? month of? <month>", birthday_month},
    {"cond:birthday", "~born in <month>", birthday_month},
    {"cond:birthday", "~birthday ~isin? in|within|during|over the next month",
     [](const Sentence& s, Captures) {
       Value out = birthday("month", std::to_string(month_of(s.today) % 12 + 1));
       out.note = "\"in the next month\" is read as the calendar month after this one";
       return out;
     }},
    {"cond:birthday", "~birthday ~isin? ~inprep? <bdaywhen>", birthday_when},
    {"cond:birthday", "<bdaywhen> ~isin? ~birthday",
     [](const Sentence& s, Captures c) { return birthday_when(s, c); }},
    {"cond:born", "~born $window", born},
    // A month alone is that of the birthday.
    {"notmonth", "$window",
     [](const Sentence&, Captures c) {
       const auto& m = c[0].window.members;
       const bool month = m.size() == 2 && m[0].second.ends_with("-01") &&
                          m[0].second.substr(0, 8) == m[1].second.substr(0, 8);
       return month ? Value{} : c[0];
     }},
    {"forbid", "~born $notmonth", birth_without_year},
    {"cond:born", "~born in|during|within the? $num s", born_in_decade},
};

}  // namespace

std::span<const Pattern> people_patterns() { return kPatterns; }

}  // namespace carillon::translate
