// The channels of the host as the audience's preview counts their reach.
#pragma once

#include <vector>

#include "audience/audience.h"
#include "delivery/delivery.h"

namespace carillon::api {

inline std::vector<audience::Reach> reaches(const delivery::Delivery& delivery) {
  std::vector<audience::Reach> out;
  for (const auto& channel : delivery.channels()) {
    const bool counted =
        channel.caps.address == CRL_ADDRESS_EMAIL || channel.caps.address == CRL_ADDRESS_PHONE;
    if (counted) out.push_back({channel.name, channel.caps.address});
  }
  return out;
}

}  // namespace carillon::api
