#include "store/schema_declare.h"

namespace carillon::store {

// Whom not to write to, who said so, and how often others were written to.
void declare_policy(std::deque<Declared>& out) {
  out.emplace_back("suppressions", 1)
      .field("id", CRL_T_I64, kKey)
      .field("subject", CRL_T_I64, kRequired)
      .field("channel", CRL_T_TEXT, kRequired, 64)
      .field("address", CRL_T_TEXT, kRequired, 320)
      .field("customer_id", CRL_T_I64, kRequired)
      .field("reason", CRL_T_I64, kRequired)
      .field("campaign_id", CRL_T_I64, kRequired)
      .field("note", CRL_T_TEXT, kRequired, 400)
      .field("created_at", CRL_T_TIME, kRequired)
      .field("expires_at", CRL_T_TIME, kRequired)
      .index({"subject", "channel"}, CRL_INDEX_UNIQUE);
  out.emplace_back("soft_bounces", 1)
      .field("subject", CRL_T_I64, kKey)
      .field("campaign_id", CRL_T_I64, kKey)
      .field("at", CRL_T_TIME, kRequired);
  out.emplace_back("touches", 1)
      .field("customer_id", CRL_T_I64, kKey)
      .field("campaign_id", CRL_T_I64, kKey)
      .field("step", CRL_T_I64, kKey)
      .field("channel", CRL_T_I64, kRequired)
      .field("at", CRL_T_TIME, kRequired)
      .index({"at"});
  out.emplace_back("consents", 1)
      .field("id", CRL_T_I64, kKey)
      .field("customer_id", CRL_T_I64, kRequired)
      .field("kind", CRL_T_TEXT, kRequired, 16)
      .field("granted", CRL_T_BOOL, kRequired)
      .field("source", CRL_T_TEXT, kRequired, 64)
      .field("evidence", CRL_T_TEXT, kRequired, 1'000)
      .field("at", CRL_T_TIME, kRequired)
      .index({"customer_id"})
      .relation({"customer", "customers", "customer_id", "id"});
  out.emplace_back("link_keys", 1)
      .field("id", CRL_T_I64, kKey)
      .field("secret", CRL_T_TEXT, kRequired, 128)
      .field("created_at", CRL_T_TIME, kRequired);
}

}  // namespace carillon::store
