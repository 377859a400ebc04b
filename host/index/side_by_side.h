// Work that is done in threads at the same time.
#pragma once

#include <functional>
#include <span>

#include <carillon/result.hpp>

namespace carillon::index {

// Runs all of them, the first in this thread, and waits. Answers the first error in their order.
Status side_by_side(std::span<const std::function<Status()>> works);

}  // namespace carillon::index
