#include "translate/grammar.h"

#include <algorithm>
#include <map>

#include "translate/dates.h"
#include "translate/named.h"
#include "translate/numbers.h"

namespace carillon::translate {

struct Matcher::Element {
  enum class Kind { kWords, kClass, kPattern };
  Kind kind = Kind::kWords;
  std::vector<std::vector<std::string>> words;
  std::string name;
  std::size_t pattern = 0;  // index
  bool captures = false, optional = false;
};

struct Matcher::Compiled {
  std::vector<Element> elements;
  Action action;
};

struct Matcher::Grammar {
  std::map<std::string, std::size_t, std::less<>> index;
  std::vector<std::string> names;               // by index
  std::vector<std::vector<Compiled>> patterns;  // the alternatives; none: it is built in

  std::size_t of(std::string_view name) {
    const auto [at, made] = index.emplace(name, names.size());
    if (made) {
      names.emplace_back(name);
      patterns.emplace_back();
    }
    return at->second;
  }
};

namespace {

constexpr std::size_t kMostSteps = 400'000;  // of one sentence; a person's takes some thousands
constexpr std::size_t kMostOpen = 3;         // words of a name that is not known

std::vector<std::string> split(std::string_view text, char mark) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto at = text.find(mark);
    if (at != 0) out.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) break;
    text.remove_prefix(at + 1);
  }
  return out;
}

}  // namespace

const Matcher::Grammar& Matcher::grammar() {
  static const Grammar made = [] {
    Grammar out;
    for (const auto table : {amount_patterns(), time_patterns(), order_patterns(), people_patterns(),
                             contact_patterns(), rank_patterns(), link_patterns()}) {
      for (const Pattern& pattern : table) {
        Compiled compiled{{}, pattern.action};
        for (std::string& text : split(pattern.elements, ' ')) {
          Element element;
          if (text.size() > 1 && text.ends_with('?')) {
            element.optional = true;
            text.pop_back();
          }
          if (text.front() == '$' && text.size() > 1) {
            element.kind = Element::Kind::kPattern;
            element.captures = true;
            element.pattern = out.of(text.substr(1));
          } else if (text.front() == '<' && text.size() > 2 && text.back() == '>') {
            element.kind = Element::Kind::kClass;
            element.captures = true;
            element.name = text.substr(1, text.size() - 2);
          } else if (text.front() == '~' && text.size() > 1) {
            element.kind = Element::Kind::kClass;
            element.name = text.substr(1);
          } else {
            for (const auto& choice : split(text, '|')) element.words.push_back(split(choice, '_'));
          }
          compiled.elements.push_back(std::move(element));
        }
        const std::size_t index = out.of(pattern.name);
        out.patterns[index].push_back(std::move(compiled));
      }
    }
    return out;
  }();
  return made;
}

Matcher::Matcher(const Sentence& sentence) : s_(sentence), known_(grammar().names.size()) {
  for (std::size_t at = 0; at < s_.tokens.size(); ++at)
    readings_.push_back(s_.lexicon->readings(s_.tokens, at));
  for (auto& by_token : known_) by_token.resize(s_.tokens.size() + 1);
}

std::vector<Found> Matcher::built_in(std::string_view name, std::size_t at) const {
  std::vector<Found> out;
  if (name == "num") {
    if (const auto read = read_number(s_, at)) {
      Number number = read->number;
      number.percent = read->percent;
      number.scale = read->scale;
      out.push_back({read->end, of_number(number)});
    }
  } else if (name == "length") {
    if (const auto read = read_length(s_, at)) out.push_back({read->end, of_length(read->length)});
  } else if (name == "days") {
    for (auto& read : read_days(s_, at)) {
      Value value = of_days(std::move(read.days));
      value.note = std::move(read.note);
      out.push_back({read.end, std::move(value)});
    }
  } else if (name == "quoted") {
    if (at < s_.tokens.size() && s_.tokens[at].kind == Token::Kind::kQuoted) {
      out.push_back({at + 1, of_word(s_.tokens[at].text)});
    }
  } else if (name == "open") {
    for (std::size_t n = 1; n <= kMostOpen && at + n <= s_.tokens.size(); ++n) {
      const Token& token = s_.tokens[at + n - 1];
      const bool free =
          token.kind == Token::Kind::kWord && !s_.lexicon->known(token.text) && token.text.size() > 1;
      if (!free) break;
      out.push_back({at + n, of_word(s_.slice(at, at + n))});
    }
  } else if (name == "theirs") {
    // "women's shoes": whom goods are made for, not who buys them.
    const bool whose = at + 1 < s_.tokens.size() && s_.tokens[at].whose &&
                       s_.tokens[at + 1].kind == Token::Kind::kWord &&
                       (!s_.lexicon->known(s_.tokens[at + 1].text) ||
                        !s_.lexicon->find("category", s_.tokens, at + 1).empty());
    if (whose) out.push_back({at + 2, of_word(s_.slice(at, at + 2))});
  } else if (name == "campaign" || name == "segment") {
    if (const auto read = read_name(name == "campaign" ? s_.campaigns : s_.segments, s_, at))
      out.push_back({read->end, of_word(read->named->id)});
  } else if (name == "campaignpart" || name == "segmentpart") {
    if (const auto read = read_part_of_name(name == "campaignpart" ? s_.campaigns : s_.segments, s_, at)) {
      Value value = of_word(read->named->id);
      value.note = "\"" + s_.slice(at, read->end) + "\" is taken for \"" + read->named->name + "\"";
      out.push_back({read->end, std::move(value)});
    }
  } else if (name == "any") {
    if (at < s_.tokens.size() && s_.tokens[at].kind != Token::Kind::kSign) {
      out.push_back({at + 1, of_word(s_.tokens[at].kind == Token::Kind::kQuoted ? s_.tokens[at].text
                                                                                : s_.slice(at, at + 1))});
    }
  }
  return out;
}

const std::vector<Found>& Matcher::match(std::string_view name, std::size_t at) {
  static const std::vector<Found> kNothing;
  const auto index = grammar().index.find(name);
  return index == grammar().index.end() ? kNothing : match(index->second, at);
}

const std::vector<Found>& Matcher::match(std::size_t index, std::size_t at) {
  Known& known = known_[index][at];
  if (known.made) return known.found;
  known.made = true;
  std::vector<Found> out;
  const auto& alternatives = grammar().patterns[index];
  if (alternatives.empty()) out = built_in(grammar().names[index], at);
  std::vector<Value> captured;
  for (const Compiled& pattern : alternatives) walk(pattern, 0, at, captured, out);
  known.found = std::move(out);
  return known.found;
}

void Matcher::walk(const Compiled& pattern, std::size_t i, std::size_t at, std::vector<Value>& captured,
                   std::vector<Found>& out) {
  if (++steps_ > kMostSteps) return;
  if (i == pattern.elements.size()) {
    if (std::ranges::any_of(out, [&](const Found& found) { return found.end == at; })) return;
    Value value = pattern.action(s_, captured);
    for (const Value& part : captured) {
      if (value.given() && value.note.empty()) value.note = part.note;
    }
    if (value.given()) out.push_back({at, std::move(value)});
    return;
  }
  const Element& element = pattern.elements[i];
  const auto follow = [&](std::size_t end, Value value) {
    if (element.captures) captured.push_back(std::move(value));
    walk(pattern, i + 1, end, captured, out);
    if (element.captures) captured.pop_back();
  };
  if (element.kind == Element::Kind::kWords) {
    for (const auto& words : element.words) {
      std::size_t n = 0;
      while (n < words.size() && s_.is(at + n, words[n])) ++n;
      if (n == words.size()) follow(at + n, {});
    }
  } else if (element.kind == Element::Kind::kClass) {
    if (at < readings_.size()) {
      for (const auto& [klass, match] : readings_[at]) {
        if (klass == element.name) follow(match.end, element.captures ? of_word(*match.value) : Value{});
      }
    }
  } else {
    const auto& found = match(element.pattern, at);  // stays where it is once it is made
    for (auto each = found.rbegin(); each != found.rend(); ++each) follow(each->end, each->value);
  }
  if (element.optional) follow(at, {});
}

}  // namespace carillon::translate
