// What kind of addresses a channel writes to.
#pragma once

#include <optional>
#include <string_view>

#include "delivery/delivery.h"
#include "policy/gate.h"

namespace carillon::api {

// nullopt: this host has no such channel.
inline std::optional<policy::AddressKind> address_kind_of(const delivery::Delivery& delivery,
                                                          std::string_view channel) {
  for (const auto& info : delivery.channels()) {
    if (info.name != channel) continue;
    return info.caps.address == CRL_ADDRESS_EMAIL   ? policy::AddressKind::kEmail
           : info.caps.address == CRL_ADDRESS_PHONE ? policy::AddressKind::kPhone
           : info.caps.address == CRL_ADDRESS_PUSH  ? policy::AddressKind::kPush
                                                    : policy::AddressKind::kNone;
  }
  return std::nullopt;
}

}  // namespace carillon::api
