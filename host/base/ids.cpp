#include "base/ids.h"

#include <algorithm>
#include <charconv>

namespace carillon {

namespace {
constexpr std::int64_t kEpochMs = 1'704'067'200'000;  // 2024-01-01
constexpr int kSequenceBits = 12;
constexpr int kNodeBits = 10;
}  // namespace

IdSource::IdSource(const Clock& clock, std::uint32_t node) : clock_(clock) { move_to(node); }

void IdSource::move_to(std::uint32_t node) {
  const std::scoped_lock lock(mutex_);
  node_bits_ = static_cast<std::int64_t>(node & ((1U << kNodeBits) - 1)) << kSequenceBits;
}

Id IdSource::next() {
  const std::int64_t now = (clock_.now_us() / 1000 - kEpochMs) << kSequenceBits;
  std::int64_t mine = 0, node_bits = 0;
  {
    const std::scoped_lock lock(mutex_);
    // A burst of more than 4,096 ids in a millisecond borrows from the next one.
    last_ = std::max(last_ + 1, now);
    mine = last_;
    node_bits = node_bits_;
  }
  const std::int64_t sequence = mine & ((1 << kSequenceBits) - 1);
  return ((mine >> kSequenceBits) << (kSequenceBits + kNodeBits)) | node_bits | sequence;
}

std::string id_text(Id id) { return std::to_string(id); }

std::optional<Id> parse_id(std::string_view text) {
  Id id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size() || id <= 0 || text.front() == '0')
    return std::nullopt;
  return id;
}

}  // namespace carillon
