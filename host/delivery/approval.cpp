// Campaigns that somebody else must approve of, and drafts that are changed.
#include "delivery/states.h"
#include "delivery/template_library.h"
#include "delivery/transitions.h"
#include "store/campaigns.h"

namespace carillon::delivery {

namespace {
using store::Approval;
using store::CampaignState;
}  // namespace

Result<store::Campaign> Transitions::submit(Id id, std::string_view who, std::string_view note) {
  return move(id, who, [&](store::Session& session, store::Campaign& campaign, std::int64_t) -> Result<Told> {
    if (campaign.state != CampaignState::kDraft) return wrong_state(campaign, "submitted", "a draft");
    // What is approved of is what is sent.
    if (auto pinned = pin_content(session, campaign); !pinned) return pinned.error();
    if (auto checked = check_(campaign); !checked) return checked.error();
    campaign.approval = Approval::kSubmitted;
    return Told{"submitted", std::string(note)};
  });
}

Result<store::Campaign> Transitions::judge(Id id, std::string_view who, std::string_view note,
                                           Approval verdict) {
  const std::string what = verdict == Approval::kApproved ? "approved" : "rejected";
  return move(id, who, [&](store::Session&, store::Campaign& campaign, std::int64_t) -> Result<Told> {
    if (campaign.state != CampaignState::kDraft) return wrong_state(campaign, what, "a submitted draft");
    if (campaign.approval != Approval::kSubmitted)
      return Error{CRL_E_STATE, "the campaign is not submitted for approval", 0, {}};
    campaign.approval = verdict;
    return Told{what, std::string(note)};
  });
}

Result<store::Campaign> Transitions::approve(Id id, std::string_view who, std::string_view note) {
  return judge(id, who, note, Approval::kApproved);
}

Result<store::Campaign> Transitions::reject(Id id, std::string_view who, std::string_view note) {
  return judge(id, who, note, Approval::kRejected);
}

Result<store::Campaign> Transitions::edit(const store::Campaign& edited, std::int64_t seen,
                                          std::string_view who) {
  return move(
      edited.id, who,
      [&](store::Session& session, store::Campaign& campaign, std::int64_t now) -> Result<Told> {
        const bool scheduled = campaign.state == CampaignState::kScheduled;
        if (campaign.state != CampaignState::kDraft && !scheduled)
          return wrong_state(campaign, "changed", "a draft or scheduled");
        if (campaign.updated_at != seen) {
          return Error{
              CRL_E_CONFLICT, "the campaign was changed by somebody else meanwhile; look at it again", 0, {}};
        }
        const auto options = stored_options(edited.options, rules_.timezone);
        if (!options) return options.error();
        campaign = edited;
        const bool again = campaign.approval != Approval::kNone;
        campaign.approval = Approval::kNone;
        if (!scheduled) return Told{"edited", again ? "approval is needed anew" : ""};
        if (needs_approval(*options) || (!options->schedule.at_us)) {
          campaign.state = CampaignState::kDraft;
          campaign.kind = store::CampaignKind::kSingle;
          campaign.scheduled_at.reset();
          return Told{"edited", "it is a draft again"};
        }
        const auto told = schedule(session, campaign, *options, now);
        if (!told) return told.error();
        return Told{"edited", "scheduled " + told->detail};
      });
}

}  // namespace carillon::delivery
