#include "delivery/split.h"

#include <numeric>

#include "delivery/campaign_options.h"

namespace carillon::delivery {

namespace {
constexpr std::size_t kMostKnown = 4'096;
}

std::size_t Split::of(Id campaign, Id customer) const {
  if (weights.size() < 2) return 0;
  if (winner > 0 && !in_test(campaign, customer, test_share)) return static_cast<std::size_t>(winner - 1);
  const std::int64_t total = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  // SplitMix64's finaliser spreads neighbouring ids evenly.
  auto hash =
      static_cast<std::uint64_t>(campaign) * 0x9E37'79B9'7F4A'7C15U + static_cast<std::uint64_t>(customer);
  hash = (hash ^ (hash >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
  hash = (hash ^ (hash >> 27U)) * 0x94D0'49BB'1331'11EBU;
  auto at = static_cast<std::int64_t>((hash ^ (hash >> 31U)) % static_cast<std::uint64_t>(total));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    at -= weights[i];
    if (at < 0) return i;
  }
  return 0;
}

Split split_of(const json::value& content) {
  Split split;
  const auto* object = content.if_object();
  const auto* variants = object == nullptr ? nullptr : object->if_contains("variants");
  const auto* list = variants == nullptr ? nullptr : variants->if_array();
  if (list == nullptr) return split;
  for (const auto& variant : *list) {
    const auto* one = variant.if_object();
    const auto* weight = one == nullptr ? nullptr : one->if_contains("weight");
    const auto* number = weight == nullptr ? nullptr : weight->if_int64();
    split.weights.push_back(number == nullptr || *number < 1 ? 1 : *number);
  }
  return split;
}

Split split_of(const store::Campaign& campaign) {
  Split split;
  if (const auto content = parse_json(campaign.content)) split = split_of(*content);
  const auto options = stored_options(campaign.options, "UTC");
  if (!options || !options->test || campaign.winner > static_cast<std::int64_t>(split.weights.size()))
    return split;
  split.winner = campaign.winner;
  split.test_share = options->test->test_share;
  return split;
}

std::size_t Splits::variant_of(Id campaign, Id customer) {
  std::shared_ptr<const Split> split;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = known_.find(campaign); found != known_.end()) split = found->second;
  }
  if (split == nullptr) {
    split = std::make_shared<const Split>(read_(campaign));
    const std::scoped_lock lock(mutex_);
    if (known_.size() >= kMostKnown) known_.clear();
    known_[campaign] = split;
  }
  return split->of(campaign, customer);
}

void Splits::forget(Id campaign) {
  const std::scoped_lock lock(mutex_);
  known_.erase(campaign);
}

}  // namespace carillon::delivery
