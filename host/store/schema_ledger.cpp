#include "store/schema_declare.h"

namespace carillon::store {

// The ledger and what belongs to it: fixed width, so that updates are in place.
void declare_ledger(std::deque<Declared>& out) {
  out.emplace_back("messages", 1)
      .field("campaign_id", CRL_T_I64, kKey)
      .field("customer_id", CRL_T_I64, kKey)
      .field("step", CRL_T_I64, kKey)
      .field("state", CRL_T_I64, kRequired)
      .field("reason", CRL_T_I64, kRequired)
      .field("attempts", CRL_T_I64, kRequired)
      .field("updated_at", CRL_T_TIME, kRequired)
      .relation({"campaign", "campaigns", "campaign_id", "id"});
  out.emplace_back("chunks", 1)
      .field("campaign_id", CRL_T_I64, kKey)
      .field("first", CRL_T_I64, kKey)
      .field("last", CRL_T_I64, kRequired)
      .field("owner", CRL_T_I64, kRequired)
      .field("lease_until", CRL_T_TIME, kRequired)
      .relation({"campaign", "campaigns", "campaign_id", "id"});
  out.emplace_back("counters", 1)
      .field("campaign_id", CRL_T_I64, kKey)
      .field("state", CRL_T_I64, kKey)
      .field("reason", CRL_T_I64, kKey)
      .field("n", CRL_T_I64, kRequired)
      .relation({"campaign", "campaigns", "campaign_id", "id"});
  out.emplace_back("tallies", 1)
      .field("campaign_id", CRL_T_I64, kKey)
      .field("variant", CRL_T_I64, kKey)
      .field("hour", CRL_T_I64, kKey)
      .field("state", CRL_T_I64, kKey)
      .field("n", CRL_T_I64, kRequired)
      .relation({"campaign", "campaigns", "campaign_id", "id"});
  out.emplace_back("deferrals", 1)
      .field("campaign_id", CRL_T_I64, kKey)
      .field("due_at", CRL_T_TIME, kKey)
      .field("first", CRL_T_I64, kKey)
      .field("last", CRL_T_I64, kRequired)
      .relation({"campaign", "campaigns", "campaign_id", "id"});
  out.emplace_back("message_refs", 1)
      .field("channel", CRL_T_I64, kKey)
      .field("provider_id", CRL_T_TEXT, kKey, 200)
      .field("campaign_id", CRL_T_I64, kRequired)
      .field("customer_id", CRL_T_I64, kRequired)
      .field("step", CRL_T_I64, kRequired)
      .field("state", CRL_T_I64, kRequired)
      .field("reason", CRL_T_I64, kRequired)
      .field("at", CRL_T_TIME, kRequired)
      .index({"at"});
  out.emplace_back("rate_windows", 1)
      .field("name", CRL_T_TEXT, kKey, 200)
      .field("version", CRL_T_I64, kRequired)
      .field("used", CRL_T_BYTES, kRequired);
  out.emplace_back("reasons", 1).field("id", CRL_T_I64, kKey).field("text", CRL_T_TEXT, kRequired, 500);
}

}  // namespace carillon::store
