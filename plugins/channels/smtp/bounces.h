// Bounces and complaints that somebody posts to the receipts endpoint as whole mails. [any], no state.
#pragma once

#include <string>

#include <carillon/channel.hpp>

#include "settings.h"

namespace carillon::smtp {

struct BounceReceipt {
  std::int32_t state = 0;  // 0: nothing to tell, as of a delay
  std::string key, code, detail;

  Receipt borrowed(std::int64_t at_us) const {
    return {.state = state, .idempotency_key = key, .at_us = at_us, .detail_code = code, .detail = detail};
  }
};

// CRL_E_AUTH: not by somebody who knows the token; CRL_E_INVALID: no bounce, or not of a mail of this
// channel.
Result<BounceReceipt> read_bounce_call(const WebhookCall& call, const Settings& settings);

}  // namespace carillon::smtp
