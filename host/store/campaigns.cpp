#include "store/campaigns.h"

#include <array>
#include <deque>

#include <carillon/value.hpp>

#include "store/campaign_events.h"
#include "store/cells.h"
#include "store/count.h"
#include "store/counters.h"
#include "store/filter.h"
#include "store/rows.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"id",
                                             "name",
                                             "objective",
                                             "channel",
                                             "audience",
                                             "content",
                                             "rule",
                                             "segment_version",
                                             "state",
                                             "reason",
                                             "audience_size",
                                             "created_at",
                                             "updated_at",
                                             "scheduled_at",
                                             "started_at",
                                             "finished_at",
                                             "dispatched_to",
                                             "options",
                                             "tags",
                                             "archived_at",
                                             "kind",
                                             "parent_id",
                                             "occurrences",
                                             "approval",
                                             "winner",
                                             "planned_to"};
constexpr std::size_t kDispatchedTo = 16;  // only claims move it

crl_value state_cell(CampaignState state) { return cell::of_int(static_cast<std::int64_t>(state)); }

crl_value id_or_null(const std::optional<Id>& id) { return id ? cell::of_int(*id) : cell::null(CRL_T_I64); }

std::vector<crl_value> cells_of(const Campaign& c, std::deque<std::string>& kept) {
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
          cell::of_int(c.dispatched_to),
          json_cell(c.options),
          set_cell(c.tags, kept),
          time_cell(c.archived_at),
          cell::of_int(static_cast<std::int64_t>(c.kind)),
          cell::of_int(c.parent_id),
          cell::of_int(c.occurrences),
          cell::of_int(static_cast<std::int64_t>(c.approval)),
          cell::of_int(c.winner),
          id_or_null(c.planned_to)};
}

// Fields that rows of an earlier version have not.
std::int64_t number_of(const crl_value& v) { return v.is_null != 0 ? 0 : v.v.i; }

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
  c.dispatched_to = row[kDispatchedTo].v.i;
  if (row[17].is_null == 0) c.options = string_of(row[17]);
  c.tags = set_of(row[18]);
  c.archived_at = time_of(row[19]);
  c.kind = static_cast<CampaignKind>(number_of(row[20]));
  c.parent_id = number_of(row[21]);
  c.occurrences = number_of(row[22]);
  c.approval = static_cast<Approval>(number_of(row[23]));
  c.winner = number_of(row[24]);
  if (row[25].is_null == 0) c.planned_to = row[25].v.i;
  return c;
}

Result<std::vector<Campaign>> read_all(Session& session, const Query& query) {
  std::vector<Campaign> out;
  const auto done = session.query(query, [&](Row row) {
    out.push_back(read_campaign(row));
    return true;
  });
  if (!done) return done.error();
  return out;
}

Result<std::optional<Campaign>> read_by_id(Session& session, Id id, bool lock) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  Query query;
  query.collection = "campaigns";
  query.columns = kColumns;
  query.where = filter.expr();
  query.lock = lock;
  return read_one(session, query, read_campaign);
}

// What a filter selects; borrows its texts.
Expr selected(const CampaignFilter& filter) {
  Expr out;
  std::vector<Expr::Id> parts;
  if (filter.state) parts.push_back(out.compare(CRL_X_EQ, "state", state_cell(*filter.state)));
  if (!filter.name.empty()) parts.push_back(out.compare(CRL_X_CONTAINS_CI, "name", cell::text(filter.name)));
  if (!filter.channel.empty()) parts.push_back(out.compare(CRL_X_EQ, "channel", cell::text(filter.channel)));
  if (filter.parent != 0) parts.push_back(out.compare(CRL_X_EQ, "parent_id", cell::of_int(filter.parent)));
  if (!filter.tag.empty()) parts.push_back(has_tag(out, filter.tag));
  if (filter.archived) parts.push_back(is_archived(out, *filter.archived));
  if (!filter.transactional) {
    const Expr::Id none = is_missing(out, "kind", CRL_T_I64);
    const Expr::Id other =
        out.compare(CRL_X_NE, "kind", cell::of_int(static_cast<std::int64_t>(CampaignKind::kTransactional)));
    parts.push_back(out.node(CRL_X_OR, CRL_T_BOOL, {none, other}));
  }
  if (!parts.empty()) out.all_of(parts);
  return out;
}

}  // namespace

Status insert_campaign(Session& session, const Campaign& campaign) {
  std::deque<std::string> kept;
  return insert_row(session, "campaigns", kColumns, cells_of(campaign, kept));
}

Result<std::optional<Campaign>> get_campaign(Session& session, Id id) {
  return read_by_id(session, id, false);
}

Result<Campaign> lock_campaign(Session& session, Id id) {
  auto found = read_by_id(session, id, true);
  if (!found) return found.error();
  if (!*found) return not_found("there is no campaign " + id_text(id));
  return *std::move(*found);
}

Result<CampaignState> lock_state(Session& session, Id id) {
  Filter filter;
  filter.equals("id", cell::of_int(id));
  Query query;
  query.collection = "campaigns";
  query.columns = {"state"};
  query.where = filter.expr();
  query.lock = true;
  const auto found = read_one(session, query, [](Row row) { return static_cast<CampaignState>(row[0].v.i); });
  if (!found) return found.error();
  if (!*found) return not_found("there is no campaign " + id_text(id));
  return **found;
}

Result<CampaignPage> list_campaigns(Session& session, const CampaignFilter& filter, std::string_view cursor,
                                    std::size_t limit) {
  const Expr where = selected(filter);
  Query query;
  query.collection = "campaigns";
  query.columns = kColumns;
  if (!where.empty()) query.where = &where;
  page_backward(query, "id", cursor, limit);
  return read_page(session, query, &CampaignPage::campaigns, read_campaign);
}

Result<std::int64_t> count_campaigns(Session& session, const CampaignFilter& filter) {
  const Expr where = selected(filter);
  return count_rows(session, "campaigns", where.empty() ? nullptr : &where);
}

Result<std::vector<Campaign>> due_campaigns(Session& session, std::int64_t now_us, std::size_t limit) {
  Filter filter;
  filter.equals("state", state_cell(CampaignState::kScheduled));
  filter.where(CRL_X_LE, "scheduled_at", cell::time(now_us));
  Query query;
  query.collection = "campaigns";
  query.columns = kColumns;
  query.where = filter.expr();
  query.order = {"id"};
  query.limit = limit;
  return read_all(session, query);
}

Result<std::vector<Campaign>> active_campaigns(Session& session) {
  const std::array states{state_cell(CampaignState::kRunning), state_cell(CampaignState::kPaused)};
  Filter filter;
  filter.in("state", states);
  Query query;
  query.collection = "campaigns";
  query.columns = kColumns;
  query.where = filter.expr();
  auto found = read_all(session, query);
  if (found) std::erase_if(*found, [](const Campaign& c) { return c.kind == CampaignKind::kRecurring; });
  return found;
}

Result<std::vector<Campaign>> cancelled_in_work(Session& session) {
  Query chunks;
  chunks.collection = "chunks";
  chunks.columns = {"campaign_id"};
  chunks.group_by = {"campaign_id"};
  std::vector<Id> ids;
  const auto read = session.query(chunks, [&](Row row) {
    ids.push_back(row[0].v.i);
    return true;
  });
  if (!read) return read.error();
  if (ids.empty()) return std::vector<Campaign>{};
  Filter filter;
  filter.in("id", std::span<const Id>(ids)).equals("state", state_cell(CampaignState::kCancelled));
  Query query;
  query.collection = "campaigns";
  query.columns = kColumns;
  query.where = filter.expr();
  return read_all(session, query);
}

Status update_campaign(Session& session, const Campaign& campaign, CampaignState expected) {
  Filter filter;
  filter.equals("id", cell::of_int(campaign.id)).equals("state", state_cell(expected));
  std::deque<std::string> kept;
  std::vector<crl_value> cells = cells_of(campaign, kept);
  Mutation m;
  m.columns = kColumns;
  for (const std::size_t fixed : {kDispatchedTo, std::size_t{0}}) {
    cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(fixed));
    m.columns.erase(m.columns.begin() + static_cast<std::ptrdiff_t>(fixed));
  }
  m.verb = CRL_MUT_UPDATE;
  m.collection = "campaigns";
  m.cells = cells;
  m.where = filter.expr();
  m.must_change = true;
  const auto done = session.mutate(m);
  if (done) return {};
  if (done.error().status == CRL_E_CONFLICT) {
    return Error{CRL_E_STATE, "the campaign was changed by somebody else meanwhile; look at it again", 0, {}};
  }
  return done.error();
}

Status advance_audience(Session& session, const Campaign& campaign, Id from) {
  const std::vector<crl_value> states{state_cell(CampaignState::kRunning),
                                      state_cell(CampaignState::kPaused)};
  Filter filter;
  filter.equals("id", cell::of_int(campaign.id)).equals("planned_to", cell::of_int(from)).in("state", states);
  const std::vector<crl_value> cells{id_or_null(campaign.planned_to), cell::of_int(campaign.audience_size),
                                     cell::time(campaign.updated_at)};
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "campaigns";
  m.columns = {"planned_to", "audience_size", "updated_at"};
  m.cells = cells;
  m.where = filter.expr();
  m.must_change = true;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Status delete_campaign(Session& session, Id id, CampaignState expected) {
  Filter events;
  events.equals("campaign_id", cell::of_int(id));
  Mutation forget;
  forget.verb = CRL_MUT_DELETE;
  forget.collection = "campaign_events";
  forget.where = events.expr();
  if (const auto done = session.mutate(forget); !done) return done.error();
  Filter filter;
  filter.equals("id", cell::of_int(id)).equals("state", state_cell(expected));
  Mutation m;
  m.verb = CRL_MUT_DELETE;
  m.collection = "campaigns";
  m.where = filter.expr();
  const auto done = session.mutate(m);
  if (!done) return done.error();
  if (*done == 1) return {};
  return Error{CRL_E_STATE, "the campaign was changed by somebody else meanwhile; look at it again", 0, {}};
}

Status dispatch_again(Session& session, Id campaign) {
  Filter filter;
  filter.equals("id", cell::of_int(campaign));
  const crl_value start = cell::of_int(0);
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "campaigns";
  m.columns = {"dispatched_to"};
  m.cells = {&start, 1};
  m.where = filter.expr();
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

Status complete_campaign(Session& session, Id id, std::int64_t now_us) {
  // Locked before its messages are counted, so that none is queued meanwhile.
  const auto campaign = lock_campaign(session, id);
  if (!campaign) return campaign.error();
  if (campaign->state != CampaignState::kRunning || campaign->kind == CampaignKind::kTransactional) return {};
  if (campaign->planned_to) return {};
  const auto counters = read_counters(session, id);
  if (!counters) return counters.error();
  std::int64_t failures = 0, unsettled = 0;
  for (const auto& c : *counters) {
    if (c.state == MessageState::kFailed || c.state == MessageState::kBounced) failures += c.n;
    if (c.state == MessageState::kQueued || c.state == MessageState::kSending) unsettled += c.n;
  }
  if (unsettled > 0) return {};
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
  if (!done) return done.error();
  if (*done == 0) return {};
  return add_campaign_event(
      session, {id, now_us, failures > 0 ? "completed_with_failures" : "completed", std::string(kByHost),
                failures > 0 ? std::to_string(failures) + " messages failed" : ""});
}

}  // namespace carillon::store
