#include "store/schema_declare.h"

namespace carillon::store {

void declare_hosts(std::deque<Declared>& out) {
  out.emplace_back("nodes", 1)
      .field("node", CRL_T_I64, kKey)
      .field("owner", CRL_T_I64, kRequired)
      .field("lease_until", CRL_T_TIME, kRequired);
  out.emplace_back("changes", 1)
      .field("host", CRL_T_I64, kKey)
      .field("sequence", CRL_T_I64, kKey)
      .field("at", CRL_T_TIME, kRequired)
      .field("whom", CRL_T_BYTES, kRequired)
      .index({"at"});
}

}  // namespace carillon::store
