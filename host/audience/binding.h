// What of a rule is only known when it is evaluated: where a ranking of the customers ends ("the top 10 by
// total spend"). A rule that ranks is compiled with host-only nodes (CRL_X_RANKED), which no storage knows;
// bind() finds their ends and puts them in as literals.
//
// EVERY evaluation of a Compiled goes through bind() before it reads `where`, `leaves` or the plan's leaves,
// and evaluates what bind() answers, within the same transaction: then ranking and selection are of one
// instant. page(), count(), scan() and preview() do it themselves; whoever hands `where` to a storage or to
// an index of their own does it first. For a rule without rankings it costs nothing. Ends are found once in
// each bind(), so a caller that reads many pages binds once and passes on what it got.
//
// Of equals the customer with the lower id comes first, so that the top ten are ten.
//
// Thread safety: that of the session.
#pragma once

#include <memory>

#include <carillon/result.hpp>

#include "audience/audience.h"
#include "store/session.h"

namespace carillon::audience {

// The rule without rankings: itself (borrowed, so it must outlive the answer), or a copy with the ends put
// in.
Result<std::shared_ptr<const Compiled>> bind(store::Session& session, const Compiled& rule);

// Whether an expression holds a ranking.
bool is_ranked(const Expr& where);

}  // namespace carillon::audience
