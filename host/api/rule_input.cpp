#include "api/rule_input.h"

#include <charconv>

#include "api/services.h"
#include "base/time_text.h"

namespace carillon::api {

std::variant<CompiledRule, Issues> compile_rule(const Context& context, const json::value& rule,
                                                std::string_view pointer, std::int64_t now_us) {
  auto compiled = context.services.compiler.compile(rule, now_us);
  if (auto* issues = std::get_if<Issues>(&compiled)) {
    for (auto& issue : *issues) issue.pointer.insert(0, pointer);
  }
  return compiled;
}

Result<CompiledRule> compile_stored(const Context& context, const std::string& rule, std::int64_t now_us) {
  const auto parsed = parse_json(rule);
  if (!parsed) return parsed.error();
  auto compiled = context.services.compiler.compile(*parsed, now_us);
  if (const auto* issues = std::get_if<Issues>(&compiled)) {
    const Issue& first = issues->front();
    return invalid("the segment's rule cannot be used any more: " + first.pointer + ": " + first.detail +
                   "; change the segment's rule");
  }
  return std::get<CompiledRule>(std::move(compiled));
}

std::variant<std::int64_t, Issues> as_of(const Context& context) {
  const auto* given = at_pointer(context.body, "/as_of");
  if (given == nullptr || given->is_null()) return context.services.clock.now_us();
  if (given->is_string()) {
    if (const auto time = parse_time(given->get_string())) return *time;
  }
  return Issues{
      {"/as_of", "time", "expected a time such as 2025-11-21T10:00:00Z, found " + json::serialize(*given)}};
}

std::string to_text(const PageCursor& cursor) {
  return cursor.storage.empty() ? std::string{} : std::to_string(cursor.now_us) + "." + cursor.storage;
}

Result<PageCursor> parse_cursor(std::string_view text) {
  PageCursor out;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, out.now_us);
  if (read.ec != std::errc{} || read.ptr == end || *read.ptr != '.') {
    return invalid("the cursor is not one of this list; pass next_cursor as it was answered, or start anew");
  }
  out.storage.assign(read.ptr + 1, end);
  return out;
}

}  // namespace carillon::api
