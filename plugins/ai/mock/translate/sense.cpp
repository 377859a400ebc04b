#include "translate/sense.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <string_view>
#include <vector>

#include <carillon/value.hpp>

namespace carillon::translate {
namespace {

constexpr std::array<std::string_view, 4> kOneValued{"\"gender\"", "\"city\"", "\"country\"",
                                                     "\"attributes.plan\""};

std::string member(const Rule& leaf, std::string_view name) {
  const auto found = std::ranges::find(leaf.members, name, &std::pair<std::string, std::string>::first);
  return found == leaf.members.end() ? std::string{} : found->second;
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

// The texts of a JSON text or list of texts, as they are written; names hold no quotes worth telling apart.
std::vector<std::string> texts_of(const std::string& json) {
  std::vector<std::string> out;
  for (std::size_t at = json.find('"'); at != std::string::npos; at = json.find('"', at)) {
    const auto end = json.find('"', at + 1);
    if (end == std::string::npos) break;
    out.push_back(lower_case(json.substr(at, end - at)));
    at = end + 1;
  }
  return out;
}

struct Borders {
  std::int64_t from = std::numeric_limits<std::int64_t>::min(), to = std::numeric_limits<std::int64_t>::max();
  bool empty() const { return from > to; }
};

// All that one group of conditions asks of one customer.
class Asked {
 public:
  std::optional<std::string> add(const Rule& leaf) {
    const std::string field = member(leaf, "field"), op = member(leaf, "op"), value = member(leaf, "value");
    if (std::ranges::find(kOneValued, field) != kOneValued.end() && (op == "\"eq\"" || op == "\"in\"")) {
      auto& known = values_[field];
      auto texts = texts_of(value);
      if (!known.empty()) {
        std::erase_if(known, [&](const auto& each) { return std::ranges::count(texts, each) == 0; });
        if (known.empty()) return "nobody has two values of " + field;
      } else {
        known = std::move(texts);
      }
    }
    const bool number =
        field == "\"total_spend\"" || field == "\"order_count\"" || field == "\"avg_order_value\"";
    const bool age = field == "\"birth_date\"" && (op == "\"older_than\"" || op == "\"younger_than\"");
    const auto parsed = number || age ? parse_decimal(value) : std::nullopt;
    if (!parsed) return std::nullopt;
    Borders& borders = borders_[field];
    const std::int64_t step = age ? Decimal::kScale : 1;
    if (op == "\"gt\"" || op == "\"older_than\"") borders.from = std::max(borders.from, parsed->units + step);
    if (op == "\"gte\"") borders.from = std::max(borders.from, parsed->units);
    if (op == "\"lt\"" || op == "\"younger_than\"") borders.to = std::min(borders.to, parsed->units - step);
    if (op == "\"lte\"") borders.to = std::min(borders.to, parsed->units);
    if (op == "\"eq\"") {
      borders.from = std::max(borders.from, parsed->units);
      borders.to = std::min(borders.to, parsed->units);
    }
    if (borders.empty()) return "no number of " + field + " is in both of what is asked for";
    return std::nullopt;
  }

 private:
  std::map<std::string, std::vector<std::string>> values_;
  std::map<std::string, Borders> borders_;
};

}  // namespace

std::optional<std::string> contradiction(const Rule& rule) {
  for (const Rule& part : rule.parts) {
    if (auto inner = contradiction(part)) return inner;
  }
  if (rule.kind != Rule::Kind::kAll) return std::nullopt;
  Asked asked;
  for (const Rule& part : rule.parts) {
    if (part.kind == Rule::Kind::kLeaf) {
      if (auto why = asked.add(part)) return why;
    }
    if (part.kind == Rule::Kind::kNot &&
        std::ranges::find(rule.parts, part.parts.front()) != rule.parts.end())
      return "a condition and its opposite are asked for";
  }
  // "in Pune, and bought shoes or is in Mumbai": of what "or" joins one can not be.
  for (const Rule& part : rule.parts) {
    if (part.kind != Rule::Kind::kAny) continue;
    for (const Rule& choice : part.parts) {
      Asked with = asked;
      const bool group = choice.kind == Rule::Kind::kAll;
      for (std::size_t i = 0; i < (group ? choice.parts.size() : 1); ++i) {
        const Rule& leaf = group ? choice.parts[i] : choice;
        if (leaf.kind != Rule::Kind::kLeaf) continue;
        if (auto why = with.add(leaf)) return "of what \"or\" joins one part can not be, as " + *why;
      }
    }
  }
  return std::nullopt;
}

}  // namespace carillon::translate
