#include "index/dictionary.h"

#include <functional>

#include "base/fold.h"

namespace carillon::index {

std::size_t Dictionary::slot_of(std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = std::hash<std::string_view>{}(text)&mask;
  while (slots_[at] != 0 && this->text(slots_[at]) != text) at = (at + 1) & mask;
  return at;
}

void Dictionary::grow() {
  slots_.assign(slots_.empty() ? 16 : slots_.size() * 2, 0);
  for (std::uint32_t code = 1; code <= size(); ++code) slots_[slot_of(text(code))] = code;
}

std::uint32_t Dictionary::intern(std::string_view text) {
  if ((entries_.size() + 1) * 3 > slots_.size() * 2) grow();
  const std::size_t slot = slot_of(text);
  if (slots_[slot] != 0) return slots_[slot];
  Entry entry{pool_.size(), pool_.size(), static_cast<std::uint32_t>(text.size()),
              static_cast<std::uint32_t>(text.size())};
  const std::string folded = fold(text);
  pool_ += text;
  if (folded != text) {
    entry.folded_at = pool_.size();
    entry.folded_length = static_cast<std::uint32_t>(folded.size());
    pool_ += folded;
  }
  entries_.push_back(entry);
  return slots_[slot] = size();
}

}  // namespace carillon::index
