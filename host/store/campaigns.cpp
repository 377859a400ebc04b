#include "store/campaigns.h"

#include <array>

#include <carillon/value.hpp>

#include "store/cells.h"
#include "store/count.h"
#include "store/counters.h"
#include "store/filter.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{
    "id",           "name",         "objective",     "channel",
    "audience",     "content",      "rule",          "segment_version",
    "state",        "reason",       "audience_size", "created_at",
    "updated_at",   "scheduled_at", "started_at",    "finished_at",
    "dispatched_to"};

crl_value state_cell(CampaignState state) { return cell::of_int(static_cast<std::int64_t>(state)); }

std::vector<crl_value> cells_of(const Campaign& c) {
  return {cell::of_int(c.id),
          cell::text(c.name),
          cell::text(c.objective),
          cell::text(c.channel),
          json_cell(c.audience),
          json_cell(c.content),
          cell::text(c.rule),
          cell::of_int(c.segment_version),
          state_cell(c.state),
          cell::text(c.reason),
          cell::of_int(c.audience_size),
          cell::time(c.created_at),
          cell::time(c.updated_at),
          time_cell(c.scheduled_at),
          time_cell(c.started_at),
          time_cell(c.finished_at),
          cell::of_int(c.dispatched_to)};
}

Campaign read_campaign(Row row) {
  Campaign c;
  c.id = row[0].v.i;
  c.name = string_of(row[1]);
  c.objective = string_of(row[2]);
  c.channel = string_of(row[3]);
  c.audience = string_of(row[4]);
  c.content = string_of(row[5]);
  c.rule = string_of(row[6]);
  c.segment_version = row[7].v.i;
  c.state = static_cast<CampaignState>(row[8].v.i);
  c.reason = string_of(row[9]);
  c.audience_size = row[10].v.i;
  c.created_at = row[11].v.i;
  c.updated_at = row[12].v.i;
  c.scheduled_at = time_of(row[13]);
  c.started_at = time_of(row[14]);
  c.finished_at = time_of(row[15]);
  c.dispatched_to = row[16].v.i;
  return c;
}

Result<std::vector<Campaign>> read_all(Session& session, const Query& query, std::string* next = nullptr) {
  std::vector<Campaign> out;
  auto done = session.query(query, [&](Row row) {
    out.push_back(read_campaign(row));
    return true;
  });
  if (!done) return done.error();
  if (next != nullptr) *next = *std::move(done);
  return out;
}

}  // namespace

Status insert_campaign(Session& session, const Campaign& campaign) {
  const auto cells = cells_of(campaign);
  Mutation m;
  m.collection = "campaigns";
  m.columns = kColumns;
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Result<std::optional<Campaign>> get_campaign(Session& session, Id id) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  Query query;
  query.collection = "campaigns";
  query.columns = kColumns;
  query.where = filter.expr();
  auto found = read_all(session, query);
  if (!found) return found.error();
  if (found->empty()) return std::optional<Campaign>{};
  return std::optional<Campaign>{std::move(found->front())};
}

Result<CampaignPage> list_campaigns(Session& session, std::optional<CampaignState> state,
                                    std::string_view cursor, std::size_t limit) {
  Filter filter;
  if (state) filter.equals("state", state_cell(*state));
  Query query;
  query.collection = "campaigns";
  query.columns = kColumns;
  query.where = filter.expr();
  query.order = {"id"};
  query.descending = {true};
  query.cursor = cursor;
  query.limit = limit;
  CampaignPage page;
  auto found = read_all(session, query, &page.next);
  if (!found) return found.error();
  page.campaigns = *std::move(found);
  return page;
}

Result<std::int64_t> count_campaigns(Session& session, std::optional<CampaignState> state) {
  Filter filter;
  if (state) filter.equals("state", state_cell(*state));
  return count_rows(session, "campaigns", filter.expr());
}

Result<std::vector<Campaign>> active_campaigns(Session& session) {
  const std::array states{state_cell(CampaignState::kRunning), state_cell(CampaignState::kPaused)};
  Filter filter;
  filter.in("state", states);
  Query query;
  query.collection = "campaigns";
  query.columns = kColumns;
  query.where = filter.expr();
  return read_all(session, query);
}

Status update_campaign(Session& session, const Campaign& campaign, CampaignState expected) {
  Filter filter;
  filter.equals("id", cell::of_int(campaign.id)).equals("state", state_cell(expected));
  const auto all = cells_of(campaign);
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "campaigns";
  m.columns.assign(kColumns.begin() + 1, kColumns.end() - 1);
  m.cells = std::span(all).subspan(1, all.size() - 2);
  m.where = filter.expr();
  m.must_change = true;
  const auto done = session.mutate(m);
  if (done) return {};
  if (done.error().status == CRL_E_CONFLICT) {
    return Error{CRL_E_STATE, "the campaign was changed by somebody else meanwhile; look at it again", 0, {}};
  }
  return done.error();
}

Status complete_campaign(Session& session, Id id, std::int64_t now_us) {
  const auto counters = read_counters(session, id);
  if (!counters) return counters.error();
  std::int64_t failures = 0;
  for (const auto& c : *counters) {
    if (c.state == MessageState::kFailed || c.state == MessageState::kBounced) failures += c.n;
  }
  Filter filter;
  filter.equals("id", cell::of_int(id)).equals("state", state_cell(CampaignState::kRunning));
  const std::vector<crl_value> cells{
      state_cell(failures > 0 ? CampaignState::kCompletedWithFailures : CampaignState::kCompleted),
      cell::time(now_us), cell::time(now_us)};
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "campaigns";
  m.columns = {"state", "finished_at", "updated_at"};
  m.cells = cells;
  m.where = filter.expr();
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace carillon::store
