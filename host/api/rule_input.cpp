#include "api/rule_input.h"

#include <charconv>

#include "api/problem.h"
#include "api/services.h"
#include "audience/segment_lookup.h"
#include "base/time_text.h"
#include "ruletext/ruletext.h"

namespace carillon::api {

std::variant<CompiledRule, Issues> compile_rule(const Context& context, const json::value& rule,
                                                std::string_view pointer, std::int64_t now_us,
                                                std::optional<Id> self) {
  const audience::Segments segments{audience::segments_in(context.services.database), self};
  auto compiled = context.services.compiler.compile(rule, now_us, segments);
  if (auto* issues = std::get_if<Issues>(&compiled)) {
    for (auto& issue : *issues) issue.pointer.insert(0, pointer);
  }
  return compiled;
}

namespace {

RuleFaults single(std::string pointer, std::string code, std::string detail, std::size_t column = 0) {
  return {{{std::move(pointer), std::move(code), std::move(detail)}}, {column}};
}

std::string at_column(std::size_t column, const std::string& detail) {
  return "column " + std::to_string(column) + ": " + detail;
}

std::variant<GivenRule, RuleFaults> read_text(const Context& context, std::string_view text,
                                              const std::string& pointer, std::int64_t now_us,
                                              std::optional<Id> self) {
  auto read = ruletext::parse(text);
  if (const auto* fault = std::get_if<ruletext::Fault>(&read))
    return single(pointer, fault->code, at_column(fault->column, fault->detail), fault->column);
  auto& parsed = std::get<ruletext::Parsed>(read);
  auto compiled = compile_rule(context, parsed.rule, "", now_us, self);
  if (auto* compiled_rule = std::get_if<CompiledRule>(&compiled))
    return GivenRule{std::move(parsed.rule), std::move(*compiled_rule)};
  RuleFaults out;
  for (const Issue& issue : std::get<Issues>(compiled)) {
    const std::size_t column = ruletext::column_of(parsed, issue.pointer);
    out.issues.push_back({pointer, issue.code, at_column(column, issue.detail)});
    out.columns.push_back(column);
  }
  return out;
}

}  // namespace

std::variant<GivenRule, RuleFaults> read_rule(const Context& context, const json::object& holder,
                                              std::string_view pointer, std::int64_t now_us,
                                              std::optional<Id> self) {
  const auto* rule = holder.if_contains("rule");
  const auto* text = holder.if_contains("rule_text");
  const std::string at(pointer);
  if (rule != nullptr && text != nullptr)
    return single(at + "/rule_text", "conflict", "found both \"rule\" and \"rule_text\"; give one of them");
  if (rule == nullptr && text == nullptr)
    return single(at + "/rule", "required", "found neither \"rule\" nor \"rule_text\"; give one of them");
  if (text != nullptr) {
    if (!text->is_string()) return single(at + "/rule_text", "type", "must be a rule as a text");
    return read_text(context, text->get_string(), at + "/rule_text", now_us, self);
  }
  auto compiled = compile_rule(context, *rule, at + "/rule", now_us, self);
  if (auto* issues = std::get_if<Issues>(&compiled)) {
    const std::size_t n = issues->size();
    return RuleFaults{std::move(*issues), std::vector<std::size_t>(n, 0)};
  }
  return GivenRule{*rule, std::get<CompiledRule>(std::move(compiled))};
}

http::Response invalid_rule(const Context& context, const RuleFaults& faults) {
  return invalid_request(context.request, faults.issues, faults.columns);
}

Result<CompiledRule> compile_stored(const Context& context, const std::string& rule, std::int64_t now_us) {
  const auto parsed = parse_json(rule);
  if (!parsed) return parsed.error();
  auto compiled = context.services.compiler.compile(*parsed, now_us,
                                                    {audience::segments_in(context.services.database), {}});
  if (const auto* issues = std::get_if<Issues>(&compiled)) {
    const Issue& first = issues->front();
    return invalid("the segment's rule cannot be used any more: " + first.pointer + ": " + first.detail +
                   "; change the segment's rule");
  }
  return std::get<CompiledRule>(std::move(compiled));
}

std::variant<std::int64_t, Issues> as_of(const Context& context) {
  const auto* in_body = at_pointer(context.body, "/as_of");
  const bool in_query = context.has_query("as_of");
  const json::value given = in_body != nullptr ? *in_body
                            : in_query         ? json::value(context.query("as_of"))
                                               : json::value{};
  if (given.is_null()) return context.services.clock.now_us();
  if (given.is_string()) {
    if (const auto time = parse_time(given.get_string())) return *time;
  }
  return Issues{{in_body != nullptr ? "/as_of" : "/query/as_of", "time",
                 "expected a time such as 2025-11-21T10:00:00Z, found " + json::serialize(given)}};
}

Parameter as_of_parameter() {
  Parameter p{"as_of", ParameterType::kText, "The instant that the rule takes for now; else it is now",
              "2025-11-21T10:00:00Z"};
  p.min = 1;
  p.max = 40;
  return p;
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
