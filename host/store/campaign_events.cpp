#include "store/campaign_events.h"

#include <carillon/value.hpp>

#include "base/fold.h"
#include "store/cells.h"
#include "store/filter.h"

namespace carillon::store {

namespace {
const std::vector<std::string_view> kColumns{"campaign_id", "at", "what", "who", "detail"};
constexpr std::size_t kLongestName = 200, kLongestDetail = 1'000;
}  // namespace

Status add_campaign_event(Session& session, const CampaignEvent& event) {
  const std::vector<crl_value> cells{cell::of_int(event.campaign_id), cell::of_int(event.at),
                                     cell::text(event.what),
                                     cell::text(first_code_points(event.who, kLongestName)),
                                     cell::text(first_code_points(event.detail, kLongestDetail))};
  Mutation m;
  m.verb = CRL_MUT_UPSERT;
  m.collection = "campaign_events";
  m.columns = kColumns;
  m.conflict = {"campaign_id", "at", "what"};
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<CampaignEventPage> list_campaign_events(Session& session, Id campaign, std::string_view cursor,
                                               std::size_t limit) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign));
  Query query;
  query.collection = "campaign_events";
  query.columns = kColumns;
  query.where = filter.expr();
  query.order = {"at", "what"};
  query.cursor = cursor;
  query.limit = limit;
  CampaignEventPage page;
  auto next = session.query(query, [&](Row row) {
    page.events.push_back({row[0].v.i, row[1].v.i, string_of(row[2]), string_of(row[3]), string_of(row[4])});
    return true;
  });
  if (!next) return next.error();
  page.next = *std::move(next);
  return page;
}

}  // namespace carillon::store
