// Room for what the steps of a scope answer of a lane of rows.
//
// Of one runner, so of one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/wide.h"
#include "index/program.h"
#include "index/recall.h"
#include "index/stretches.h"

namespace carillon::index {

// What a step answered for the lane at hand.
struct Slot {
  Bits truth{};                          // of a truth
  Bits missing{};                        // of a value, as all below
  const std::int64_t* values = nullptr;  // of a column: nullptr until somebody asks, see values_of()
  std::unique_ptr<std::int64_t[]> room;
  std::shared_ptr<const Numbers> remembered;  // where values that were known stand
  // Of an aggregate, while rows of its relation go by.
  std::unique_ptr<Int128[]> sums;
  bool is_summed = false;    // the sums stand in the room already, in units of the step
  std::vector<Word> chosen;  // of the rows, stretch by stretch

  std::int64_t* own() {
    if (!room) room = std::make_unique<std::int64_t[]>(kBatch);
    values = room.get();
    return room.get();
  }
};

// The rows of a relation that belong to one row of the lane around it: `n` of the inner lane from `begin`.
struct Share {
  std::uint32_t owner, begin, n;
};

struct Frame {  // of a scope
  const Scope* scope = nullptr;
  std::vector<Slot> slots;
  std::vector<std::uint32_t> types;  // of the steps
  std::vector<std::uint8_t> wanted;  // steps that must be asked of the batch at hand
  std::vector<const Site*> sites;    // by step; nullptr for most
  std::vector<Gap> gaps;             // by step; of those with a site, so far in the batch
  std::vector<RowId> rows;           // of a lane that is a list
  std::vector<Share> shares;
  std::size_t n_shares = 0;
  std::unique_ptr<std::int64_t[]> firsts, counts;  // of the rows around, as the run tells them
  std::vector<Stretch> stretches;
  std::vector<std::uint32_t> before;  // see count_runs()
  std::vector<std::int64_t> sums;     // see sums_before()
};

}  // namespace carillon::index
