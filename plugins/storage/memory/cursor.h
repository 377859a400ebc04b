// The text of a keyset cursor: the order it belongs to and the order's cells in the last row of a page.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "reference/cell.h"

namespace carillon::memory {

std::string encode_cursor(std::string_view order, std::span<const crl_value> cells);
// CRL_E_INVALID when the cursor is not one, or of another order. `types` are the cells'.
Result<reference::Row> decode_cursor(std::string_view order, std::span<const std::uint32_t> types,
                                     std::string_view cursor);

}  // namespace carillon::memory
