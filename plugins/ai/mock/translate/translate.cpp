#include "translate/translate.h"

#include <algorithm>
#include <optional>

#include <carillon/utf8.hpp>

#include "translate/explained.h"
#include "translate/items.h"
#include "translate/logic.h"
#include "translate/units.h"

namespace carillon::translate {
namespace {

constexpr std::size_t kCutShort = 60;  // explanations cut longer texts and end them with "..."

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

Answer refused(std::string why, std::vector<std::string> unused = {}) {
  Answer out;
  out.refusal = std::move(why);
  out.unused = std::move(unused);
  return out;
}

std::string quoted_list(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "\"" : ", \"") + word + "\"";
  return out;
}

// A rule in the very words of its explanation is in no doubt.
Answer told(const Rule& rule) {
  Answer out;
  out.rule = rule.json();
  out.confidence = 0.99;
  if (rule.kind == Rule::Kind::kAll && rule.parts.empty())
    out.warnings.emplace_back("this selects every customer");
  if (rule.kind == Rule::Kind::kAny && rule.parts.empty())
    out.warnings.emplace_back("this selects no customer");
  return out;
}

}  // namespace

Answer translate(const Question& question) {
  if (question.prompt.size() > kLongestPrompt) {
    return refused("the sentence is longer than " + std::to_string(kLongestPrompt) +
                   " characters; say it shorter");
  }
  if (!is_utf8(question.prompt)) return refused("the sentence is not UTF-8 text");
  std::optional<Lexicon> own;
  Shop shop;
  const bool hints = !question.categories.empty() || !question.cities.empty() || !question.tags.empty() ||
                     !question.campaigns.empty() || !question.segments.empty();
  if (hints) {
    own = Lexicon::english();
    for (const auto& name : question.categories) {
      own->add("category", lower_case(name), name);
      shop.categories.insert(lower_case(name));
    }
    for (const auto& name : question.cities) own->add("city", lower_case(name), name);
    for (const auto& name : question.tags) own->add("knowntag", lower_case(name), name);
    for (const auto* list : {&question.campaigns, &question.segments}) {
      for (const auto& each : *list) own->spare(lower_case(each.name));
    }
  }
  const Lexicon& lexicon = own ? *own : Lexicon::english();
  if (const auto rule = read_explained(question.prompt, question.attributes, lexicon)) return told(*rule);
  Sentence sentence{question.prompt,    tokenize(question.prompt), &lexicon,
                    question.campaigns, question.segments,         question.today};
  if (sentence.tokens.size() > kMostTokens) {
    return refused("the sentence has more than " + std::to_string(kMostTokens) +
                   " words and signs; say it shorter");
  }
  if (sentence.tokens.empty()) return refused("nothing was asked");
  for (const Token& token : sentence.tokens) {
    if (token.kind == Token::Kind::kQuoted && token.text.size() >= kCutShort && token.text.ends_with("..."))
      return refused("a text in quotes was cut short; write all of it", {token.text});
  }
  auto corrections = sentence.lexicon->correct(sentence.tokens);
  Assembly assembly = assemble(sentence, cut(sentence));
  if (!assembly.refusal.empty()) return refused(std::move(assembly.refusal), std::move(assembly.unused));
  if (!assembly.unused.empty()) {
    std::string why = "I do not understand " + quoted_list(assembly.unused) +
                      ", and leaving it out would choose other customers";
    return refused(std::move(why), std::move(assembly.unused));
  }
  Grouped grouped = group(assembly, shop);
  if (!grouped.refusal.empty()) return refused(std::move(grouped.refusal));
  Answer out;
  out.confidence = 0.95;
  if (grouped.rule) {
    out.rule = grouped.rule->json();
  } else if (grouped.everybody) {
    out.rule = R"({"all":[]})";
    out.warnings.push_back("this selects every customer");
  } else {
    return refused("no condition on customers was found");
  }
  for (auto* notes : {&corrections, &assembly.notes, &grouped.notes}) {
    for (auto& note : *notes) {
      if (std::ranges::find(out.warnings, note) != out.warnings.end()) continue;
      out.warnings.push_back(std::move(note));
      out.confidence -= notes == &corrections ? 0.05 : 0.1;
    }
  }
  out.confidence = std::max(out.confidence, 0.1);
  return out;
}

}  // namespace carillon::translate
