// A campaign's audience of several parts, {"include": [..], "exclude": [..]}, as one compiled rule: any of
// the included and none of the excluded. A part is
//   "17" or {"segment_id": "17", "version"?: 2}      a saved segment, its newest version unless one is named
//   {"rule": {..}}                                   an unsaved rule
//   {"customer_ids": ["5", ..]}                      customers by their ids
//   {"campaign": "9", "outcome"?: "delivered"}       who was messaged by an earlier campaign
//
// Thread safety: that of the session.
#pragma once

#include <variant>

#include "audience/algebra.h"
#include "base/json.h"
#include "store/session.h"

namespace carillon::audience {

struct Composition {
  CompiledRule rule;
  json::object pinned;  // the audience with the version of each segment in it
  json::value tree;     // the rules of all parts as they were, for the record
};

// Everything is read within the session's transaction. Issues point into the audience; an Error is storage's.
Result<std::variant<Composition, Issues>> compose(store::Session& session, const Compiler& compiler,
                                                  const json::object& audience, std::int64_t now_us);

}  // namespace carillon::audience
