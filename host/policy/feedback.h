// What bounces and complaints teach: addresses that are not written to again.
//
// A complaint ends an address at once, and so does a bounce for good; one for the moment (a full mailbox, a
// server that is away) does when it came in several campaigns within 30 days (Rules::soft_bounces). Told in
// the transaction that records the receipts, so that no host sends again in between; telling it twice is
// telling it once.
// Thread safety: all calls from any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "policy/gate.h"
#include "store/session.h"

namespace carillon::policy {

enum class Bounce { kHard, kSoft };

// By what a vendor says: an SMTP code ("550", "4.2.2", "5.2.2 mailbox full") or words ("soft_bounce",
// "over quota"). What says nothing of the moment is for good.
Bounce bounce_of(std::string_view reason);

struct Outcome {
  Id campaign = 0, recipient = 0;  // of the ledger's row
  bool complained = false;         // else it bounced
  std::string reason;
};

class Feedback {
 public:
  // `kind_of`: the addresses of a channel by its name.
  Feedback(Gate& gate, IdSource& ids, const Clock& clock,
           std::function<AddressKind(std::string_view)> kind_of);

  Status recorded(store::Session& session, std::span<const Outcome> outcomes);

 private:
  struct Source {
    std::string channel;
    bool transactional = false;
  };
  Result<Source> source_of(store::Session& session, Id campaign);
  Status recorded_of(store::Session& session, Id campaign, std::span<const Outcome*> outcomes);

  Gate& gate_;
  IdSource& ids_;
  const Clock& clock_;
  const std::function<AddressKind(std::string_view)> kind_of_;
  std::mutex mutex_;
  std::map<Id, Source> sources_;  // a campaign's channel stays what it is; guarded by mutex_
};

}  // namespace carillon::policy
