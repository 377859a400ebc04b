// Rules within requests: compiled as of an instant, their faults with pointers into the request's body.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "api/context.h"
#include "audience/audience.h"

namespace carillon::api {

using CompiledRule = std::shared_ptr<const audience::Compiled>;

// The rule at `pointer` of the body, as of `now_us`; the issues' pointers start with `pointer`.
std::variant<CompiledRule, Issues> compile_rule(const Context& context, const json::value& rule,
                                                std::string_view pointer, std::int64_t now_us);

// A stored rule; CRL_E_INVALID in words when it has become invalid, as when an operator is gone.
Result<CompiledRule> compile_stored(const Context& context, const std::string& rule, std::int64_t now_us);

// The body's as_of, or now. An issue at /as_of when it is no time.
std::variant<std::int64_t, Issues> as_of(const Context& context);

// Pages of one evaluation share its instant: the cursor carries it.
struct PageCursor {
  std::int64_t now_us = 0;
  std::string storage;
};
std::string to_text(const PageCursor& cursor);
// CRL_E_INVALID when the text is no such cursor.
Result<PageCursor> parse_cursor(std::string_view text);

}  // namespace carillon::api
