#include <algorithm>
#include <array>

#include "ruletext/numbers.h"
#include "ruletext/ruletext.h"
#include "ruletext/vocabulary.h"

namespace carillon::ruletext {

namespace {

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Stands for itself without quotes: letters, digits and _, in parts between dots.
bool is_bare(std::string_view name) {
  if (name.empty() || (name.front() >= '0' && name.front() <= '9') || name.front() == '.' ||
      name.back() == '.')
    return false;
  return name.find("..") == std::string_view::npos &&
         std::ranges::all_of(name, [](char c) { return c == '.' || is_name_byte(c); });
}

std::string quoted(std::string_view text, char quote = '"') {
  std::string out(1, quote);
  for (const char c : text) {
    constexpr std::string_view kNamed = "\b\f\n\r\t";
    constexpr std::string_view kNames = "bfnrt";
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (const auto named = kNamed.find(c); named != std::string_view::npos && c != '\0') {
      out += '\\';
      out += kNames[named];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      constexpr std::string_view kHex = "0123456789abcdef";
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 0xF];
    } else {
      out += c;
    }
  }
  return out + quote;
}

bool is_scalar(const json::value& value) { return value.is_string() || value.is_number() || value.is_bool(); }

const json::value* member(const json::object& object, std::string_view name) {
  return object.if_contains(name);
}

std::string_view text_of(const json::value* value) {
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view{};
}

bool is_pair(const json::value& value) {
  return value.is_array() && value.get_array().size() == 2 &&
         std::ranges::all_of(value.get_array(), is_scalar);
}

bool is_list(const json::value& value) {
  return value.is_array() && !value.get_array().empty() && std::ranges::all_of(value.get_array(), is_scalar);
}

// {"gte": 2}, {"gt": 1, "lt": 5}, {"between": [1, 5]}: what `name >= 2` is read as.
bool is_compare(const json::value& value) {
  if (!value.is_object() || value.get_object().empty()) return false;
  return std::ranges::all_of(value.get_object(), [](const json::key_value_pair& part) {
    if (part.key() == "between") return is_pair(part.value());
    return !sign_of_op(part.key()).empty() && is_scalar(part.value());
  });
}

struct Phrase {
  std::string_view op, words;
};
constexpr std::array kScalarPhrases{
    Phrase{"contains", "CONTAINS"},     Phrase{"starts_with", "STARTS WITH"},
    Phrase{"ends_with", "ENDS WITH"},   Phrase{"has_tag", "HAS"},
    Phrase{"within", "WITHIN"},         Phrase{"not_within", "NOT WITHIN"},
    Phrase{"older_than", "OLDER THAN"}, Phrase{"younger_than", "YOUNGER THAN"}};
constexpr std::array kListPhrases{Phrase{"in", "IN"}, Phrase{"not_in", "NOT IN"},
                                  Phrase{"has_any_tag", "HAS ANY"}};
constexpr std::array kMomentPhrases{Phrase{"before", "BEFORE"}, Phrase{"after", "AFTER"}, Phrase{"on", "ON"}};
constexpr std::array kBarePhrases{Phrase{"is_set", "IS SET"}, Phrase{"is_not_set", "IS NOT SET"}};

std::string_view words_for(std::span<const Phrase> phrases, std::string_view op) {
  const auto found = std::ranges::find(phrases, op, &Phrase::op);
  return found == phrases.end() ? std::string_view{} : found->words;
}

class Printer {
 public:
  std::optional<std::string> run(const json::value& rule) {
    node(rule, false, 0);
    if (!ok_) return std::nullopt;
    return std::move(out_);
  }

 private:
  // `inner`: a group of several stands in brackets.
  void node(const json::value& value, bool inner, int depth) {
    const auto* object = value.if_object();
    if (object == nullptr || depth > kMaxDepth) {
      ok_ = false;
      return;
    }
    const bool is_group = object->size() == 1 &&
                          (object->contains("all") || object->contains("any") || object->contains("not"));
    if (!is_group) return leaf(*object);
    const auto& part = *object->begin();
    if (part.key() == "not") {
      out_ += "NOT ";
      return node(part.value(), true, depth + 1);
    }
    if (!part.value().is_array()) {
      ok_ = false;
      return;
    }
    group(part.value().get_array(), part.key() == "all", inner, depth);
  }

  void group(const json::array& items, bool all, bool inner, int depth) {
    if (items.empty()) {
      out_ += all ? "EVERYBODY" : "NOBODY";
      return;
    }
    const bool alone = items.size() == 1;
    if (alone) out_ += all ? "ALL" : "ANY";
    if (alone || inner) out_ += '(';
    for (std::size_t i = 0; i < items.size() && ok_; ++i) {
      if (i > 0) out_ += all ? " AND " : " OR ";
      node(items[i], !alone, depth + 1);
    }
    if (alone || inner) out_ += ')';
  }

  void leaf(const json::object& leaf) {
    const auto* op = member(leaf, "op");
    if (op == nullptr || !op->is_string()) {
      ok_ = false;
      return;
    }
    if (!field_phrase(leaf) && !own_phrase(leaf)) call(leaf);
  }

  // What stands beside the field; false when the leaf has more to say than a phrase can.
  bool field_phrase(const json::object& leaf) {
    const std::string_view op = text_of(member(leaf, "op"));
    const auto* field = member(leaf, "field");
    const bool has_field = field != nullptr && field->is_string() && !field->get_string().empty();
    if (!has_field && op != "has_tag" && op != "has_any_tag") return false;
    if (field != nullptr && !has_field) return false;
    const std::size_t size = leaf.size() - (has_field ? 2 : 1);
    const auto begin = [&](std::string_view words) {
      if (has_field) {
        field_name(field->get_string());
        out_ += ' ';
      }
      out_ += words;
    };
    if (const auto words = words_for(kBarePhrases, op); !words.empty() && size == 0) {
      begin(words);
      return true;
    }
    if (op == "anniversary_within") return anniversary(leaf, size, begin);
    const auto* value = member(leaf, "value");
    if (value == nullptr) return false;
    if (const auto words = words_for(kMomentPhrases, op); !words.empty()) {
      const auto* zone = member(leaf, "timezone");
      if (!value->is_string() || size != (zone == nullptr ? 1U : 2U) ||
          (zone != nullptr && !zone->is_string()))
        return false;
      begin(words);
      out_ += ' ';
      const std::string_view moment = value->get_string();
      out_ += is_date_or_time(moment) ? std::string(moment) : quoted(moment);
      if (zone != nullptr) out_ += " IN " + quoted(zone->get_string());
      return true;
    }
    if (size != 1) return false;
    return with_value(op, *value, begin);
  }

  template <class Begin>
  bool with_value(std::string_view op, const json::value& value, const Begin& begin) {
    if (op == "between" && is_pair(value)) {
      begin("BETWEEN ");
      range(value.get_array());
      return true;
    }
    if (const auto words = words_for(kListPhrases, op); !words.empty() && is_list(value)) {
      begin(words);
      out_ += " (";
      for (std::size_t i = 0; i < value.get_array().size(); ++i) {
        if (i > 0) out_ += ", ";
        scalar(value.get_array()[i]);
      }
      out_ += ')';
      return true;
    }
    std::string_view words = sign_of_op(op);
    if (words.empty()) words = words_for(kScalarPhrases, op);
    if (words.empty() || !is_scalar(value)) return false;
    const bool is_window = op == "within" || op == "not_within";
    const bool is_age = op == "older_than" || op == "younger_than";
    if ((is_window && !value.is_string()) || (is_age && value.is_bool())) return false;
    begin(words);
    out_ += ' ';
    is_window || is_age ? length(value) : scalar(value);
    return true;
  }

  // A length of time, or a number of years.
  void length(const json::value& value) {
    const auto* text = value.if_string();
    if (text == nullptr) return scalar(value);
    out_ += is_duration(*text) ? std::string(*text) : quoted(*text);
  }

  template <class Begin>
  bool anniversary(const json::object& leaf, std::size_t size, const Begin& begin) {
    if (size != 1) return false;
    for (const std::string_view name : {"next", "last"}) {
      const auto* days = member(leaf, name);
      if (days == nullptr || !days->is_string()) continue;
      begin("ANNIVERSARY ");
      out_ += capitals(name) + ' ';
      length(*days);
      return true;
    }
    const auto* month = member(leaf, "month");
    if (month == nullptr || !month->is_number()) return false;
    begin("ANNIVERSARY IN MONTH ");
    scalar(*month);
    return true;
  }

  // Leaves that have a wording of their own.
  bool own_phrase(const json::object& leaf) {
    const std::string_view op = text_of(member(leaf, "op"));
    if (op == "in_segment" && leaf.size() == 2) {
      const auto* segment = member(leaf, "segment");
      if (segment == nullptr || !segment->is_string()) return false;
      out_ += "in_segment(" + quoted(segment->get_string()) + ')';
      return true;
    }
    if (op == "top" || op == "bottom") return ranked(leaf, op);
    const auto* is = member(leaf, "is");
    const bool measured = is != nullptr && is_compare(*is) && is->get_object().size() == 1;
    if (op == "rfm" && measured && leaf.size() == 3) {
      const std::string_view score = text_of(member(leaf, "score"));
      if (!is_bare("rfm." + std::string(score))) return false;
      out_ += "rfm." + std::string(score);
      compare("", is->get_object());
      return true;
    }
    if (!measured || !is_measure(op)) return false;
    json::object arguments = leaf;
    arguments.erase("is");
    call(arguments);
    compare("", is->get_object());
    return true;
  }

  bool ranked(const json::object& leaf, std::string_view op) {
    const std::string_view field = text_of(member(leaf, "field"));
    const auto* count = member(leaf, "count");
    const auto* percent = member(leaf, "percent");
    const auto* n = count != nullptr ? count : percent;
    if (leaf.size() != 3 || field.empty() || n == nullptr || !n->is_number()) return false;
    out_ += op;
    out_ += ' ';
    scalar(*n);
    out_ += count != nullptr ? " by " : "% by ";
    field_name(field);
    return true;
  }

  void call(const json::object& leaf) {
    const std::string_view op = text_of(member(leaf, "op"));
    out_ += is_bare(op) && !is_reserved(op) ? std::string(op) : quoted(op, '`');
    if (op.empty()) ok_ = false;
    out_ += '(';
    bool first = true;
    const std::string_view field = text_of(member(leaf, "field"));
    if (!field.empty()) {
      field_name(field);
      first = false;
    }
    for (const auto& [name, value] : leaf) {
      if (name == "op" || (name == "field" && !field.empty())) continue;
      if (!first) out_ += ", ";
      first = false;
      named(name, value, 0);
    }
    out_ += ')';
  }

  void named(std::string_view name, const json::value& value, int depth) {
    const std::string shown = is_bare(name) ? std::string(name) : quoted(name);
    if (is_compare(value)) return compare(shown, value.get_object());
    out_ += shown + ": ";
    any(value, depth);
  }

  // `name > 1, name < 5`
  void compare(const std::string& name, const json::object& parts) {
    bool first = true;
    for (const auto& [op, value] : parts) {
      if (!first) out_ += ", ";
      first = false;
      out_ += name;
      if (op == "between") {
        out_ += " BETWEEN ";
        range(value.get_array());
      } else {
        out_ += ' ' + std::string(sign_of_op(op)) + ' ';
        scalar(value);
      }
    }
  }

  void range(const json::array& pair) {
    scalar(pair[0]);
    out_ += " AND ";
    scalar(pair[1]);
  }

  void any(const json::value& value, int depth) {
    if (depth > kMaxDepth - 2) {
      ok_ = false;
    } else if (value.is_null()) {
      out_ += "null";
    } else if (const auto* array = value.if_array()) {
      out_ += '[';
      for (std::size_t i = 0; i < array->size() && ok_; ++i) {
        if (i > 0) out_ += ", ";
        any((*array)[i], depth + 1);
      }
      out_ += ']';
    } else if (const auto* object = value.if_object()) {
      out_ += '{';
      bool first = true;
      for (const auto& [name, inner] : *object) {
        if (!first) out_ += ", ";
        first = false;
        named(name, inner, depth + 1);
        if (!ok_) return;
      }
      out_ += '}';
    } else {
      scalar(value);
    }
  }

  // REQUIRES: is_scalar(value).
  void scalar(const json::value& value) {
    if (value.is_bool()) {
      out_ += value.get_bool() ? "true" : "false";
    } else if (const auto* text = value.if_string()) {
      out_ += is_duration(*text) || is_date_or_time(*text) ? std::string(*text) : quoted(*text);
    } else if (const auto number = number_text(value)) {
      out_ += *number;
    } else {
      ok_ = false;
    }
  }

  void field_name(std::string_view name) {
    const bool plain =
        is_bare(name) && !is_reserved(name) && !is_measure(name) && !capitals(name).starts_with("RFM.");
    out_ += plain ? std::string(name) : quoted(name, '`');
  }

  std::string out_;
  bool ok_ = true;
};

}  // namespace

std::optional<std::string> print(const json::value& rule) { return Printer().run(rule); }

}  // namespace carillon::ruletext
