// A preview of what the index has in memory.
#pragma once

#include <optional>

#include "audience/audience.h"
#include "index/index.h"

namespace carillon::audience {

// All but the sample's rows, whose ids are told. nullopt: storage must answer. `rule` is bound and exact.
struct IndexedPreview {
  Preview preview;
  std::vector<Id> sample;
};
std::optional<IndexedPreview> indexed_preview(index::Index& index, const Compiled& rule, std::size_t sample,
                                              bool leaves, const std::vector<Reach>& channels);

}  // namespace carillon::audience
