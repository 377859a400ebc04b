// Groups of conditions: OR of AND of NOT of conditions and brackets.
#include <utility>

#include "ruletext/leaf_parser.h"
#include "ruletext/reader.h"
#include "ruletext/ruletext.h"

namespace carillon::ruletext {

namespace {

enum class Group { kAll, kAny, kNot, kLeaf };

// The rule before it has pointers: whether the first condition is in a group is known only at its end.
struct Node {
  Group group = Group::kLeaf;
  std::size_t column = 1;
  std::vector<Node> children{};
  json::value leaf{};
};

std::string_view name_of(Group group) {
  return group == Group::kAll ? "all" : (group == Group::kAny ? "any" : "not");
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : in_(std::move(tokens)), leaves_parser_(in_) {}

  std::variant<Parsed, Fault> run() {
    if (in_.peek().kind == Kind::kEnd) in_.refuse("a rule, such as: total_spend > 10000 AND city = \"Pune\"");
    Node rule = disjunction();
    if (!in_.failed() && in_.peek().kind != Kind::kEnd) {
      if (in_.is_sign(")")) {
        in_.refuse("AND, OR or the end", "this bracket was never opened");
      } else {
        in_.refuse("AND, OR or the end");
      }
    }
    if (in_.failed()) return std::move(in_.fault());
    Parsed out;
    out.rule = to_json(std::move(rule), "", out.places);
    return out;
  }

 private:
  Node disjunction() { return joined(Group::kAny); }

  // REQUIRES: kAny or kAll.
  Node joined(Group group) {
    const auto part = [&] { return group == Group::kAny ? joined(Group::kAll) : negation(); };
    const std::string_view word = group == Group::kAny ? "OR" : "AND";
    Node first = part();
    if (!in_.is_word(word)) return first;
    Node out{group, first.column};
    out.children.push_back(std::move(first));
    while (in_.accept_word(word)) out.children.push_back(part());
    return out;
  }

  Node negation() {
    if (!in_.is_word("NOT")) return primary();
    Node out{Group::kNot, in_.take().column};
    if (enter()) out.children.push_back(negation());
    --depth_;
    return out;
  }

  Node primary() {
    const std::size_t column = in_.peek().column;
    if (in_.accept_sign("(")) {
      Node out;
      if (enter()) out = disjunction();
      --depth_;
      in_.expect_sign(")", "AND, OR or a closing bracket");
      return out;
    }
    if (in_.accept_word("EVERYBODY")) return {Group::kAll, column};
    if (in_.accept_word("NOBODY")) return {Group::kAny, column};
    if ((in_.is_word("ALL") || in_.is_word("ANY")) && in_.is_sign("(", 1)) return listed();
    if (++leaves_ > kMaxLeaves) {
      in_.fail({column, "too_large",
                "found more than 256 conditions; use IN with a list, or split the rule in two"});
    }
    return {Group::kLeaf, column, {}, in_.failed() ? json::value{} : leaves_parser_.condition()};
  }

  // ALL(a, b): how a group of one is said.
  Node listed() {
    const Token word = in_.take();
    in_.take();
    Node out{word.capitals == "ALL" ? Group::kAll : Group::kAny, word.column};
    while (enter() && !in_.is_sign(")")) {
      if (!out.children.empty()) in_.expect_sign(",", "a comma or a closing bracket");
      if (!in_.failed()) out.children.push_back(disjunction());
      --depth_;
    }
    --depth_;
    in_.expect_sign(")", "a comma or a closing bracket");
    return out;
  }

  // False when it is too deep or something is wrong already; the caller leaves again in either case.
  bool enter() {
    if (++depth_ > kMaxDepth) {
      in_.fail(
          {in_.peek().column, "too_deep",
           "found brackets and NOTs nested deeper than " + std::to_string(kMaxDepth) + "; flatten the rule"});
    }
    return !in_.failed();
  }

  static json::value to_json(Node&& node, const std::string& pointer, std::vector<Place>& places) {
    places.push_back({pointer, node.column});
    if (node.group == Group::kLeaf) return std::move(node.leaf);
    const std::string name(name_of(node.group));
    const std::string inner = pointer + '/' + name;
    if (node.group == Group::kNot) {
      return json::object{{name, to_json(std::move(node.children.front()), inner, places)}};
    }
    json::array items;
    for (std::size_t i = 0; i < node.children.size(); ++i)
      items.push_back(to_json(std::move(node.children[i]), inner + '/' + std::to_string(i), places));
    return json::object{{name, std::move(items)}};
  }

  Reader in_;
  LeafParser leaves_parser_;
  int depth_ = 0;
  std::size_t leaves_ = 0;
};

}  // namespace

std::variant<Parsed, Fault> parse(std::string_view text) {
  if (text.size() > kMaxBytes) {
    return Fault{1, "too_large",
                 "found a text of " + std::to_string(text.size()) + " bytes; expected at most " +
                     std::to_string(kMaxBytes)};
  }
  auto tokens = cut(text);
  if (auto* fault = std::get_if<Fault>(&tokens)) return std::move(*fault);
  return Parser(std::get<std::vector<Token>>(std::move(tokens))).run();
}

std::size_t column_of(const Parsed& parsed, std::string_view pointer) {
  std::size_t column = 1;
  std::size_t longest = 0;
  for (const Place& place : parsed.places) {
    const bool within = pointer.starts_with(place.pointer) &&
                        (pointer.size() == place.pointer.size() || pointer[place.pointer.size()] == '/');
    if (!within || place.pointer.size() < longest) continue;
    longest = place.pointer.size();
    column = place.column;
  }
  return column;
}

}  // namespace carillon::ruletext
