#include "api/segments_json.h"

#include "api/rule_input.h"
#include "api/services.h"
#include "ruletext/ruletext.h"

namespace carillon::api {

namespace {

// "rule" and "rule_text".
void write_rule(JsonWriter& out, const std::string& rule) {
  out.key("rule").raw(rule);
  const auto parsed = parse_json(rule);
  write_rule_text(out, parsed ? *parsed : json::value{});
}

// The words for it; where it cannot be used any more, why.
void write_words(JsonWriter& out, const Context& context, const std::string& rule) {
  const auto compiled = compile_stored(context, rule, context.services.clock.now_us());
  out.member("explanation", compiled ? (*compiled)->explanation : std::string{})
      .key("warnings")
      .begin_array();
  if (compiled) {
    for (const auto& warning : (*compiled)->warnings) out.value(warning);
  } else {
    out.value(compiled.error().message);
  }
  out.end_array();
}

}  // namespace

void write_rule_text(JsonWriter& out, const json::value& rule) {
  const auto text = ruletext::print(rule);
  out.key("rule_text");
  text ? out.value(*text) : out.null();
}

void write_segment(JsonWriter& out, const Context& context, const store::Segment& segment) {
  out.begin_object()
      .id("id", segment.id)
      .member("name", segment.name)
      .member("description", segment.description);
  write_rule(out, segment.rule);
  out.member("version", segment.version).member("tags", segment.tags);
  write_words(out, context, segment.rule);
  out.member("archived", segment.archived_at.has_value())
      .time("archived_at", segment.archived_at)
      .time("created_at", segment.created_at)
      .time("updated_at", segment.updated_at)
      .end_object();
}

void write_version(JsonWriter& out, const Context& context, const store::SegmentVersion& version) {
  out.begin_object().id("segment_id", version.segment_id).member("version", version.version);
  write_rule(out, version.rule);
  write_words(out, context, version.rule);
  out.time("created_at", version.created_at).end_object();
}

void write_size(JsonWriter& out, const store::SegmentSize& size) {
  out.begin_object()
      .time("at", size.at)
      .member("count", size.count)
      .member("version", size.version)
      .end_object();
}

}  // namespace carillon::api
