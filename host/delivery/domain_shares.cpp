#include "delivery/domain_shares.h"

#include <algorithm>

#include "base/fold.h"

namespace carillon::delivery {

std::string_view DomainShares::limited_domain(std::string_view to) const {
  const auto at = to.rfind('@');
  if (at == std::string_view::npos) return {};
  const auto found = limits_.find(lower(to.substr(at + 1)));
  return found == limits_.end() ? std::string_view{} : std::string_view(found->first);
}

std::map<std::string_view, std::size_t> DomainShares::counts(const Prepared& batch, std::size_t n) const {
  std::map<std::string_view, std::size_t> out;
  batch.for_first(n, [&](std::string_view to) {
    if (const auto domain = limited_domain(to); !domain.empty()) ++out[domain];
  });
  return out;
}

std::vector<Flight> DomainShares::hold_back(Prepared& batch, std::size_t n) {
  if (limits_.empty()) return {};
  auto room = counts(batch, n);
  for (auto& [domain, wanted] : room) {
    const Grant grant = rates_.reserve(limits_.find(domain)->second, wanted);
    if (grant.n < wanted) come_again_us_ = std::max(come_again_us_, grant.come_again_us);
    wanted = grant.n;
  }
  return batch.hold_back(n, [&](std::string_view to) {
    const auto left = room.find(limited_domain(to));
    if (left == room.end()) return false;
    if (left->second == 0) return true;
    --left->second;
    return false;
  });
}

void DomainShares::give_back(const Prepared& batch, std::size_t n) {
  if (limits_.empty()) return;
  for (const auto& [domain, unsent] : counts(batch, n))
    rates_.give_back(limits_.find(domain)->second, unsent);
}

}  // namespace carillon::delivery
