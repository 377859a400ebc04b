// Whom a run's messages go to: customers of an audience, or those of single messages.
//
// Thread safety: free functions; the session's thread.
#pragma once

#include <functional>
#include <span>

#include <carillon/result.hpp>

#include "delivery/run.h"
#include "policy/gate.h"
#include "store/records.h"
#include "store/session.h"

namespace carillon::delivery {

// Borrowed for the length of a call.
struct Recipient {
  policy::Candidate candidate;
  store::Row row;                                // of an audience: as columns_for() lists its columns
  const store::DirectMessage* direct = nullptr;  // else: the message, rendered when it was asked for
};

// Those of the ledger's customers `ids`, which ascend, that are still there, in no order.
Status read_recipients(store::Session& session, Run& run, std::span<const Id> ids,
                       const std::function<void(const Recipient&)>& use);

}  // namespace carillon::delivery
