#include "translate/explained.h"

#include <vector>

#include "translate/explained_orders.h"

namespace carillon::translate {
namespace {

constexpr std::size_t kDeepest = 40;

// Groups as they were: what is said is kept, and may be said again in the same words.
Rule group_of(Rule::Kind kind, std::vector<Rule> parts) {
  Rule out;
  out.kind = kind;
  out.parts = std::move(parts);
  return out;
}

class Reader : ExplainedOrders {
 public:
  Reader(std::string_view text, std::span<const std::string> attributes, const Lexicon& lexicon)
      : ExplainedOrders(text, attributes, lexicon) {}

  Read run() {
    Read out = group(0);
    return in_.at_end() ? out : std::nullopt;
  }

 private:
  Read group(std::size_t depth) {
    if (depth > kDeepest) return std::nullopt;
    std::vector<Rule> parts;
    std::string_view joint;
    while (true) {
      auto part = operand(depth);
      if (!part) return std::nullopt;
      parts.push_back(*std::move(part));
      const std::string_view next = in_.rest().starts_with(" and ")  ? " and "
                                    : in_.rest().starts_with(" or ") ? " or "
                                                                     : "";
      if (next.empty()) break;
      if (!joint.empty() && next != joint) return std::nullopt;  // an explanation never mixes them
      joint = next;
      in_.eat(next);
    }
    if (parts.size() == 1) return std::move(parts.front());
    return group_of(joint == " and " ? Rule::Kind::kAll : Rule::Kind::kAny, std::move(parts));
  }

  Read operand(std::size_t depth) {
    const bool negated = in_.eat("not (");
    if (negated || in_.eat("(")) {
      auto inner = group(depth + 1);
      if (!inner || !in_.eat(")")) return std::nullopt;
      if (!negated) return inner;
      return group_of(Rule::Kind::kNot, {*std::move(inner)});
    }
    if (in_.eat("everybody")) return group_of(Rule::Kind::kAll, {});
    if (in_.eat("nobody")) return group_of(Rule::Kind::kAny, {});
    using Reading = Read (Reader::*)();
    static constexpr Reading kReadings[] = {
        &Reader::spent,      &Reader::ordered,  &Reader::ordered_once,  &Reader::summed,
        &Reader::edge,       &Reader::ratio,    &Reader::gap,           &Reader::ranked,
        &Reader::rfm,        &Reader::messaged, &Reader::message_count, &Reader::tagged,
        &Reader::in_segment, &Reader::aged,     &Reader::birthday,      &Reader::field};
    for (const Reading read : kReadings) {
      if (auto rule = in_.attempt([&] { return (this->*read)(); })) return rule;
    }
    return std::nullopt;
  }
};

}  // namespace

std::optional<Rule> read_explained(std::string_view text, std::span<const std::string> attributes,
                                   const Lexicon& lexicon) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  return Reader(text, attributes, lexicon).run();
}

}  // namespace carillon::translate
