#include "index/side_by_side.h"

#include <thread>
#include <vector>

namespace carillon::index {

Status side_by_side(std::span<const std::function<Status()>> works) {
  std::vector<Status> done(works.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < works.size(); ++i) threads.emplace_back([&, i] { done[i] = works[i](); });
    if (!works.empty()) done[0] = works[0]();
  }
  for (Status& status : done) {
    if (!status) return std::move(status);
  }
  return {};
}

}  // namespace carillon::index
