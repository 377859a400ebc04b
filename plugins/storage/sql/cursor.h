// Keyset cursors: the order values of the last row that was handed out, as text that only the kit reads.
//
// A cursor carries a mark of the order it was made for, so one of another query is refused rather than
// misread. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>
#include <carillon/value.hpp>

#include "fragment.h"

namespace carillon::sql {

// `order` describes what the rows are ordered by; equal descriptions, interchangeable cursors.
std::string encode_cursor(std::string_view order, std::span<const crl_value> values);

// CRL_E_INVALID when it is no cursor of this order or not of these types.
Result<std::vector<Param>> decode_cursor(std::string_view order, std::string_view cursor,
                                         std::span<const std::uint32_t> types);

}  // namespace carillon::sql
