// This host's number among the hosts of its storage, kept for as long as the host runs.
//
// Thread safety: all calls on the lifecycle thread.
#pragma once

#include <cstdint>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "store/database.h"

namespace carillon::app {

class NodeLease {
 public:
  // `pinned`: the number that the operator gave, or 0. Ids of `ids` carry the number from take() on.
  NodeLease(store::Database& database, IdSource& ids, const Clock& clock, std::uint32_t pinned);

  Status take();
  // Renews the lease when it is time to. A host that lost its number, because it slept for long, takes
  // another.
  void tend();
  void leave();

 private:
  store::Database& database_;
  IdSource& ids_;
  const Clock& clock_;
  const std::uint32_t pinned_;
  const std::int64_t owner_;
  std::uint32_t node_ = 0;  // 0: none held
  std::int64_t renew_at_ = 0;
};

}  // namespace carillon::app
