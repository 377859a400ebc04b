#include "translate/explained_fields.h"

#include <algorithm>

#include "translate/dates.h"

namespace carillon::translate {
namespace {

constexpr Worded kFields[] = {{"customer id", "external_id"},
                              {"name", "name"},
                              {"email", "email"},
                              {"phone", "phone"},
                              {"city", "city"},
                              {"country", "country"},
                              {"gender", "gender"},
                              {"time zone", "timezone"},
                              {"date of birth", "birth_date"},
                              {"total spend", "total_spend"},
                              {"number of orders", "order_count"},
                              {"average order value", "avg_order_value"},
                              {"first order", "first_order_at"},
                              {"last order", "last_order_at"},
                              {"joining date", "created_at"},
                              {"consent to email", "consent_email"},
                              {"consent to text messages", "consent_sms"}};

}  // namespace

Read ExplainedFields::tagged() {
  if (!in_.eat("has the tag ")) return std::nullopt;
  const auto tags = in_.values();
  if (tags.empty()) return std::nullopt;
  return tags.size() == 1 ? field_leaf("tags", "has_tag", tags.front())
                          : field_leaf("tags", "has_any_tag", list_of(tags));
}
// The id behind the name says which.
Read ExplainedFields::in_segment() {
  if (!in_.eat("is in the segment ") || !in_.quoted(false) || !in_.eat(" (")) return std::nullopt;
  const auto id = in_.number();
  if (!id || !in_.eat(")")) return std::nullopt;
  return operation("in_segment", {{"segment", json_text(*id)}});
}
Read ExplainedFields::aged() {
  const bool older = in_.eat("older than ");
  if (!older && !in_.eat("younger than ")) return std::nullopt;
  const auto years = in_.number();
  if (!years || (!in_.eat(" years") && !in_.eat(" year"))) return std::nullopt;
  return field_leaf("birth_date", older ? "older_than" : "younger_than", *years);
}
Read ExplainedFields::birthday() {
  if (!in_.eat("birthday ")) return std::nullopt;
  const auto made = [](std::string_view member, std::string value) {
    return leaf({{"field", json_text("birth_date")},
                 {"op", json_text("anniversary_within")},
                 {std::string(member), std::move(value)}});
  };
  if (in_.eat("is today")) return made("next", json_text("0d"));
  const bool next = in_.eat("is within the next ");
  if (next || in_.eat("was within the last ")) {
    const auto length = in_.length();
    return length ? Read(made(next ? "next" : "last", json_text(*length))) : std::nullopt;
  }
  if (!in_.eat("is in ")) return std::nullopt;
  for (const char* month : {"january", "february", "march", "april", "may", "june", "july", "august",
                            "september", "october", "november", "december"}) {
    std::string name(month);
    name.front() = static_cast<char>(name.front() - 32);
    if (in_.eat(name)) return made("month", std::to_string(month_named(month)));
  }
  return std::nullopt;
}

// The name of the field or attribute whose title comes next.
std::optional<std::string> ExplainedFields::field_name() {
  for (const auto& [words, name] : kFields) {
    if (in_.eat(words)) return std::string(name);
  }
  return attribute();
}
std::optional<std::string> ExplainedFields::attribute() {
  if (in_.eat("attribute ")) {
    const auto path = in_.quoted();
    return path ? std::optional("attributes." + *path) : std::nullopt;
  }
  // The longest title of a known one; two of one title are in doubt.
  const std::string* best = nullptr;
  std::string title;
  bool doubtful = false;
  for (const auto& path : attributes_) {
    std::string each = path;
    std::ranges::replace_if(
        each, [](char c) { return c == '.' || c == '_'; }, ' ');
    if (!in_.rest().starts_with(each + " ") || each.size() < title.size()) continue;
    doubtful = best != nullptr && each == title && path != *best;
    best = &path;
    title = std::move(each);
  }
  if (best != nullptr) {
    if (doubtful || !in_.eat(title)) return std::nullopt;
    return "attributes." + *best;
  }
  std::size_t n = 0;
  const auto free = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  while (n < in_.rest().size() && free(in_.rest()[n])) ++n;
  const std::string name(in_.rest().substr(0, n));
  if (n == 0 || !in_.rest().substr(n).starts_with(' ')) return std::nullopt;
  if (name != "plan" && lexicon_.known(name)) return std::nullopt;
  in_.eat(name);
  return "attributes." + name;
}

Read ExplainedFields::field() {
  const auto name = field_name();
  if (!name) return std::nullopt;
  for (const auto read :
       {&ExplainedFields::presence, &ExplainedFields::part_of_text, &ExplainedFields::around_now,
        &ExplainedFields::beside, &ExplainedFields::compared, &ExplainedFields::equal}) {
    if (auto rule = in_.attempt([&] { return (this->*read)(*name); })) return rule;
  }
  return std::nullopt;
}
Read ExplainedFields::presence(const std::string& name) {
  if (in_.eat(" is known")) return bare_leaf(name, "is_set");
  if (in_.eat(" is missing")) return bare_leaf(name, "is_not_set");
  return std::nullopt;
}
Read ExplainedFields::part_of_text(const std::string& name) {
  for (const auto& [words, op] : {Worded{" contains ", "contains"}, Worded{" starts with ", "starts_with"},
                                  Worded{" ends with ", "ends_with"}}) {
    if (!in_.eat(words)) continue;
    const auto text = in_.quoted();
    return text ? Read(field_leaf(name, op, json_text(*text))) : std::nullopt;
  }
  return std::nullopt;
}
Read ExplainedFields::around_now(const std::string& name) {
  const bool inside = in_.eat(" is within the last ");
  if (inside || in_.eat(" is not within the last ")) {
    const auto length = in_.length();
    if (!length || (!inside && !in_.eat(", or never was"))) return std::nullopt;
    return field_leaf(name, inside ? "within" : "not_within", json_text(*length));
  }
  const bool older = in_.eat(" is more than ");
  if (!older && !in_.eat(" is less than ")) return std::nullopt;
  const auto length = in_.length();
  if (!length || !in_.eat(" ago")) return std::nullopt;
  return field_leaf(name, older ? "older_than" : "younger_than", json_text(*length));
}
Read ExplainedFields::beside(const std::string& name) {
  for (const auto& [words, op] :
       {Worded{" is on or after ", "gte"}, Worded{" is on or before ", "lte"},
        Worded{" is before ", "before"}, Worded{" is after ", "after"}, Worded{" is on ", "on"}}) {
    if (!in_.eat(words)) continue;
    const auto when = in_.moment();
    if (!when) return std::nullopt;
    Rule rule = field_leaf(name, op, json_text(*when));
    if (in_.eat(" (")) {
      const std::size_t end = in_.rest().find(')');
      if (end == std::string_view::npos || end == 0 || op == "gte" || op == "lte") return std::nullopt;
      rule.members.emplace_back("timezone", json_text(in_.rest().substr(0, end)));
      in_.back_to(in_.at() + end + 1);
    }
    return rule;
  }
  return std::nullopt;
}
Read ExplainedFields::compared(const std::string& name) {
  return in_.eat(" is ") ? ordered_value(name) : std::nullopt;
}
// "more than 5", "between 1 May 2025 and 3 May 2025"
Read ExplainedFields::ordered_value(const std::string& name) {
  if (in_.eat("between ")) {
    const auto low = in_.value();
    if (!low || !in_.eat(" and ")) return std::nullopt;
    const auto high = in_.value();
    if (!high) return std::nullopt;
    return field_leaf(name, "between", "[" + *low + "," + *high + "]");
  }
  for (const auto& [words, op] : kCompares) {
    if (op == "ne" || !in_.eat(words)) continue;
    const auto n = in_.number();
    return n ? Read(field_leaf(name, op, *n)) : std::nullopt;
  }
  return std::nullopt;
}
Read ExplainedFields::equal(const std::string& name) {
  const bool negated = in_.eat(" is not ");
  if (!negated && !in_.eat(" is ")) return std::nullopt;
  const auto values = in_.values();
  if (values.empty()) return std::nullopt;
  if (values.size() == 1) return field_leaf(name, negated ? "ne" : "eq", values.front());
  return field_leaf(name, negated ? "not_in" : "in", list_of(values));
}

}  // namespace carillon::translate
