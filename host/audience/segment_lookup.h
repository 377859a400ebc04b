// Where compile() finds the segments that rules name: in a store. Each answers the newest version.
//
// The first reads within a transaction at hand, the second in one of its own for each segment. Both borrow.
#pragma once

#include "audience/audience.h"

namespace carillon::audience {

SegmentLookup segments_in(store::Session& session);
SegmentLookup segments_in(store::Database& database);

}  // namespace carillon::audience
