// Numbers, texts and lists in English.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/segop.hpp>

namespace carillon::language {

// A text between quotes, those within it doubled, cut where it is long.
std::string quoted(std::string_view text);
// "12345.5" -> "12,345.5"
std::string grouped(std::string_view number);
// 1 -> "1 day", 30 -> "30 days"
std::string counted(std::int64_t n, std::string_view noun);
// "a", "a or b", "a, b or c"
std::string listed(const std::vector<std::string>& items, std::string_view last);

// Whether a text that is a date is meant as one.
enum class Dates { kAsTexts, kAsMoments };
// A JSON scalar: 10,000; "Pune" (in quotes); yes; 31 January 2025.
std::string value_words(const Doc& value, Dates dates = Dates::kAsTexts);
// The members of a list that way.
std::vector<std::string> list_words(const Doc& list, Dates dates = Dates::kAsTexts);

}  // namespace carillon::language
