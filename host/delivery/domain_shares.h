// Which of a batch's messages their recipients' domains have room for.
//
// One reservation a limited domain, of all its messages in the batch; what the channel then does not take is
// given back. Dispatcher's thread only; lives as long as one offer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/flights.h"
#include "delivery/prepared.h"
#include "delivery/rates.h"

namespace carillon::delivery {

class DomainShares {
 public:
  using Limits = std::map<std::string, std::vector<RateLimit>, std::less<>>;  // by domain, in lower case

  DomainShares(Rates& rates, const Limits& limits) : rates_(rates), limits_(limits) {}

  // Reserves for the first `n`, and takes out those for which there is no room.
  std::vector<Flight> hold_back(Prepared& batch, std::size_t n);
  // The first `n` are not sent now.
  void give_back(const Prepared& batch, std::size_t n);

  // When those that were held back may find room.
  std::int64_t come_again_us() const { return come_again_us_; }

 private:
  // The domain of an address as limits name it; empty where there is no limit.
  std::string_view limited_domain(std::string_view to) const;
  std::map<std::string_view, std::size_t> counts(const Prepared& batch, std::size_t n) const;

  Rates& rates_;
  const Limits& limits_;
  std::int64_t come_again_us_ = 0;
};

}  // namespace carillon::delivery
