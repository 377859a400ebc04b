// Segments: saved rules. Each version's rule is kept, so that a past campaign can be explained.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

// Also keeps the version.
Status insert_segment(Session& session, const Segment& segment);
Result<std::optional<Segment>> get_segment(Session& session, Id id);

struct SegmentPage {
  std::vector<Segment> segments;
  std::string next;  // cursor; empty at the end
};
// Newest first.
Result<SegmentPage> list_segments(Session& session, std::string_view cursor, std::size_t limit);
Result<std::int64_t> count_segments(Session& session);

// Writes all of it if the stored version still is `expected`, else CRL_E_CONFLICT. A higher version is kept
// beside the earlier ones.
Status update_segment(Session& session, const Segment& segment, std::int64_t expected);

}  // namespace carillon::store
