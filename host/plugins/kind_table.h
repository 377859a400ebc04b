// A kind's function table as the host keeps it: copied by its size, with stubs for the optional functions
// that the plugin lacks, so that no call site tests for null.
//
// Thread safety: immutable once made.
#pragma once

#include <memory>
#include <string_view>

#include <carillon/result.hpp>

namespace carillon::plugins {

// `raw` is what get_interface(kind) answered. The result points at a crl_channel, crl_ai, crl_segop,
// crl_storage or crl_queue; the error names the required function that is missing.
Result<std::shared_ptr<const void>> complete_table(std::string_view kind, const void* raw);

}  // namespace carillon::plugins
