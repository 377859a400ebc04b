#include "notation.h"

#include <charconv>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace carillon::test {
namespace {

json::value scalar(const std::string& text) {
  const bool number = !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
  return number ? json::parse(text) : json::value(text);
}

std::vector<std::string> split(std::string_view text, char mark) {
  std::vector<std::string> out;
  while (true) {
    const auto at = text.find(mark);
    std::string part(text.substr(0, at));
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    out.push_back(std::move(part));
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at + 1);
  }
}

// ">=5", "5..10"
json::value compare_of(std::string_view text) {
  static const std::map<std::string, const char*> kOps{{">=", "gte"}, {"<=", "lte"}, {"!=", "ne"},
                                                       {">", "gt"},   {"<", "lt"},   {"=", "eq"}};
  const auto digits = text.find_first_of("0123456789");
  const std::string op(text.substr(0, digits));
  const std::string rest(text.substr(digits));
  if (const auto dots = rest.find(".."); dots != std::string::npos) {
    return json::object{
        {"between", json::array{scalar(rest.substr(0, dots)), scalar(rest.substr(dots + 2))}}};
  }
  return json::object{{kOps.at(op), scalar(rest)}};
}

json::value both(json::array parts) {
  if (parts.size() == 1) return std::move(parts[0]);
  return json::object{{"all", std::move(parts)}};
}
json::value no(json::value rule) { return json::object{{"not", std::move(rule)}}; }

json::object on_field(std::string_view field, std::string_view op, json::value value) {
  return json::object{{"field", field}, {"op", op}, {"value", std::move(value)}};
}

json::value age(const json::object& compare) {
  json::array all;
  for (const auto& [op, value] : compare) {
    const auto older = [](std::int64_t n) -> json::value {
      return n <= 0 ? json::value(json::object{{"field", "birth_date"}, {"op", "is_set"}})
                    : json::value(on_field("birth_date", "older_than", n - 1));
    };
    const auto younger = [](std::int64_t n) { return on_field("birth_date", "younger_than", n); };
    if (op == "between") {
      all.push_back(older(value.at(0).as_int64()));
      all.push_back(younger(value.at(1).as_int64() + 1));
      continue;
    }
    const std::int64_t n = value.as_int64();
    if (op == "gt" || op == "gte")
      all.push_back(older(op == "gt" ? n + 1 : n));
    else if (op == "lt" || op == "lte")
      all.push_back(younger(op == "lt" ? n : n + 1));
    else
      all.push_back(older(n)), all.push_back(younger(n + 1));
  }
  return both(std::move(all));
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  json::value run() {
    json::value out = any();
    if (peek() != '\0') fail();
    return out;
  }

 private:
  char peek() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  [[noreturn]] void fail() const {
    throw std::runtime_error("no notation: " + std::string(text_.substr(at_)));
  }

  json::value any() {
    json::array parts{all()};
    while (peek() == '|') ++at_, parts.push_back(all());
    if (parts.size() == 1) return std::move(parts[0]);
    return json::object{{"any", std::move(parts)}};
  }
  json::value all() {
    json::array parts{unary()};
    while (peek() == '&') ++at_, parts.push_back(unary());
    return both(std::move(parts));
  }
  json::value unary() {
    if (peek() == '!') return ++at_, no(unary());
    if (peek() == '(') {
      ++at_;
      json::value out = any();
      if (peek() != ')') fail();
      ++at_;
      return out;
    }
    return leaf();
  }

  json::value leaf() {
    peek();
    const std::size_t from = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_' || text_[at_] == '.'))
      ++at_;
    const std::string name(text_.substr(from, at_ - from));
    if (at_ < text_.size() && text_[at_] == '(') {
      const auto end = text_.find(')', at_);
      if (end == std::string_view::npos) fail();
      const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      return call(name, inside);
    }
    const auto end = std::min(text_.find_first_of("&|)", at_), text_.size());
    const std::string rest = split(text_.substr(at_, end - at_), '\0').front();
    at_ = end;
    return comparison(name, rest);
  }

  json::value comparison(const std::string& name, const std::string& rest) {
    if (name == "email_ok" || name == "sms_ok")
      return on_field(name == "email_ok" ? "consent_email" : "consent_sms", "eq", true);
    if (name == "age") return age(compare_of(rest).as_object());
    static const std::map<std::string, const char*> kFields{{"spend", "total_spend"},
                                                            {"orders", "order_count"},
                                                            {"aov", "avg_order_value"},
                                                            {"plan", "attributes.plan"}};
    const auto known = kFields.find(name);
    const std::string field = known == kFields.end() ? name : known->second;
    for (const auto& [sign, op] :
         {std::pair{"^=", "starts_with"}, std::pair{"$=", "ends_with"}, std::pair{"*=", "contains"}}) {
      if (rest.starts_with(sign)) return on_field(field, op, json::value(rest.substr(2)));
    }
    if (name == "spend" || name == "orders" || name == "aov") {
      json::array all;
      const json::value compare = compare_of(rest);
      for (const auto& [op, value] : compare.get_object()) all.push_back(on_field(field, op, value));
      return both(std::move(all));
    }
    if (!rest.starts_with('=')) fail();
    const auto values = split(rest.substr(1), ',');
    if (name == "tag")
      return values.size() == 1 ? on_field("tags", "has_tag", json::value(values[0]))
                                : on_field("tags", "has_any_tag", json::value_from(values));
    return values.size() == 1 ? on_field(field, "eq", json::value(values[0]))
                              : on_field(field, "in", json::value_from(values));
  }

  static json::object members(std::string_view text) {
    json::object out;
    for (const auto& part : split(text, ';')) {
      if (part.empty()) continue;
      const auto gap = part.find_first_of(" <>=!.0123456789");
      const std::string name = part.substr(0, gap);
      const std::string rest =
          gap == std::string::npos ? "" : split(std::string_view(part).substr(gap), '\0').front();
      if (name == "category" || name == "sku" || name == "status")
        out[name] = json::value_from(split(rest, ','));
      else if (name == "count" && rest.find_first_of("<>=.") == std::string::npos)
        out[name] = json::parse(rest);
      else if (name == "count" || name == "amount" || name == "is")
        out[name] = compare_of(rest);
      else if (name == "qty")
        out["item"] = json::object{{"quantity", compare_of(rest)}};
      else if (name == "price")
        out["item"] = json::object{{"price", compare_of(rest)}};
      else if (name == "month" || name == "percent")
        out[name] = json::parse(rest);
      else
        out[name] = rest;
    }
    return out;
  }

  json::value call(const std::string& name, std::string_view inside) {
    static const std::map<std::string, const char*> kOps{
        {"sum", "order_sum"},     {"avg", "order_avg"},   {"max", "order_max"},          {"min", "order_min"},
        {"first", "first_order"}, {"last", "last_order"}, {"gap", "days_between_orders"}};
    if (name == "all") return json::object{{"all", json::array{}}};
    if (name == "has") return json::object{{"field", inside}, {"op", "is_set"}};
    if (name == "segment") return json::object{{"op", "in_segment"}, {"segment", inside}};
    if (name == "joined" || name == "born") {
      const char* field = name == "joined" ? "created_at" : "birth_date";
      json::array all;
      const json::object window = members(inside);
      for (const auto& [key, value] : window) {
        if (key == "since")
          all.push_back(no(on_field(field, "before", value)));
        else if (key == "until")
          all.push_back(
              no(json::object{{"any", json::array{on_field(field, "after", value),
                                                  json::object{{"field", field}, {"op", "is_not_set"}}}}}));
        else
          all.push_back(on_field(field, key, value));
        if (key == "since") all.push_back(json::object{{"field", field}, {"op", "is_set"}});
      }
      return both(std::move(all));
    }
    json::object out = members(inside);
    if (name == "bday") {
      out["field"] = "birth_date";
      out["op"] = "anniversary_within";
    } else if (name == "top" || name == "bottom") {
      const std::string head = split(inside, ';').front();
      out.erase(head);
      out["op"] = name;
      out["field"] = head;
    } else if (name == "rfm") {
      const std::string head = split(inside, ';').front();
      out.erase(head);
      out["op"] = name;
      out["score"] = head;
    } else if (name == "then") {
      const auto at = inside.find(">>");
      return json::object{{"op", "then"},
                          {"first", members(inside.substr(0, at))},
                          {"later", members(inside.substr(at + 2))}};
    } else if (name == "ratio") {
      out["op"] = "spend_ratio";
    } else {
      const auto op = kOps.find(name);
      out["op"] = op == kOps.end() ? name : op->second;
    }
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

json::value rule_of(std::string_view notation) { return Parser(notation).run(); }

}  // namespace carillon::test
