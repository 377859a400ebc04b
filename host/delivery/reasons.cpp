#include "delivery/reasons.h"

#include <iterator>

#include "base/fold.h"
#include "delivery/states.h"

namespace carillon::delivery {

namespace {
constexpr std::size_t kMaxTexts = 1'000;
constexpr std::size_t kMaxLength = 120;  // code points
}  // namespace

std::int64_t Reasons::intern(std::string_view text) {
  if (text.empty()) return 0;
  text = first_code_points(text, kMaxLength);
  const std::scoped_lock lock(mutex_);
  std::int64_t id = reason_id(text);
  if (known_.contains(id)) return id;
  if (known_.size() >= kMaxTexts) {
    text = reason::kOther;
    id = reason_id(text);
    if (known_.contains(id)) return id;
  }
  known_.emplace(id, text);
  new_.emplace_back(id, text);
  return id;
}

std::vector<std::pair<std::int64_t, std::string>> Reasons::take_new() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(new_, {});
}

void Reasons::put_back(std::vector<std::pair<std::int64_t, std::string>> unsaved) {
  const std::scoped_lock lock(mutex_);
  new_.insert(new_.end(), std::make_move_iterator(unsaved.begin()), std::make_move_iterator(unsaved.end()));
}

std::optional<std::string> Reasons::text(std::int64_t id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = known_.find(id);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void Reasons::learn(std::int64_t id, std::string text) {
  const std::scoped_lock lock(mutex_);
  known_.emplace(id, std::move(text));
}

}  // namespace carillon::delivery
