// Segments: saved rules. Each version's rule is kept, so that a past campaign can be explained; and how many
// each selected, over time.
//
// Functions over a session; they hold to its thread.
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

enum class Archived { kLeftOut, kOnly, kAny };
struct SegmentFilter {
  std::string_view name;  // part of the name, whatever its case; empty: any
  std::string_view tag;   // empty: any
  Archived archived = Archived::kAny;
};

struct SegmentPage {
  std::vector<Segment> segments;
  std::string next;  // cursor; empty at the end
};
// Newest first.
Result<SegmentPage> list_segments(Session& session, const SegmentFilter& filter, std::string_view cursor,
                                  std::size_t limit);
Result<std::int64_t> count_segments(Session& session, const SegmentFilter& filter);

// Writes all of it if the stored version still is `expected`, else CRL_E_CONFLICT. A higher version is kept
// beside the earlier ones, and its size is due.
Status update_segment(Session& session, const Segment& segment, std::int64_t expected);

struct SegmentVersionPage {
  std::vector<SegmentVersion> versions;
  std::string next;
};
Result<std::optional<SegmentVersion>> get_segment_version(Session& session, Id segment, std::int64_t version);
// Newest first.
Result<SegmentVersionPage> list_segment_versions(Session& session, Id segment, std::string_view cursor,
                                                 std::size_t limit);

// One size for each instant; a second of the same replaces it.
Status put_segment_size(Session& session, const SegmentSize& size);
struct SegmentSizePage {
  std::vector<SegmentSize> sizes;
  std::string next;
};
// Oldest first, from `since` to before `until`.
Result<SegmentSizePage> list_segment_sizes(Session& session, Id segment, Moment since, Moment until,
                                           std::string_view cursor, std::size_t limit);

// A segment whose size is due and that nobody else counts, claimed until `lease_until`; nullopt: none.
// Archived ones are never due. REQUIRES: a write transaction.
Result<std::optional<Segment>> claim_due_size(Session& session, std::int64_t now_us,
                                              std::int64_t lease_until);
// Its next size is due then, unless the segment has changed since it was claimed.
Status schedule_size(Session& session, const Segment& segment, std::int64_t lease_until, std::int64_t due_at);

}  // namespace carillon::store
