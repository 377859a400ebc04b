#include "translate/rule.h"

#include <algorithm>

#include <carillon/json_text.hpp>

namespace carillon::translate {
namespace {

Rule group(Rule::Kind kind, std::vector<Rule> parts) {
  Rule out;
  out.kind = kind;
  for (auto& part : parts) {
    if (part.kind == kind && !part.parts.empty()) {
      for (auto& inner : part.parts) out.parts.push_back(std::move(inner));
    } else if (std::ranges::find(out.parts, part) == out.parts.end()) {
      out.parts.push_back(std::move(part));
    }
  }
  if (out.parts.size() != 1) return out;
  Rule only = std::move(out.parts.front());
  return only;
}

void write(const Rule& rule, std::string& out) {
  if (rule.kind == Rule::Kind::kLeaf) {
    out += '{';
    for (const auto& [name, value] : rule.members) {
      if (out.back() != '{') out += ',';
      out += json_text(name) + ':' + value;
    }
    out += '}';
    return;
  }
  if (rule.kind == Rule::Kind::kNot) {
    out += "{\"not\":";
    write(rule.parts.front(), out);
    out += '}';
    return;
  }
  out += rule.kind == Rule::Kind::kAll ? "{\"all\":[" : "{\"any\":[";
  for (std::size_t i = 0; i < rule.parts.size(); ++i) {
    if (i > 0) out += ',';
    write(rule.parts[i], out);
  }
  out += "]}";
}

}  // namespace

std::string Rule::json() const {
  std::string out;
  write(*this, out);
  return out;
}

std::string json_text(std::string_view text) {
  std::string out;
  append_json(out, text);
  return out;
}

std::string json_list(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const auto& text : texts) out += (out.size() > 1 ? "," : "") + json_text(text);
  return out + "]";
}

Rule leaf(std::vector<std::pair<std::string, std::string>> members) {
  Rule out;
  out.kind = Rule::Kind::kLeaf;
  out.members = std::move(members);
  return out;
}

Rule field_leaf(std::string_view field, std::string_view op, std::string json_value) {
  return leaf({{"field", json_text(field)}, {"op", json_text(op)}, {"value", std::move(json_value)}});
}

Rule bare_leaf(std::string_view field, std::string_view op) {
  return leaf({{"field", json_text(field)}, {"op", json_text(op)}});
}

Rule all_of(std::vector<Rule> parts) { return group(Rule::Kind::kAll, std::move(parts)); }
Rule any_of(std::vector<Rule> parts) { return group(Rule::Kind::kAny, std::move(parts)); }

Rule negation(Rule rule) {
  if (rule.kind == Rule::Kind::kNot) {
    Rule inner = std::move(rule.parts.front());
    return inner;
  }
  Rule out;
  out.kind = Rule::Kind::kNot;
  out.parts.push_back(std::move(rule));
  return out;
}

}  // namespace carillon::translate
