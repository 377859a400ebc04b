// Ids that hosts make without asking anyone: 63 bits, time-ordered, shown as strings in JSON.
//
//   41 bits milliseconds since 2024 | 10 bits node | 12 bits sequence
//
// Invariant: two sources of different nodes never make the same id, nor does one source twice, also when
// its clock goes back: it then goes on from the last millisecond that it used.
// Thread safety: all calls from any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace carillon {

using Id = std::int64_t;

class IdSource {
 public:
  // REQUIRES: node < 1024, unique among the hosts of one storage. `clock` must outlive the source.
  IdSource(const Clock& clock, std::uint32_t node);
  Id next();
  // From now on ids carry this number.
  void move_to(std::uint32_t node);

 private:
  const Clock& clock_;
  std::mutex mutex_;
  std::int64_t node_bits_ = 0;  // guarded by mutex_
  std::int64_t last_ = 0;       // milliseconds << 12 | sequence; guarded by mutex_
};

std::string id_text(Id id);
// A positive decimal number of at most 63 bits; nullopt for anything else.
std::optional<Id> parse_id(std::string_view text);

}  // namespace carillon
