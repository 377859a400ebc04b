// Messages that may not be sent before an instant: quiet hours, a calendar, the customer's own time.
//
// They are `queued`, behind the campaign's cursor; a row here says when to look at which customers again. A
// row may promise too much (its customers were cancelled, or wait for something later) and never too little:
// who looks judges each message anew.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

struct Deferral {
  Id campaign_id = 0;
  std::int64_t due_at = 0;  // microseconds UTC
  Id first = 0, last = 0;   // customers, both included
};

// Rows of the same campaign, instant and first customer become one.
Status put_deferrals(Session& session, std::span<const Deferral> deferrals);

// Those of a campaign that are due, the oldest first, at most `n`.
Result<std::vector<Deferral>> due_deferrals(Session& session, Id campaign, std::int64_t now_us,
                                            std::size_t n);
// When the next one of a campaign is due; nullopt: none waits.
Result<std::optional<std::int64_t>> next_deferral(Session& session, Id campaign);

// CRL_E_CONFLICT: another host was quicker.
Status remove_deferral(Session& session, const Deferral& deferral);

}  // namespace carillon::store
