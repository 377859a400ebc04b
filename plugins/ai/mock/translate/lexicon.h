// The words that are known, each with a class and what it stands for; tables in lexicon_*.cpp.
//
// A word or phrase may be in several classes. Immutable after it is made; what a caller knows of the shop
// (its cities, tags, categories) is added to a copy. Thread safety: const calls from any thread.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "translate/token.h"

namespace carillon::translate {

// `phrases`: alternatives parted by '|', their words by spaces. An empty value: the phrase itself.
struct Entry {
  std::string_view klass, phrases, value;
};

std::span<const Entry> amount_entries();
std::span<const Entry> time_entries();
std::span<const Entry> people_entries();
std::span<const Entry> joining_entries();
std::span<const Entry> place_entries();
std::span<const Entry> refused_entries();
// English that carries no condition but is no typing error either.
std::string_view ordinary_words();

class Lexicon {
 public:
  Lexicon();

  void add(std::string_view klass, std::string_view phrase, std::string_view value);

  // These words are no typing errors.
  void spare(std::string_view phrase);

  struct Match {
    std::size_t end = 0;
    const std::string* value = nullptr;
  };
  struct Reading {
    std::string_view klass;
    Match match;
  };
  // Every phrase that starts at the token, the longest first.
  std::vector<Reading> readings(std::span<const Token> tokens, std::size_t at) const;
  // Those of one class.
  std::vector<Match> find(std::string_view klass, std::span<const Token> tokens, std::size_t at) const;
  // Part of a phrase: such a word is no free name.
  bool known(std::string_view word) const { return words_.contains(word); }
  // Puts typing errors right: an unknown word that is near to one known word only. Tells what was changed.
  std::vector<std::string> correct(std::vector<Token>& tokens) const;

  static const Lexicon& english();

 private:
  struct Phrase {
    std::vector<std::string> words;
    std::string klass, value;
  };
  std::multimap<std::string, Phrase, std::less<>> phrases_;  // by the first word
  std::set<std::string, std::less<>> words_;
  std::set<std::string, std::less<>> meant_;     // what typing errors may have been
  std::set<std::string, std::less<>> names_;     // of places, categories, tags
  std::set<std::string, std::less<>> ordinary_;  // no typing errors, though they say nothing here
};

}  // namespace carillon::translate
