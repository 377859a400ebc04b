// What parts of a sentence mean: numbers, comparisons, lengths of time, days, windows, lists of names.
//
// Plain values for one thread. A Value of type kNone stands for an optional part that was left out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "translate/rule.h"

namespace carillon::translate {

struct Number {
  std::int64_t units = 0;  // ten-thousandths
  bool money = false;      // said with a currency
  bool scaled = false;     // said with K, lakh, million ...
  bool percent = false;
  std::int64_t scale = 1;  // that K or lakh
};

// "gt", "gte", "lt", "lte", "eq", "ne", all of which must hold.
struct Compare {
  std::vector<std::pair<std::string, Number>> parts;
  bool approximate = false;  // "about 5000": no border to compare with
  bool bare = false;         // a number without any word of comparison

  bool money() const;  // said in a way that only sums of money are
};

struct Length {
  std::int64_t n = 0;
  std::string unit;  // h, d, w, mo, y
  std::string text() const { return std::to_string(n) + unit; }
};

// Days since 1970-01-01, both included.
struct Days {
  std::int64_t from = 0, to = 0;
  std::string period;  // "last_month" where it follows the clock
};

// The members of a leaf that say when.
struct Window {
  // kFor: "for 90 days", how long something has been so. kAgo: "3 days ago", neither more nor less.
  enum class Kind { kPlain, kFor, kAgo };
  std::vector<std::pair<std::string, std::string>> members;
  Kind kind = Kind::kPlain;
};

struct Names {
  std::vector<std::string> items;
  bool all = false;   // joined by "and"
  bool both = false;  // "both A and B": not so where one of them is missing
};

struct Value {
  enum class Type { kNone, kWord, kNumber, kCompare, kLength, kDays, kWindow, kNames, kRule };
  Type type = Type::kNone;
  std::string word;
  Number number;
  Compare compare;
  Length length;
  Days days;
  Window window;
  Names names;
  Rule rule;         // of a whole condition; `word` is then its field
  std::string note;  // a doubtful reading, in words

  bool given() const { return type != Type::kNone; }
};

Value of_word(std::string word);
Value of_number(Number number);
Value of_compare(Compare compare);
Value of_length(Length length);
Value of_days(Days days);
Value of_window(Window window);
Value of_names(Names names);
Value of_rule(std::string field, Rule rule);

std::string number_text(std::int64_t units);  // 12.5

}  // namespace carillon::translate
