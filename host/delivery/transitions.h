// The moves of a campaign between its states, each in one transaction with what it does to the ledger and the
// event that tells who did it.
//
//   draft -> scheduled -> running <-> paused -> completed | completed_with_failures | cancelled | failed
//
// A recurring campaign never runs: while it is scheduled, each occurrence becomes a campaign of its own.
// Failed messages that are to be tried again, and new members, set a campaign that is over running again.
//
// Thread safety: all calls from any thread; two hosts that move one campaign at once get one CRL_E_STATE.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <carillon/result.hpp>

#include "audience/audience.h"
#include "base/clock.h"
#include "base/ids.h"
#include "delivery/campaign_options.h"
#include "delivery/content.h"
#include "delivery/reasons.h"
#include "store/campaign_events.h"
#include "store/database.h"
#include "store/records.h"

namespace carillon::delivery {

struct TransitionRules {
  std::string timezone = "UTC";  // the organisation's
  bool approval = false;         // campaigns are launched only after somebody approved of them
};

// A campaign's messages that were queued, and the campaign as it is then.
struct Requeued {
  std::uint64_t messages = 0;
  // Failed ones that were left: whose channel never answered, and those for good.
  std::uint64_t unanswered = 0, failed_for_good = 0;
  store::Campaign campaign;
};

class Transitions {
 public:
  using Check = std::function<Status(const store::Campaign&)>;  // may this campaign be sent by this host?
  using Moved = std::function<void(const store::Campaign&)>;    // told after each move

  Transitions(store::Database& database, const audience::Compiler& compiler, Reasons& reasons, IdSource& ids,
              const Clock& clock, TransitionRules rules, Check check, Moved moved);

  // Those of people and programs: `who` goes into the campaign's log.
  // A draft whose options name a later instant or a rule becomes scheduled; else, and when it is scheduled
  // already, it starts. One without audience is complete at once.
  Result<store::Campaign> launch(Id campaign, std::string_view who);
  // The same within a transaction; told() follows when that is durable.
  Result<store::Campaign> launch_within(store::Session& session, Id campaign, std::string_view who);
  void told(const store::Campaign& campaign) const { moved_(campaign); }
  Result<store::Campaign> unschedule(Id campaign, std::string_view who);
  Result<store::Campaign> pause(Id campaign, std::string_view who);
  Result<store::Campaign> resume(Id campaign, std::string_view who);
  Result<store::Campaign> cancel(Id campaign, std::string_view who);

  // Of a draft where approval is asked for; a change of the draft afterwards asks for it anew.
  Result<store::Campaign> submit(Id campaign, std::string_view who, std::string_view note);
  Result<store::Campaign> approve(Id campaign, std::string_view who, std::string_view note);
  Result<store::Campaign> reject(Id campaign, std::string_view who, std::string_view note);

  // Failed messages are queued again, under their keys: those that failed for a while only, or all. Those
  // whose channel never answered may have arrived, so they are only among all. This is the one move of
  // messages backward.
  Result<Requeued> retry_failed(Id campaign, bool all, std::string_view who);
  // Whom the audience selects now and did not when it was launched.
  Result<Requeued> add_new_members(Id campaign, std::string_view who);

  // A scheduled campaign whose instant has come: starts it, or the newest occurrence of a recurring one that
  // is due. What is past its expiry is left out, and what cannot be sent fails; both are in the log. Answers
  // the campaign that started. CRL_E_STATE: another host was quicker.
  Result<std::optional<store::Campaign>> start_due(Id campaign);

  // The next stretch of a large audience becomes queued messages (delivery/snapshot.h), unless it is whole,
  // or the campaign is over. Answers the campaign as it is then.
  Result<store::Campaign> plan_more(Id campaign);

  // The variant (1 + its index) that everybody gets who is not in the test. CRL_E_STATE: there is one.
  Result<store::Campaign> choose_winner(Id campaign, std::int64_t winner, const std::string& why);

  // A draft or scheduled campaign with what its editor changed. CRL_E_CONFLICT: it was changed since `seen`.
  Result<store::Campaign> edit(const store::Campaign& edited, std::int64_t seen, std::string_view who);

  bool needs_approval(const CampaignOptions& options) const {
    return rules_.approval || options.approval.value_or(false);
  }
  const std::string& timezone() const { return rules_.timezone; }

 private:
  // What a move tells of itself.
  struct Told {
    std::string what, detail;
  };
  using Body = std::function<Result<Told>(store::Session&, store::Campaign&, std::int64_t now_us)>;

  Result<store::Campaign> move(Id campaign, std::string_view who, const Body& body);
  Result<store::Campaign> move_within(store::Session& session, Id campaign, std::string_view who,
                                      const Body& body) const;
  Result<Told> launch_it(store::Session& session, store::Campaign& campaign, std::int64_t now_us);
  Status log(store::Session& session, const store::Campaign& campaign, std::string_view who, const Told& told,
             std::int64_t at_us) const;
  Status start(store::Session& session, store::Campaign& campaign, std::int64_t now_us);
  Result<Told> schedule(store::Session& session, store::Campaign& campaign, const CampaignOptions& options,
                        std::int64_t now_us);
  // The child, unless its time is over; the parent is changed, not stored.
  Result<std::optional<store::Campaign>> start_occurrence(store::Session& session, store::Campaign& parent,
                                                          const CampaignOptions& options, Id child,
                                                          std::int64_t now_us);
  Status start_or_fail(store::Session& session, store::Campaign& campaign, std::int64_t now_us);
  Status run_again(store::Session& session, store::Campaign& campaign, std::uint64_t n);
  Result<store::Campaign> judge(Id campaign, std::string_view who, std::string_view note,
                                store::Approval verdict);

  store::Database& database_;
  const audience::Compiler& compiler_;
  Reasons& reasons_;
  IdSource& ids_;
  const Clock& clock_;
  const TransitionRules rules_;
  const Check check_;
  const Moved moved_;
};

// Whom a campaign that started goes to, in words.
std::string audience_text(const store::Campaign& campaign);

// Errors that the moves share.
Error wrong_state(const store::Campaign& campaign, std::string_view verb, std::string_view from);

}  // namespace carillon::delivery
