// What a campaign's messages carry besides their templates: links of their own, a sender, an end.
// Value type; borrows the links, which outlive it.
#pragma once

#include <cstdint>
#include <string>

#include "links/links.h"

namespace carillon::delivery {

struct MessagePlan {
  const links::Links* links = nullptr;  // null: messages have no links of ours
  bool list_unsubscribe = false;        // tell mail programs how to unsubscribe (RFC 8058)
  bool opens = false, clicks = false;   // what is counted, of HTML
  std::string sender;                   // empty: the channel's
  std::int64_t not_after_us = 0;        // 0: no expiry
};

}  // namespace carillon::delivery
