// Segments, their versions and sizes as the API shows them.
#pragma once

#include <optional>
#include <string>

#include "api/context.h"
#include "api/json_writer.h"
#include "store/records.h"

namespace carillon::api {

// With the rule's text, its words, and what is probably a slip in it.
void write_segment(JsonWriter& out, const Context& context, const store::Segment& segment);
void write_version(JsonWriter& out, const Context& context, const store::SegmentVersion& version);
void write_size(JsonWriter& out, const store::SegmentSize& size);

// A rule that is stored as JSON, as text; null for one that has none.
void write_rule_text(JsonWriter& out, const json::value& rule);

}  // namespace carillon::api
