// The moves of a campaign between its states, each in one transaction with what it does to the ledger.
//
// Thread safety: all calls from any thread; two hosts that move one campaign at once get one CRL_E_STATE.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <carillon/result.hpp>

#include "audience/audience.h"
#include "base/clock.h"
#include "delivery/content.h"
#include "delivery/reasons.h"
#include "store/database.h"
#include "store/records.h"

namespace carillon::delivery {

class Transitions {
 public:
  using Check = std::function<Status(const store::Campaign&)>;  // may this campaign be sent by this host?

  Transitions(store::Database& database, const audience::Compiler& compiler, Reasons& reasons,
              const Clock& clock, Check check);

  Result<store::Campaign> launch(Id campaign);
  Result<store::Campaign> pause(Id campaign);
  Result<store::Campaign> resume(Id campaign);
  Result<store::Campaign> cancel(Id campaign);

 private:
  struct Target {
    std::shared_ptr<const audience::Compiled> audience;
    std::string rule;
    std::int64_t segment_version = 0;
  };
  Result<Target> resolve(store::Session& session, const store::Campaign& campaign) const;

  store::Database& database_;
  const audience::Compiler& compiler_;
  Reasons& reasons_;
  const Clock& clock_;
  const Check check_;
};

}  // namespace carillon::delivery
