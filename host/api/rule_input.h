// Rules within requests: compiled as of an instant, their faults with pointers into the request's body.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/context.h"
#include "audience/audience.h"

namespace carillon::api {

using CompiledRule = std::shared_ptr<const audience::Compiled>;

// The rule at `pointer` of the body, as of `now_us`; the issues' pointers start with `pointer`. `self`: the
// segment that the rule is for, which it must not name.
std::variant<CompiledRule, Issues> compile_rule(const Context& context, const json::value& rule,
                                                std::string_view pointer, std::int64_t now_us,
                                                std::optional<Id> self = {});

// What is wrong with a rule, and where in its text, if it came as text.
struct RuleFaults {
  Issues issues;
  std::vector<std::size_t> columns;  // one for each issue, in characters from 1; 0: none
};
struct GivenRule {
  json::value rule;
  CompiledRule compiled;
};
// The "rule" or the "rule_text" of an object that stands at `pointer` of the body: exactly one of them.
std::variant<GivenRule, RuleFaults> read_rule(const Context& context, const json::object& holder,
                                              std::string_view pointer, std::int64_t now_us,
                                              std::optional<Id> self = {});
// 422 with every fault and its column.
http::Response invalid_rule(const Context& context, const RuleFaults& faults);

// A stored rule; CRL_E_INVALID in words when it has become invalid, as when an operator is gone.
Result<CompiledRule> compile_stored(const Context& context, const std::string& rule, std::int64_t now_us);

// The body's as_of, or the query's, or now. An issue when it is no time.
std::variant<std::int64_t, Issues> as_of(const Context& context);
Parameter as_of_parameter();

// Pages of one evaluation share its instant: the cursor carries it.
struct PageCursor {
  std::int64_t now_us = 0;
  std::string storage;
};
std::string to_text(const PageCursor& cursor);
// CRL_E_INVALID when the text is no such cursor.
Result<PageCursor> parse_cursor(std::string_view text);

}  // namespace carillon::api
