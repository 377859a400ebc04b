#include "store/schema_declare.h"

namespace carillon::store {

void declare_templates(std::deque<Declared>& out) {
  out.emplace_back("templates", 1)
      .field("id", CRL_T_I64, kKey)
      .field("name", CRL_T_TEXT, kRequired | kFolded, 200)
      .field("description", CRL_T_TEXT, kRequired, 2'000)
      .field("kind", CRL_T_TEXT, kRequired, 20)
      .field("content", CRL_T_JSON, kRequired)
      .field("version", CRL_T_I64, kRequired)
      .field("tags", CRL_T_SET, kFolded)
      .field("created_at", CRL_T_TIME, kRequired)
      .field("updated_at", CRL_T_TIME, kRequired)
      .field("archived_at", CRL_T_TIME)
      .index({"kind"});
  out.emplace_back("template_versions", 1)
      .field("template_id", CRL_T_I64, kKey)
      .field("version", CRL_T_I64, kKey)
      .field("name", CRL_T_TEXT, kRequired, 200)
      .field("content", CRL_T_JSON, kRequired)
      .field("created_at", CRL_T_TIME, kRequired)
      .relation({"template", "templates", "template_id", "id"});
}

}  // namespace carillon::store
