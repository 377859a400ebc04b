// One row from outside, as JSON, into an input. Every format comes through here, so the rules are the same.
//
// Semantics of JSON merge patch: an absent member keeps what is stored, null clears it (as does an empty
// text). All faults of a row are told; when there are any, what is returned must not be used.
// Thread safety: all calls from any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "base/issue.h"
#include "ingest/ingest.h"

namespace carillon::ingest {

// `now_us` bounds what must lie in the past.
CustomerInput parse_customer(const boost::json::value& row, std::int64_t now_us, Issues& issues);
OrderInput parse_order(const boost::json::value& row, std::int64_t now_us, Issues& issues);

// The members that a row may have.
std::vector<std::string_view> customer_members();
std::vector<std::string_view> order_members();

}  // namespace carillon::ingest
