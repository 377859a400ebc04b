#include "audience/segment_lookup.h"

#include "store/segments.h"

namespace carillon::audience {

SegmentLookup segments_in(store::Session& session) {
  return [&session](Id id) -> Result<std::optional<SavedRule>> {
    auto found = store::get_segment(session, id);
    if (!found) return found.error();
    if (!*found) return std::optional<SavedRule>{};
    return std::optional<SavedRule>(SavedRule{std::move((*found)->name), std::move((*found)->rule)});
  };
}

SegmentLookup segments_in(store::Database& database) {
  return [&database](Id id) {
    Result<std::optional<SavedRule>> out = std::optional<SavedRule>{};
    const Status done = database.read([&](store::Session& session) -> Status {
      out = segments_in(session)(id);
      return out ? Status{} : Status(out.error());
    });
    if (!done) out = done.error();
    return out;
  };
}

}  // namespace carillon::audience
