#include "store/direct_messages.h"

#include <carillon/value.hpp>

#include "store/campaigns.h"
#include "store/cells.h"
#include "store/counters.h"
#include "store/filter.h"
#include "store/rows.h"

namespace carillon::store {

namespace {

const std::vector<std::string_view> kColumns{"id",          "campaign_id", "customer_id", "address",
                                             "template_id", "subject",     "text",        "html",
                                             "created_at",  "expires_at"};

crl_value maybe_id(Id id) { return id == 0 ? cell::null(CRL_T_I64) : cell::of_int(id); }

DirectMessage read(Row row) {
  DirectMessage m;
  m.id = row[0].v.i;
  m.campaign_id = row[1].v.i;
  m.customer_id = row[2].is_null != 0 ? 0 : row[2].v.i;
  m.address = string_of(row[3]);
  m.template_id = row[4].is_null != 0 ? 0 : row[4].v.i;
  m.subject = string_of(row[5]);
  m.text = string_of(row[6]);
  m.html = string_of(row[7]);
  m.created_at = row[8].v.i;
  m.expires_at = time_of(row[9]);
  return m;
}

// One more in the campaign's audience, and claims go on before it.
Status count_in(Session& session, const Campaign& campaign, Id message) {
  Filter filter;
  filter.equals("id", cell::of_int(campaign.id));
  const std::vector<crl_value> cells{cell::of_int(campaign.audience_size + 1),
                                     cell::of_int(std::min(campaign.dispatched_to, message - 1))};
  Mutation m;
  m.verb = CRL_MUT_UPDATE;
  m.collection = "campaigns";
  m.columns = {"audience_size", "dispatched_to"};
  m.cells = cells;
  m.where = filter.expr();
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace

Status insert_direct_message(Session& session, const DirectMessage& message) {
  const auto campaign = lock_campaign(session, message.campaign_id);
  if (!campaign) return campaign.error();
  const std::vector<crl_value> cells{
      cell::of_int(message.id),
      cell::of_int(message.campaign_id),
      maybe_id(message.customer_id),
      message.address.empty() ? cell::null(CRL_T_TEXT) : cell::text(message.address),
      maybe_id(message.template_id),
      cell::text(message.subject),
      cell::text(message.text),
      cell::text(message.html),
      cell::time(message.created_at),
      time_cell(message.expires_at)};
  if (auto done = insert_row(session, "direct_messages", kColumns, cells); !done) return done;
  const std::vector<crl_value> ledger{cell::of_int(message.campaign_id),
                                      cell::of_int(message.id),
                                      cell::of_int(0),
                                      cell::of_int(static_cast<std::int64_t>(MessageState::kQueued)),
                                      cell::of_int(0),
                                      cell::of_int(0),
                                      cell::time(message.created_at)};
  if (auto done = insert_row(
          session, "messages",
          {"campaign_id", "customer_id", "step", "state", "reason", "attempts", "updated_at"}, ledger);
      !done)
    return done;
  CounterChanges changes;
  changes.add(message.campaign_id, MessageState::kQueued, 0, 1);
  if (auto counted = apply(session, changes); !counted) return counted;
  return count_in(session, *campaign, message.id);
}

Result<std::optional<DirectMessage>> get_direct_message(Session& session, Id id) {
  std::optional<DirectMessage> out;
  const Status done =
      read_direct_messages(session, {&id, 1}, [&](const DirectMessage& message) { out = message; });
  if (!done) return done.error();
  return out;
}

Status read_direct_messages(Session& session, std::span<const Id> ids,
                            const std::function<void(const DirectMessage&)>& use) {
  return in_pieces(ids, [&](std::span<const Id> piece) -> Status {
    Filter filter;
    filter.in("id", piece);
    Query query;
    query.collection = "direct_messages";
    query.columns = kColumns;
    query.where = filter.expr();
    const auto done = session.query(query, [&](Row row) {
      use(read(row));
      return true;
    });
    return done ? Status{} : done.error();
  });
}

Result<DirectMessagePage> list_direct_messages(Session& session, Id customer, std::string_view cursor,
                                               std::size_t limit) {
  Filter filter;
  if (customer != 0) filter.equals("customer_id", cell::of_int(customer));
  Query query;
  query.collection = "direct_messages";
  query.columns = kColumns;
  if (customer != 0) query.where = filter.expr();
  page_backward(query, "id", cursor, limit);
  return read_page(session, query, &DirectMessagePage::messages, read);
}

Result<Message> get_message(Session& session, Id campaign, Id customer, std::int64_t step) {
  Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign)).equals("customer_id", cell::of_int(customer));
  filter.equals("step", cell::of_int(step));
  Query query;
  query.collection = "messages";
  query.columns = {"state", "reason", "attempts", "updated_at"};
  query.where = filter.expr();
  const auto found = read_one(session, query, [&](Row row) {
    return Message{campaign,   customer,   step,      static_cast<MessageState>(row[0].v.i),
                   row[1].v.i, row[2].v.i, row[3].v.i};
  });
  if (!found) return found.error();
  if (!*found) return not_found("there is no such message");
  return **found;
}

}  // namespace carillon::store
