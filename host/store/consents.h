// Each change of a customer's consent, with its proof: who said so, when and where from. Never changed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "base/ids.h"
#include "store/session.h"

namespace carillon::store {

struct Consent {
  Id id = 0;
  Id customer_id = 0;
  std::string kind;  // "email", "sms"
  bool granted = false;
  std::string source;    // "api", "unsubscribe link", "reply"
  std::string evidence;  // an address, a form, the words that came
  std::int64_t at = 0;
};

Status insert_consent(Session& session, const Consent& consent);
// The latest first.
Result<std::vector<Consent>> list_consents(Session& session, Id customer, std::size_t limit);

}  // namespace carillon::store
