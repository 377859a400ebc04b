// What a marketer's sentence asks for: the occasion and the facts that a message must carry.
//
// "Win back inactive users with 20% off shoes until Sunday, code BACK20" ->
//   win-back, offer "20% off", product "shoes", deadline "until Sunday", code "BACK20".
// Pure functions over tables; reads English.
#pragma once

#include <string>
#include <string_view>

namespace carillon::mock {

enum class Intent {
  kWinBack,
  kNewArrival,
  kDiscount,
  kThankYou,
  kBirthday,
  kAbandonedCart,
  kLoyalty,
  kEvent,
  kReview,
  kGeneric,
};

std::string_view name_of(Intent intent);

struct Objective {
  Intent intent = Intent::kGeneric;
  std::string offer;     // "20% off", "$10 off", "free shipping"
  std::string product;   // "winter jackets"
  std::string deadline;  // "until Sunday", "this weekend"
  std::string code;      // "BACK20"
  std::string occasion;  // "Diwali"
};

Objective read_objective(std::string_view text);

}  // namespace carillon::mock
