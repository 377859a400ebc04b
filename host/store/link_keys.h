// The keys that sign the links in messages, when the configuration gives none: every host of a storage has
// the same. The newest signs; the older ones are still believed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <carillon/result.hpp>

#include "base/ids.h"
#include "store/session.h"

namespace carillon::store {

struct LinkKey {
  Id id = 0;
  std::string secret;  // in hexadecimal digits
  std::int64_t created_at = 0;
};

// The newest first.
Result<std::vector<LinkKey>> list_link_keys(Session& session);
// CRL_E_CONFLICT: there is one of that id.
Status insert_link_key(Session& session, const LinkKey& key);

}  // namespace carillon::store
