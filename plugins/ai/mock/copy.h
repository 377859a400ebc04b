// The sentences: for each occasion three messages of different tone, in the language of phrase.h.
// Slots: name, brand, offer, deal (the offer and its product), product, deadline, code, occasion. Constant
// tables.
#pragma once

#include <span>
#include <string_view>

#include "objective.h"

namespace carillon::mock {

struct Copy {
  std::string_view tone;
  std::string_view subject;
  std::string_view sms;    // short: with only {name} filled it has 160 characters at most
  std::string_view email;  // the body between greeting and signature
  std::string_view rationale;
};

std::span<const Copy> copies_for(Intent intent);

}  // namespace carillon::mock
