// Whether a sentence was read as it is meant: by whom both rules select, on 15 June 2026, UTC.
//
// Thread safety: free functions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "translate/translate.h"

namespace carillon::test {

// A sentence of a set, and what it means in the set's notation.
struct Sentence {
  std::string text;
  std::vector<std::string> meanings;  // any of them is right; REFUSE: to refuse it is
};

std::vector<Sentence> sentences(const std::filesystem::path& file);

// Read on that day, with no words of a shop's own.
translate::Answer read_then(const std::string& prompt);

// It was read, and nothing is told to be in doubt.
bool sure(const translate::Answer& answer);

// Whom the one selects and the other does not; empty: they select the same. What cannot be judged in memory -
// a rank among all - is compared by its words as well. Throws std::runtime_error for what is no rule.
std::string difference(const json::value& meant, const json::value& read);

// Empty: `rule` selects whom one of `meanings` does; otherwise how it differs from the last of them.
std::string fault_of(const std::string& rule, const std::vector<std::string>& meanings);

// It can be judged in memory for each customer alone.
bool judged_alone(const json::value& rule);

}  // namespace carillon::test
