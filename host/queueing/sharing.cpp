#include "queueing/sharing.h"

namespace carillon::queueing {

namespace {

constexpr std::chrono::milliseconds kLook{50};

}  // namespace

bool Sharing::is_asked_for_one(std::size_t mine) const {
  for (std::size_t poorer = 0; poorer + 2 <= mine; ++poorer) {
    const std::string wish = wish_of(poorer);
    const Status taken = port_.hold(wish, owner_, kLook);
    if (!taken && taken.error().status == CRL_E_CONFLICT) return true;
    if (!taken) return false;
    // When it cannot be given back it ends by itself.
    const Status released = port_.release(wish, owner_);
    (void)released;
  }
  return false;
}

void Sharing::ask(std::size_t mine, std::chrono::milliseconds length) const {
  // Refused when another says the same: one of the two will do.
  const Status said = port_.hold(wish_of(mine), owner_, length);
  (void)said;
}

}  // namespace carillon::queueing
