#include "store/schema_declare.h"

namespace carillon::store {

// What comes in: files on their way, and answers that are given again.
void declare_intake(std::deque<Declared>& out) {
  out.emplace_back("imports", 1)
      .field("id", CRL_T_I64, kKey)
      .field("place", CRL_T_I64, kRequired)
      .field("state", CRL_T_I64, kRequired)
      .field("reason", CRL_T_TEXT, kRequired, 2'000)
      .field("spec", CRL_T_JSON, kRequired)
      .field("file_bytes", CRL_T_I64, kRequired)
      .field("file_changed_at", CRL_T_I64, kRequired)
      .field("row_count", CRL_T_I64, kRequired)
      .field("created", CRL_T_I64, kRequired)
      .field("updated", CRL_T_I64, kRequired)
      .field("unchanged", CRL_T_I64, kRequired)
      .field("rejected", CRL_T_I64, kRequired)
      .field("bytes_read", CRL_T_I64, kRequired)
      .field("report_bytes", CRL_T_I64, kRequired)
      .field("created_at", CRL_T_TIME, kRequired)
      .field("updated_at", CRL_T_TIME, kRequired)
      .field("started_at", CRL_T_TIME)
      .field("finished_at", CRL_T_TIME)
      .index({"state"});
  out.emplace_back("idempotency", 1)
      .field("key", CRL_T_TEXT, kKey, 512)
      .field("fingerprint", CRL_T_TEXT, kRequired, 64)
      .field("status", CRL_T_I64, kRequired)
      .field("content_type", CRL_T_TEXT, kRequired, 100)
      .field("headers", CRL_T_JSON, kRequired)
      .field("body", CRL_T_TEXT, kRequired)
      .field("expires_at", CRL_T_TIME, kRequired)
      .index({"expires_at"});
}

}  // namespace carillon::store
