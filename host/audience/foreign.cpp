#include "audience/foreign.h"

#include <algorithm>
#include <initializer_list>

#include "audience/arguments.h"
#include "audience/fields.h"
#include "audience/foreign_words.h"

namespace carillon::audience {

namespace {

constexpr std::size_t kMaxIssues = 100;
constexpr int kMaxDepth = 32;

const json::value* first_of(const json::object& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const auto* member = object.if_contains(name)) return member;
  }
  return nullptr;
}

std::string name_of_first(const json::object& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (object.contains(name)) return name;
  }
  return *names.begin();
}

json::value leaf_of(std::string_view field, std::string_view op, json::value value) {
  return json::object{{"field", field}, {"op", op}, {"value", std::move(value)}};
}
json::value negation(json::value rule) { return json::object{{"not", std::move(rule)}}; }

// "a, b" and ["a", "b"] are lists.
json::array list_in(const json::value& value) {
  if (const auto* array = value.if_array()) return *array;
  json::array out;
  if (const auto* text = value.if_string()) {
    std::string_view rest = *text;
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      std::string_view item = rest.substr(0, comma);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
      while (item.starts_with(' ')) item.remove_prefix(1);
      while (item.ends_with(' ')) item.remove_suffix(1);
      if (!item.empty()) out.emplace_back(item);
    }
  } else if (!value.is_null()) {
    out.push_back(value);
  }
  return out;
}

class Importer {
 public:
  std::variant<Imported, Issues> run(const json::value& given) {
    json::value rule = node(given, "", "", 0);
    if (!issues_.empty()) return std::move(issues_);
    return Imported{std::move(rule), std::move(origins_)};
  }

 private:
  json::value fault(std::string pointer, std::string code, std::string detail) {
    if (issues_.size() < kMaxIssues)
      issues_.push_back({std::move(pointer), std::move(code), std::move(detail)});
    return {};
  }

  // `at` is where it will stand in the rule, `from` where it stands in what was given.
  json::value node(const json::value& given, const std::string& at, const std::string& from, int depth) {
    origins_.push_back({at, from});
    const auto* object = given.if_object();
    if (object == nullptr)
      return fault(from, "type", "must be a group or a condition, found " + found_words(given));
    if (depth > kMaxDepth) return fault(from, "too_deep", "groups nest deeper than 32; flatten the rule");
    const auto* parts = first_of(*object, {"conditions", "rules"});
    if (parts == nullptr) return condition(*object, from);
    if (!parts->is_array()) {
      return fault(from + '/' + name_of_first(*object, {"conditions", "rules"}), "type",
                   "must be a list of groups and conditions, found " + found_words(*parts));
    }
    return group(*object, parts->get_array(), at, from, depth);
  }

  json::value group(const json::object& object, const json::array& parts, const std::string& at,
                    const std::string& from, int depth) {
    const auto joins = {"operator", "combinator", "ruleOperator", "op", "logic", "condition"};
    const auto* join = first_of(object, joins);
    std::string word = "and";
    if (join != nullptr) word = join->is_string() ? plain_word(join->get_string()) : "";
    const bool any = word == "or" || word == "any" || word == "||";
    const bool all = word == "and" || word == "all" || word == "&&";
    if (!any && !all) {
      return fault(from + '/' + name_of_first(object, joins), "unknown_group",
                   "a group joins its parts with AND or OR, found " + found_words(*join));
    }
    const auto* negated = object.if_contains("not");
    const bool is_not = negated != nullptr && negated->is_bool() && negated->get_bool();
    const std::string_view kind = any ? "any" : "all";
    const std::string list = object.contains("conditions") ? "/conditions/" : "/rules/";
    const std::string inner = at + (is_not ? "/not/" : "/") + std::string(kind) + '/';
    json::array out;
    for (std::size_t i = 0; i < parts.size() && issues_.size() < kMaxIssues; ++i) {
      out.push_back(node(parts[i], inner + std::to_string(i), from + list + std::to_string(i), depth + 1));
    }
    json::value rule = json::object{{kind, std::move(out)}};
    return is_not ? negation(std::move(rule)) : rule;
  }

  json::value condition(const json::object& object, const std::string& from) {
    const auto fields_named = {"field", "key", "attribute"};
    const auto operators_named = {"operator", "comparator", "op"};
    const auto* field = first_of(object, fields_named);
    const auto* op = first_of(object, operators_named);
    if (field == nullptr || op == nullptr) {
      return fault(
          from, "shape",
          "is neither a group (with \"conditions\" or \"rules\") nor a condition (with \"field\" or \"key\", "
          "and \"operator\", \"comparator\" or \"op\")");
    }
    const std::string at_field = from + '/' + name_of_first(object, fields_named);
    const std::string at_op = from + '/' + name_of_first(object, operators_named);
    if (!field->is_string())
      return fault(at_field, "type", "must be the name of a field, found " + found_words(*field));
    if (!op->is_string()) return fault(at_op, "type", "must be an operator, found " + found_words(*op));
    const std::string_view name = field->get_string();
    const std::string ours = operator_for(op->get_string());
    if (ours.empty()) {
      return fault(at_op, "unknown_operator",
                   "there is no operator like " + found_words(*op) +
                       "; known are = != > >= < <= and words such as "
                       "contains, between, in, before, after");
    }
    const auto* value = object.if_contains("value");
    const json::value nothing;
    const Place place{from + "/value", value == nullptr ? nothing : *value};
    if (name.starts_with("orders.")) return of_orders(name.substr(7), ours, at_field, place);
    if (const auto time = time_counted_by(name); !time.empty()) return of_days(time, ours, at_op, place);
    if (plain_word(name) == "age") return of_age(ours, at_op, place);
    const std::string known = field_for(name);
    if (known.empty()) {
      const std::string near = nearest_field(name);
      return fault(
          at_field, "unknown_field",
          "customers have no field like " + found_words(*field) +
              (near.empty() ? "; free ones are called attributes.NAME" : "; did you mean \"" + near + "\"?"));
    }
    const auto ref = resolve_field(known);
    return of_field(known, ref ? ref->type : CRL_T_TEXT, ours, place);
  }

  struct Place {
    std::string pointer;
    const json::value& value;
  };

  json::value of_field(const std::string& field, std::uint32_t type, const std::string& op,
                       const Place& given) {
    if (op == "is_set" || op == "is_not_set") return json::object{{"field", field}, {"op", op}};
    if (op.starts_with("not_") && op != "not_in" && op != "not_within")
      return negation(of_field(field, type, op.substr(4), given));
    if (type == CRL_T_SET) return of_tags(op, given);
    if (type == CRL_T_TIME || type == CRL_T_DATE) return of_time(field, op, given);
    if (op == "in" || op == "not_in" || op == "between") {
      json::array items = list_in(given.value);
      for (auto& item : items) item = typed(type, item, given.pointer);
      if (op == "between" && items.size() != 2)
        return fault(given.pointer, "type", "must be two values, found " + found_words(given.value));
      return leaf_of(field, op, std::move(items));
    }
    return leaf_of(field, op, typed(type, given.value, given.pointer));
  }

  json::value typed(std::uint32_t type, const json::value& value, const std::string& at) {
    if (type == CRL_T_I64 || type == CRL_T_DECIMAL) {
      if (auto number = number_for(value)) return *std::move(number);
      return fault(at, "type", "must be a number, found " + found_words(value));
    }
    if (type == CRL_T_BOOL) {
      if (value.is_bool()) return value;
      const std::string word = value.is_string() ? plain_word(value.get_string()) : "";
      if (word == "true" || word == "yes") return true;
      if (word == "false" || word == "no") return false;
      return fault(at, "type", "must be true or false, found " + found_words(value));
    }
    if (value.is_null() || value.is_object() || value.is_array())
      return fault(at, "type", "must be a text, a number, true or false, found " + found_words(value));
    return type == CRL_T_TEXT && !value.is_string() ? json::value(json::serialize(value)) : value;
  }

  json::value of_tags(const std::string& op, const Place& given) {
    json::array tags = list_in(given.value);
    const bool texts =
        !tags.empty() && std::ranges::all_of(tags, [](const auto& t) { return t.is_string(); });
    if (!texts)
      return fault(given.pointer, "type",
                   "must be a tag or a list of them, found " + found_words(given.value));
    const bool negated = op == "ne" || op == "not_in";
    if (!negated && op != "eq" && op != "in" && op != "contains")
      return fault(given.pointer, "field_type", "tags can be contained, not contained or one of a list");
    json::value leaf = tags.size() == 1 ? leaf_of("tags", "has_tag", tags[0])
                                        : leaf_of("tags", "has_any_tag", std::move(tags));
    return negated ? negation(std::move(leaf)) : leaf;
  }

  json::value of_time(const std::string& field, const std::string& op, const Place& given) {
    const bool earlier = op == "lt" || op == "before" || op == "lte" || op == "on_or_before";
    const bool later = op == "gt" || op == "after" || op == "gte" || op == "on_or_after";
    if (op == "within" || op == "not_within" || op == "older_than" || op == "younger_than") {
      auto window = relative_window(given.value);
      if (!window && number_for(given.value)) window = json::serialize(*number_for(given.value)) + "d";
      if (!window)
        return fault(given.pointer, "type",
                     "must be a length of time such as \"30 days\", found " + found_words(given.value));
      return leaf_of(field, op, json::value(*window));
    }
    if (const auto window = relative_window(given.value)) {
      if (!earlier && !later)
        return fault(given.pointer, "type",
                     "a time such as \"30 days ago\" can be before or after, not equal");
      return leaf_of(field, earlier ? "older_than" : "within", json::value(*window));
    }
    if (op == "between") {
      const json::array ends = list_in(given.value);
      if (ends.size() != 2)
        return fault(given.pointer, "type", "must be two dates, found " + found_words(given.value));
      return leaf_of(field, op, ends);
    }
    if (!given.value.is_string()) {
      return fault(given.pointer, "type",
                   "must be a date such as \"2025-01-31\" or a time such as \"30 days ago\", found " +
                       found_words(given.value));
    }
    const auto of = [&](std::string_view word) { return leaf_of(field, word, given.value); };
    if (op == "lt" || op == "before") return of("before");
    if (op == "gt" || op == "after") return of("after");
    if (earlier) return json::object{{"any", json::array{of("before"), of("on")}}};
    if (later) return json::object{{"any", json::array{of("after"), of("on")}}};
    if (op == "ne") return negation(of("on"));
    return of(op == "eq" ? "on" : op);
  }

  // A number of days since something: more than 30 is longer ago than 30 days.
  json::value of_days(const std::string& time, const std::string& op, const std::string& at_op,
                      const Place& given) {
    auto window = relative_window(given.value);
    if (const auto days = number_for(given.value); !window && days) window = json::serialize(*days) + "d";
    if (!window)
      return fault(given.pointer, "type", "must be a number of days, found " + found_words(given.value));
    if (op == "not_within" || op == "eq") return leaf_of(time, "not_within", json::value(*window));
    if (op == "gt" || op == "gte") return leaf_of(time, "older_than", json::value(*window));
    if (op == "lt" || op == "lte" || op == "within") return leaf_of(time, "within", json::value(*window));
    return fault(at_op, "field_type", "days since a time are compared with > >= < or <=");
  }

  json::value of_age(const std::string& op, const std::string& at_op, const Place& given) {
    const auto years = number_for(given.value);
    if (!years || !years->is_int64())
      return fault(given.pointer, "type",
                   "must be a whole number of years, found " + found_words(given.value));
    const std::int64_t n = years->get_int64();
    const auto of = [](std::string_view word, std::int64_t than) {
      return leaf_of("birth_date", word, than);
    };
    if (op == "gt" || op == "older_than") return of("older_than", n);
    if (op == "lt" || op == "younger_than") return of("younger_than", n);
    if (op == "lte") return of("younger_than", n + 1);
    const json::value at_least = n < 1 ? json::value(json::object{{"field", "birth_date"}, {"op", "is_set"}})
                                       : of("older_than", n - 1);
    if (op == "gte") return at_least;
    if (op == "eq") return json::object{{"all", json::array{at_least, of("younger_than", n + 1)}}};
    return fault(at_op, "field_type", "an age is compared with = > >= < or <=");
  }

  // Conditions on orders: each means that there is such an order.
  json::value of_orders(std::string_view name, const std::string& op, const std::string& at_field,
                        const Place& given) {
    const std::string word = plain_word(name);
    const auto ordered = [](std::string_view member, json::value value) -> json::value {
      return json::object{{"op", "ordered"}, {member, std::move(value)}};
    };
    const bool compares = op == "gt" || op == "gte" || op == "lt" || op == "lte" || op == "eq" || op == "ne";
    if (word == "amount" || word == "items.price" || word == "items.quantity") {
      const auto number = number_for(given.value);
      if (!number || !compares)
        return fault(given.pointer, "type",
                     "must be compared with a number, found " + found_words(given.value));
      json::object compare{{op, *number}};
      if (word == "amount") return ordered("amount", std::move(compare));
      return ordered("item", json::object{{word.substr(6), std::move(compare)}});
    }
    if (word == "status" || word == "items.category" || word == "items.sku") {
      const std::string member = word == "status" ? word : word.substr(6);
      if (op == "eq" || op == "in" || op == "contains") {
        json::array items = list_in(given.value);
        return ordered(member, items.size() == 1 ? items[0] : json::value(items));
      }
      if (op == "ne" || op == "not_in") {
        json::array items = list_in(given.value);
        return negation(ordered(member, items.size() == 1 ? items[0] : json::value(items)));
      }
    }
    if (word == "orderdate" || word == "orderedat" || word == "date") {
      const auto window = relative_window(given.value);
      if (window && (op == "gt" || op == "gte" || op == "after" || op == "within"))
        return ordered("within", json::value(*window));
      if (window && (op == "lt" || op == "lte" || op == "before"))
        return ordered("older_than", json::value(*window));
      if (given.value.is_string() && !window) {
        if (op == "gt" || op == "after") return ordered("after", given.value);
        if (op == "gte" || op == "on_or_after") return ordered("since", given.value);
        if (op == "lt" || op == "before") return ordered("before", given.value);
        if (op == "lte" || op == "on_or_before") return ordered("until", given.value);
        if (op == "eq" || op == "on") return ordered("on", given.value);
      }
      return fault(
          given.pointer, "type",
          "must be a date, or a length of time such as \"30 days\", found " + found_words(given.value));
    }
    return fault(at_field, "unknown_field",
                 "of orders there are amount, status, orderDate, items.category, items.sku, items.price and "
                 "items.quantity, "
                 "with operators that fit them");
  }

  Issues issues_;
  std::vector<Imported::Origin> origins_;
};

}  // namespace

std::string Imported::origin_of(std::string_view pointer) const {
  const Origin* best = nullptr;
  for (const Origin& origin : origins) {
    const bool within = pointer.starts_with(origin.pointer) &&
                        (pointer.size() == origin.pointer.size() || pointer[origin.pointer.size()] == '/');
    if (within && (best == nullptr || origin.pointer.size() >= best->pointer.size())) best = &origin;
  }
  return best == nullptr ? std::string{} : best->given;
}

std::variant<Imported, Issues> import_rule(const json::value& given) { return Importer().run(given); }

}  // namespace carillon::audience
